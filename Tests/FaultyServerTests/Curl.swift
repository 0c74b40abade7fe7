import Foundation
import TestSupport

/// What curl makes of an answer: a client that is not of this project.
struct Curl: Sendable, Equatable {
    /// curl's exit status: 0, 18 for a part, 28 for no end in time, 52 for nothing, 56 for a reset.
    let exit: Int32
    /// The HTTP status of the last answer, 0 for none.
    let code: Int
    /// Bytes of the body.
    let size: Int

    /// Asks once.
    /// - Parameters:
    ///   - seconds: the longest that it may take.
    ///   - path: where the body goes.
    static func get(
        _ url: String, _ options: [String] = [], seconds: Double = 60,
        into path: String = "/dev/null"
    ) async throws -> Curl {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let words = folder.at("words")
        // Not waited for on a thread of Swift's pool, of which a small machine has two.
        let client = try ChildProcess(
            [
                "curl", "--silent", "--noproxy", "*", "--max-time", "\(seconds)", "--output", path,
                "--write-out", "%{http_code} %{size_download}",
            ] + options + [url], files: [1: words, 2: "/dev/null"])
        let status = await client.end(within: .seconds(seconds + 60))
        await client.stop()
        let numbers = try String(contentsOfFile: words, encoding: .utf8).split(separator: " ")
            .compactMap { Int($0) }
        return Curl(exit: status ?? -1, code: numbers.first ?? -1, size: numbers.last ?? -1)
    }
}
