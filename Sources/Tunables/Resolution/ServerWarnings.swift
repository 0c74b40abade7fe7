/// What a person should know about the media server's settings, at every start.
func serverWarnings(
    in settings: Settings, warning: (String, String) -> TunableWarning
) -> [TunableWarning] {
    var warnings: [TunableWarning] = []
    if settings.tlsInsecure {
        warnings.append(
            warning(
                "TLS_INSECURE",
                "is on: the media server's certificate is not checked, and anybody on the way can "
                    + "read the token. Name its authority in HYPERWALL_TLS_CA_FILE instead."))
    }
    if settings.password != nil {
        warnings.append(
            warning(
                "PASSWORD",
                "is in the environment, where other programs of this user can read it. Write it "
                    + "to a file and name that in HYPERWALL_PASSWORD_FILE, or run "
                    + "“hyperwall login”."))
    }
    if settings.password != nil, settings.passwordFile != nil {
        warnings.append(
            warning("PASSWORD", "has no effect beside HYPERWALL_PASSWORD_FILE."))
    }
    let signsIn = settings.password != nil || settings.passwordFile != nil
    if settings.tokenFile != nil, signsIn {
        warnings.append(
            warning(
                "TOKEN_FILE",
                "is used first; the password is only for a token that the server refuses."))
    }
    if signsIn, settings.username == nil, settings.serverURL != nil {
        warnings.append(
            warning("USERNAME", "is missing: a password without a name signs nobody in."))
    }
    if settings.serverURL == nil {
        let idle: [(String, Bool)] = [
            ("USERNAME", settings.username != nil), ("PASSWORD_FILE", settings.passwordFile != nil),
            ("TOKEN_FILE", settings.tokenFile != nil), ("LIBRARIES", !settings.libraries.isEmpty),
            ("FILTER", settings.filter != nil), ("RESERVE", settings.reserve != nil),
        ]
        for (name, isGiven) in idle where isGiven {
            warnings.append(warning(name, "has no effect without HYPERWALL_SERVER_URL."))
        }
    }
    return warnings
}
