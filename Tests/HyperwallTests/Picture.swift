import Foundation
import TestSupport

/// A picture file, as another program reads it.
struct Picture {
    let path: String
    let width: Int
    let height: Int

    /// - Throws: when ffprobe does not know it for a picture.
    init(path: String) throws {
        self.path = path
        let run = try ProgramRun.of(
            "ffprobe",
            [
                "-v", "error", "-show_entries", "stream=width,height", "-of",
                "csv=p=0:s=x", path,
            ])
        let numbers = run.text.trimmingCharacters(in: .whitespacesAndNewlines)
            .split(separator: "x").compactMap { Int($0) }
        guard run.status == 0, numbers.count == 2 else {
            throw WallProcess.Timeout(description: "\(path) is no picture: \(run.errors)")
        }
        width = numbers[0]
        height = numbers[1]
    }

    /// Whether it shows more than one even colour.
    func isColourful() async throws -> Bool {
        let run = try await onThread { [path] in
            try ProgramRun.of(
                "ffmpeg",
                [
                    "-v", "error", "-i", path, "-vf", "scale=16:9", "-f", "rawvideo", "-pix_fmt",
                    "gray", "-",
                ])
        }
        guard let darkest = run.output.min(), let lightest = run.output.max() else { return false }
        return lightest - darkest > 60
    }
}
