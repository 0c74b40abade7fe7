public import Journal
public import WallPolicy

/// What the control server asks of the wall. Called on threads of its own.
public protocol WallAccess: Sendable {
    /// The wall at this moment. Must not wait.
    func snapshot() -> WallSnapshot

    /// How long ago that was, seconds: a main thread that hangs makes no other.
    func snapshotAgeSeconds() -> Double

    /// What went wrong over the last hour. Must not wait.
    func history() -> WallHistory

    /// Does what somebody asked for.
    ///
    /// - Throws: `ControlRefusal`, or `WallUnavailable` with a sentence for the person who asked.
    func perform(_ wish: ControlWish) async throws

    /// Everything that could be played.
    ///
    /// - Throws: `WallUnavailable` with a sentence for the person who asked.
    func items() async throws -> [MediaItem]

    /// What happened, the oldest first.
    ///
    /// - Throws: `WallUnavailable` with a sentence for the person who asked.
    func journal(_ query: JournalQuery) async throws -> [JournalRow]

    /// What a cell shows now, small, as JPEG.
    ///
    /// - Throws: `ControlRefusal` for no such cell; `PictureUnavailable` with a sentence for the
    ///   person who asked.
    func thumbnail(cell: Int) async throws -> [UInt8]

    /// A picture of the wall as it is shown.
    ///
    /// - Throws: `PictureUnavailable` with a sentence for the person who asked.
    func picture(_ format: PictureFormat) async throws -> [UInt8]

    /// Lets an item, or everything, play again that is in quarantine.
    ///
    /// - Parameter item: the item's lasting name; nil for everything.
    /// - Returns: how many items were in quarantine.
    /// - Throws: `WallUnavailable` with a sentence for the person who asked.
    func clearQuarantine(item: String?) async throws -> Int

    /// Expects the media server to be away for a while: somebody restarts it.
    ///
    /// - Parameters:
    ///   - seconds: for how long at most.
    ///   - reason: words for the log, one line.
    /// - Returns: how many cells are the server's.
    /// - Throws: `WallUnavailable` with a sentence for the program that asked.
    func hold(seconds: Int, reason: String) async throws -> Int
}

/// The wall cannot do it now.
public struct WallUnavailable: Error, Sendable, Equatable {
    /// One sentence for a person.
    public let reason: String

    /// - Parameter reason: one sentence for a person.
    public init(reason: String) { self.reason = reason }
}

/// The forms of a picture of the wall.
public enum PictureFormat: String, Sendable, CaseIterable {
    /// PNG, lossless.
    case png
    /// JPEG.
    case jpeg

    /// Its media type.
    public var mediaType: String { "image/\(rawValue)" }
    /// The ending of its path: `wall.png`, `wall.jpg`.
    public var fileExtension: String { self == .png ? "png" : "jpg" }
}

/// There is no picture now.
public struct PictureUnavailable: Error, Sendable, Equatable {
    /// One sentence for a person.
    public let reason: String

    /// - Parameter reason: one sentence for a person.
    public init(reason: String) { self.reason = reason }
}
