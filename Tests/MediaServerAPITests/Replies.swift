import Foundation
import MediaServerAPI

/// Replies from their text.
enum Replies {
    static func items(_ json: String) throws -> ItemsReply {
        try JSONDecoder().decode(ItemsReply.self, from: Data(json.utf8))
    }

    static func playback(_ json: String) throws -> PlaybackReply {
        try JSONDecoder().decode(PlaybackReply.self, from: Data(json.utf8))
    }
}
