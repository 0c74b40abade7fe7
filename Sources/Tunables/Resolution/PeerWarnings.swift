/// What a person should know about the other walls of the page, at every start.
func peerWarnings(
    in settings: Settings, warning: (String, String) -> TunableWarning
) -> [TunableWarning] {
    guard !settings.peers.isEmpty else { return [] }
    if settings.http == .off {
        return [
            warning(
                "PEERS", "has no effect on a page with HYPERWALL_HTTP=off: there is none to see.")
        ]
    }
    let readable = settings.peers.filter {
        $0.tokenFile != nil && !$0.address.isEncrypted && !$0.address.isLoopback
    }
    guard !readable.isEmpty else { return [] }
    return [
        warning(
            "PEERS",
            "sends the tokens of \(readable.map(\.name).joined(separator: ", ")) over plain http, "
                + "where anybody on the way can read them; an https address keeps them secret.")
    ]
}
