/// What cards say about the media server.
extension Catalogue {
    /// The headline of a cell that has nothing to play for the server's sake.
    static func headline(_ server: ServerStatus) -> String {
        switch server.phase {
        case .connecting: "Connecting to \(server.name)"
        case .away: "\(server.name) does not answer"
        case .confirming:
            server.code.map { "Quick Connect: \($0)" } ?? "Sign in to \(server.name)"
        case .signInNeeded: "Sign in again"
        case .unusable: nothingToPlay
        case .connected: server.isReading ? "Reading the library" : nothingToPlay
        }
    }

    /// What it says below.
    static func advice(_ server: ServerStatus) -> String {
        if server.code != nil, server.phase == .confirming {
            return "Open Quick Connect in an app that is signed in to \(server.name), and type "
                + "this code. Or run “hyperwall login” on this machine."
        }
        if !server.words.isEmpty { return server.words }
        return switch server.phase {
        case .connecting, .away: "It goes on by itself as soon as it answers."
        case .confirming: "Confirm the sign-in in its app."
        case .signInNeeded: "Run “hyperwall login” on this machine."
        case .unusable, .connected:
            "\(server.name) has no video for this wall. Look at HYPERWALL_LIBRARIES and "
                + "HYPERWALL_FILTER."
        }
    }
}
