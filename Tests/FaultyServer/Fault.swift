/// What a server does wrong with one path.
public enum Fault: Sendable, Hashable {
    /// Sends so many bytes of the body, then nothing more; the connection stays open.
    case stall(afterBytes: Int)
    /// Sends so many bytes of the body, then resets the connection.
    case reset(afterBytes: Int)
    /// Sends so slowly; bytes a second.
    case trickle(bytesPerSecond: Int)
    /// Sends the client to another path of the same origin that serves the file well.
    case redirectSame
    /// Sends the client to another origin that serves the file well.
    case redirectForeign
    /// Sends the client round in a circle.
    case redirectLoop
    /// Answers with this status and a few words.
    case status(Int)
    /// Answers 503 and wants to be asked again after so many seconds.
    case busy(retryAfterSeconds: Int)
    /// Takes the request and never answers.
    case hang
    /// A page instead of a video, status 200.
    case html
    /// Status 200 and nothing.
    case zeroBytes
    /// Serves only this part of the file (per cent) as if that were all of it.
    case truncated(percent: Int)
    /// Promises the whole file and closes the connection after this part of it (per cent).
    case cut(percent: Int)
    /// Flips the bits of one byte in so many from the file's middle on.
    case flipped(oneIn: Int)
    /// Serves this path's file in its place: a clip of 0.2 s again and again.
    case other(path: String)
    /// Header lines without an end.
    case endlessHeaders
    /// Waits so many seconds before it answers.
    case slowStart(seconds: Int)
    /// Promises so many bytes more than there are, or fewer.
    case wrongLength(byBytes: Int)
}

extension Fault {
    /// A fault by its name and number, as people write it in URLs: `stall`, `stall:500000`,
    /// `status:404`.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let number = parts.count > 1 ? Int(parts[1]) : nil
        switch parts.first {
        case "stall": self = .stall(afterBytes: number ?? 500_000)
        case "reset": self = .reset(afterBytes: number ?? 0)
        case "trickle": self = .trickle(bytesPerSecond: number ?? 10_000)
        case "redirect": self = .redirectSame
        case "redirect-foreign": self = .redirectForeign
        case "redirect-loop": self = .redirectLoop
        case "status": self = .status(number ?? 500)
        case "busy": self = .busy(retryAfterSeconds: number ?? 5)
        case "hang": self = .hang
        case "html": self = .html
        case "zero": self = .zeroBytes
        case "truncated": self = .truncated(percent: number ?? 50)
        case "cut": self = .cut(percent: number ?? 50)
        case "flipped": self = .flipped(oneIn: number ?? 1000)
        case "other": self = .other(path: parts.count > 1 ? parts[1] : "/short.mp4")
        case "endless-headers": self = .endlessHeaders
        case "slow": self = .slowStart(seconds: number ?? 10)
        case "wrong-length": self = .wrongLength(byBytes: number ?? 1_000_000)
        default: return nil
        }
    }

    /// Every name with its meaning, for people.
    public static let names: [(name: String, meaning: String)] = [
        ("stall:BYTES", "sends so many bytes, then nothing more, with the connection open"),
        ("reset:BYTES", "sends so many bytes, then resets the connection"),
        ("trickle:BYTES", "sends so many bytes a second"),
        ("redirect", "sends the client to another path here"),
        ("redirect-foreign", "sends the client to another origin"),
        ("redirect-loop", "sends the client round in a circle"),
        ("status:CODE", "answers with this HTTP status: 401, 403, 404, 410, 416, 429, 500, …"),
        ("busy:SECONDS", "answers 503 with Retry-After"),
        ("hang", "takes the request and never answers"),
        ("html", "a page instead of a video, status 200"),
        ("zero", "status 200 and not one byte"),
        ("truncated:PERCENT", "serves this part of the file as if that were all"),
        ("cut:PERCENT", "promises all and closes after this part"),
        ("flipped:N", "flips one byte in N from the middle on"),
        ("other:PATH", "serves another file in its place"),
        ("endless-headers", "header lines without an end"),
        ("slow:SECONDS", "waits before it answers"),
        ("wrong-length:BYTES", "promises so many bytes too many"),
    ]
}
