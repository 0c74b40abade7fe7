/// What another machine's wall says of itself at `/healthz`. A wall whose main thread hangs
/// knows it there, while its last snapshot looks well.
public struct ForeignHealth: Sendable, Equatable, Encodable {
    /// `playing`, `paused`, `asleep`, `starting` or `failing`.
    public let status: String
    /// What is wrong, each a clean sentence; 8 at most.
    public let problems: [String]

    /// More than that answer ever has, bytes.
    public static let bytesMax = 256 * 1024
    /// The answers that tell it: all is well, and something is wrong.
    public static let statuses: Set<Int> = [200, 503]

    private static let words: Set<String> = ["playing", "paused", "asleep", "starting", "failing"]
    private static let problemsMax = 8
    private static let lettersMax = 200

    /// - Parameter bytes: the body of such an answer.
    /// - Returns: nil when it is none: a proxy, or somebody else.
    public init?(_ bytes: [UInt8]) {
        guard case .object(let fields) = ForeignJSON(bytes),
            case .text(let status) = fields["status"],
            Self.words.contains(status), case .list(let problems) = fields["problems"]
        else { return nil }
        self.status = status
        self.problems = problems.prefix(Self.problemsMax).compactMap {
            guard case .text(let words) = $0 else { return nil }
            return ForeignJSON.clean(words, limit: Self.lettersMax)
        }
    }
}
