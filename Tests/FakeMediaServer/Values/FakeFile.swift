import Foundation
import Synchronization

/// A real file that made-up items are served from, with what ffprobe says of it.
struct FakeFile: Sendable, Hashable {
    let path: String
    var bytes: Int64 = 0
    var seconds: Double?
    var bitrate: Int64?
    var width: Int?
    var height: Int?
    var videoCodec: String?
    var audioCodec: String?
    var frameRate: Double?
    /// Its other sound tracks and its subtitles.
    var furtherTracks: [Track] = []

    /// One more track.
    struct Track: Sendable, Hashable {
        /// Its number in the file.
        let index: Int64
        /// `Audio` or `Subtitle`.
        let type: String
        let codec: String
    }

    /// Ticks of 100 ns.
    var ticks: Int64? { seconds.map { Int64($0 * 10_000_000) } }

    /// The name's ending, in small letters.
    var ending: String {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        return ending.isEmpty ? "mp4" : ending
    }

    /// Its container as ffmpeg's names, which Jellyfin writes.
    var container: String {
        switch ending {
        case "mp4", "mov", "m4v": "mov,mp4,m4a,3gp,3g2,mj2"
        case "mkv", "webm": "mkv"
        default: ending
        }
    }

    private static let known = Mutex<[String: FakeFile]>([:])

    /// Looks at a file; what has been looked at already is remembered.
    static func probed(_ path: String) throws -> FakeFile {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let bytes = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        let made = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let key = "\(path) \(bytes) \(made)"
        if let file = known.withLock({ $0[key] }) { return file }
        var file = FakeFile(path: path, bytes: bytes)
        let words = try? Program.output([
            "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", path,
        ])
        if let words, let found = try? JSONDecoder().decode(JSON.self, from: Data(words)) {
            file.read(found)
        }
        known.withLock { $0[key] = file }
        return file
    }

    private mutating func read(_ found: JSON) {
        let format = found["format"]
        seconds = format?["duration"]?.text.flatMap { Double($0) }
        bitrate = format?["bit_rate"]?.number
        for stream in found["streams"]?.elements ?? [] {
            let codec = stream["codec_name"]?.text
            switch stream["codec_type"]?.text {
            case "video" where videoCodec == nil:
                videoCodec = codec
                width = stream["width"]?.number.map { Int($0) }
                height = stream["height"]?.number.map { Int($0) }
                let rate = (stream["avg_frame_rate"]?.text ?? "").split(separator: "/")
                if rate.count == 2, let up = Double(rate[0]), let down = Double(rate[1]), down > 0 {
                    frameRate = up / down
                }
            case "audio" where audioCodec == nil: audioCodec = codec
            case let type? where type == "audio" || type == "subtitle":
                guard let index = stream["index"]?.number else { break }
                furtherTracks.append(
                    Track(index: index, type: type.capitalized, codec: codec ?? "unknown"))
            default: break
            }
        }
    }
}
