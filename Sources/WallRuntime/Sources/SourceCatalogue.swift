public import WallPolicy

/// What the configured sources hold at one moment.
public struct SourceCatalogue: Sendable, Equatable {
    /// All items in a lasting order: sources as given, folders as people count. No item twice.
    public var items: [MediaItem] = []
    /// What could not be taken, `problemsMax` at most.
    public var problems: [SourceProblem] = []
    /// The sources as configured, without credentials.
    public var redactedSources: [String] = []

    /// How many problems are named; more are one sentence.
    static let problemsMax = 100

    /// An empty catalogue.
    public init() {}
}

/// Why a list could not be fetched, as a part of a sentence (`the server answered 404`).
public struct ListFetchFailure: Error, Sendable, Equatable {
    /// The reason, without credentials.
    public let reason: String
    /// A failure.
    public init(reason: String) { self.reason = reason }
}

/// Fetches a list over http or https: at most `PlaylistReader.listBytesMax` bytes, with a
/// deadline of its own. Called on the scanner's thread, where it may block.
public typealias ListFetch = @Sendable (_ url: String) -> Result<[UInt8], ListFetchFailure>
