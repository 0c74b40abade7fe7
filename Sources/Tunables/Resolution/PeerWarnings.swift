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
    let names = readable.map { "“\($0.name)”" }.joined(separator: ", ")
    return [
        warning(
            "PEERS",
            readable.count == 1
                ? "sends the token of \(names) over plain http, where anybody on the way can read "
                    + "it; an https address keeps it secret."
                : "sends the tokens of \(names) over plain http, where anybody on the way can read "
                    + "them; an https address keeps them secret.")
    ]
}
