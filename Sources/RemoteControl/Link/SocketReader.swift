import Foundation
import MediaServerAPI

/// Messages from their bytes.
enum SocketReader {
    /// A message; nil when it is no JSON object, or too deep a one.
    static func message(_ bytes: [UInt8]) -> SocketMessage? {
        let message = try? JSONDecoder().decode(SocketMessage.self, from: Data(bytes))
        guard case .wrapped(let json)? = message else { return message }
        return try? JSONDecoder().decode(SocketMessage.self, from: Data(json.utf8))
    }
}
