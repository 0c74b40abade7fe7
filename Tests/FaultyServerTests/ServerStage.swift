import FaultyServer
import Foundation
import TestSupport

/// A server with a film of known bytes, and a second server that it can send clients to.
struct ServerStage {
    let folder: ScratchFolder
    let film: Data
    let server: FaultyServer

    /// Made once: a million small steps are a while in a debug build.
    private static let bytes = Data(
        repeatElement(Array(0..<200 as Range<UInt8>), count: FaultTableTests.size / 200).joined())

    static func with(_ body: (ServerStage) async throws -> Void) async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try bytes.write(to: URL(fileURLWithPath: folder.at("film.mov")))
        try bytes.prefix(10).write(to: URL(fileURLWithPath: folder.at("short.mov")))
        // More than the system takes off a server's hands at once.
        let long = folder.at("long.mov")
        guard FileManager.default.createFile(atPath: long, contents: nil),
            truncate(long, 100_000_000) == 0
        else { throw CocoaError(.fileWriteUnknown) }
        let server = try FaultyServer(folder: folder.path)
        defer { server.stop() }
        let other = try FaultyServer(folder: folder.path)
        defer { other.stop() }
        server.setForeign(other)
        try await body(ServerStage(folder: folder, film: bytes, server: server))
    }
}

/// Waits for what another thread or process brings about.
/// - Returns: whether it came about within `seconds`.
func comesAbout(
    within seconds: Double = 60, _ look: () async throws -> Bool
) async rethrows -> Bool {
    try await soon(within: .seconds(seconds)) { try await look() ? true : nil } ?? false
}
