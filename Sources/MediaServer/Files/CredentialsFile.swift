import Foundation
import MediaServerAPI

/// `XDG_CONFIG_HOME/hyperwall/credentials`: what `hyperwall login` leaves to the wall.
struct CredentialsFile: Sendable {
    /// A token for one server. It prints as nothing.
    struct Entry: Codable, Sendable, CustomStringConvertible {
        /// The server's address.
        var url: String
        /// Who is signed in.
        var userID: String
        /// Their name.
        var userName: String
        /// What lets us in.
        var token: String
        /// Which device it was given to: a token belongs to one.
        var device: String

        var description: String { "credentials of \(userName)" }
    }

    private struct Content: Codable {
        var schema = 1
        var servers: [Entry]
    }

    /// Servers that are remembered; the oldest go.
    static let serversMax = 64

    let path: String

    /// The token for a server; nil when there is none.
    func entry(for address: ServerAddress) throws(ServerTrouble) -> Entry? {
        try all().first { $0.url == address.base }
    }

    /// Keeps a token, instead of an older one for the same server.
    func keep(_ entry: Entry) throws(ServerTrouble) {
        // One that cannot be read is not written over: it may hold somebody's tokens.
        let others = try all().filter { $0.url != entry.url }
        let content = Content(servers: Array(([entry] + others).prefix(Self.serversMax)))
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try PrivateFile.write([UInt8](try encoder.encode(content)), to: path)
        } catch {
            throw .credentials("\(path) cannot be written\(Self.why(error)).")
        }
    }

    private func all() throws(ServerTrouble) -> [Entry] {
        let bytes: [UInt8]
        do throws(PrivateFile.Problem) {
            bytes = try PrivateFile.read(path, isPrivate: true)
        } catch {
            switch error {
            case .missing: return []
            case .open:
                throw .credentials(
                    "\(path) can be read by others and is not used. Run: chmod 600 \(path)")
            case .failed(let why): throw .credentials("\(path) cannot be read: \(why).")
            }
        }
        do {
            let content = try JSONDecoder().decode(Content.self, from: Data(bytes))
            guard content.schema == 1 else {
                throw ServerTrouble.credentials(
                    "\(path) was written by a newer version of this program.")
            }
            return content.servers.filter { AccessToken.isToken($0.token) }
        } catch let trouble as ServerTrouble {
            throw trouble
        } catch {
            throw .credentials(
                "\(path) is damaged. Take it away and sign in again: hyperwall login")
        }
    }

    private static func why(_ error: any Error) -> String {
        if case .failed(let why)? = error as? PrivateFile.Problem { return ": \(why)" }
        return ""
    }
}
