public import Foundation
import Synchronization

/// Small videos for walls of the built program: made once per run by ffmpeg,
/// linked into the folders of the tests that want them.
public enum ProgramClips {
    /// How long each is, seconds.
    public static let seconds = 60

    private enum Kind: String, CaseIterable {
        case bars = "smptebars"
        case counter = "testsrc"
        case pattern = "testsrc2"
    }

    private static let folder = Mutex<String?>(nil)

    /// Puts `count` videos of 320×180 at 25 frames a second, with a quiet tone,
    /// into a folder: `clip 01.mp4` and so on.
    public static func put(_ count: Int, into target: String) throws {
        let made = try made()
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for number in 1...max(1, count) {
            let kind = Kind.allCases[number % Kind.allCases.count]
            let name = number < 10 ? "clip 0\(number).mp4" : "clip \(number).mp4"
            try FileManager.default.linkItem(
                atPath: "\(made)/\(kind.rawValue).mp4", toPath: "\(target)/\(name)")
        }
    }

    /// The bytes of one of them.
    public static func bytes() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(made())/\(Kind.pattern.rawValue).mp4"))
    }

    private static func made() throws -> String {
        try folder.withLock { folder in
            if let folder { return folder }
            let made = try ScratchFolder().path
            for kind in Kind.allCases {
                let run = try ProgramRun.of(
                    "ffmpeg",
                    [
                        "-v", "error", "-f", "lavfi", "-i", "\(kind.rawValue)=size=320x180:rate=25",
                        "-f", "lavfi", "-i", "sine=frequency=220", "-t", "\(seconds)", "-c:v",
                        "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25",
                        "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart",
                        "\(made)/\(kind.rawValue).mp4",
                    ])
                guard run.status == 0 else {
                    throw XServer.Failure(words: "ffmpeg: \(run.errors)")
                }
            }
            folder = made
            atexit { ProgramClips.remove() }
            return made
        }
    }

    private static func remove() {
        folder.withLock { folder in
            if let folder { try? FileManager.default.removeItem(atPath: folder) }
            folder = nil
        }
    }
}
