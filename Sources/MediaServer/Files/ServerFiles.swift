import Foundation

/// Where what belongs to a media server is kept.
public struct ServerFiles: Sendable {
    /// Tokens, mode 0600.
    public let credentials: String
    /// The folder of what a run leaves to the next.
    public let state: String
    /// systemd's folder of credentials, if there is one.
    public let managed: String?

    /// The places of a user.
    /// - Parameters:
    ///   - environment: for `XDG_CONFIG_HOME`, `HOME` and `CREDENTIALS_DIRECTORY`.
    ///   - state: the state folder.
    public init(environment: [String: String], state: String) {
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let configuration =
            absolute("XDG_CONFIG_HOME") ?? absolute("HOME").map { "\($0)/.config" } ?? state
        credentials = "\(configuration)/hyperwall/credentials"
        managed = absolute("CREDENTIALS_DIRECTORY")
        self.state = state
    }

    /// What a wall is to its server: made once, kept in the state folder, and lasting. A wall
    /// that cannot write it has one that lasts as long as it runs.
    public func deviceID(wall: String) -> String {
        let path = "\(state)/\(wall).device"
        if let bytes = try? PrivateFile.read(path, bytesMax: 256, isPrivate: false) {
            let text = String(decoding: bytes, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let isOne = text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte) || byte == 45
            }
            if isOne, (8...64).contains(text.utf8.count) { return text }
        }
        let made = "hyperwall-" + UUID().uuidString.lowercased().filter { $0 != "-" }
        try? PrivateFile.write(Array("\(made)\n".utf8), to: path)
        return made
    }
}
