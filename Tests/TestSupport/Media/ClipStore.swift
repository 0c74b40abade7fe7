import Foundation
import Synchronization

/// Makes clips with ffmpeg, each once: they stay in a folder of the temporary
/// ones, under a name that stands for how they were made.
public enum ClipStore {
    /// ffmpeg did not make what was asked of it.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public let description: String
    }

    private static let lock = Mutex<Void>(())

    /// The paths of these clips; makes those that are missing, all in one run.
    public static func paths(_ clips: [Clip]) throws -> [String] {
        // Two tests must not make the same clip at the same time.
        try lock.withLock { _ in
            let folder = try folder()
            let paths = clips.map { "\(folder)/\(name(of: $0))" }
            var missing: [String: Clip] = [:]
            for (path, clip) in zip(paths, clips) where access(path, R_OK) != 0 {
                missing[path] = clip
            }
            try make(missing.sorted { $0.key < $1.key })
            return paths
        }
    }

    /// The path of one clip.
    public static func path(_ clip: Clip) throws -> String {
        guard let path = try paths([clip]).first else { throw Failure(description: "no clip") }
        return path
    }

    private static func folder() throws -> String {
        let path = "\(NSTemporaryDirectory())/hyperwall-test-clips-\(getuid())"
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw Failure(description: "\(path) cannot be made")
        }
        var status = stat()
        // Somebody else's folder may hold somebody else's files.
        guard lstat(path, &status) == 0, status.st_uid == getuid(),
            status.st_mode & S_IFMT == S_IFDIR
        else { throw Failure(description: "\(path) is not ours") }
        return path
    }

    /// FNV-1a over all that ffmpeg is told.
    private static func name(of clip: Clip) -> String {
        let parts = clip.arguments.input + clip.arguments.output
        let hash = parts.joined(separator: " ").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16) + "." + clip.coding.rawValue
    }

    /// Clips made by one run of ffmpeg at most: each is an encoder of its own.
    private static let batch = 16

    private static func make(_ missing: [(key: String, value: Clip)]) throws {
        for start in stride(from: 0, to: missing.count, by: batch) {
            let part = missing[start..<min(start + batch, missing.count)]
            var arguments = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
            for (_, clip) in part { arguments += clip.arguments.input }
            var input = 0
            for (path, clip) in part {
                for index in 0..<clip.inputs { arguments += ["-map", "\(input + index)"] }
                input += clip.inputs
                // The ending stays last: ffmpeg chooses the container by it.
                arguments += clip.arguments.output + [unfinished(path)]
            }
            let run = try ProgramRun.of("ffmpeg", arguments)
            guard run.status == 0 else { throw Failure(description: "ffmpeg: \(run.errors)") }
            for (path, _) in part where rename(unfinished(path), path) != 0 {
                throw Failure(description: "\(path) cannot be written")
            }
        }
    }

    /// The name under which a clip is written, so that only whole ones are found.
    private static func unfinished(_ path: String) -> String {
        let parts = path.split(separator: ".")
        return "\(parts.dropLast().joined(separator: "."))-\(getpid()).\(parts.last ?? "")"
    }
}
