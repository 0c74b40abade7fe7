/// What the gate lets in.
public struct GateLimits: Sendable, Equatable {
    /// Connections at once.
    public var connectionsMax = 64
    /// Of these, connections of everybody on the network together: who sits before the machine
    /// itself, or the proxy on it, always finds a place.
    public var networkMax = 48
    /// Of these, connections of one address on the network.
    public var addressMax = 24
    /// After this long, a connection without a whole head gives its place to who wants one.
    public var yieldTime = Duration.seconds(1)
    /// Connections beyond `connectionsMax` that are told so at once; more are
    /// closed without a word.
    public var refusalsMax = 16
    /// Bytes of a request's line and headers together.
    public var headBytesMax = 16 * 1024
    /// Bytes of a request's body.
    public var bodyBytesMax = 64 * 1024
    /// From the connection to the end of the head.
    public var headTime = Duration.seconds(10)
    /// From the head's end to the body's.
    public var bodyTime = Duration.seconds(10)
    /// From the request's end to the first byte of the answer.
    public var answerTime = Duration.seconds(15)
    /// Between two bytes of the answer, in which the client takes nothing.
    public var idleTime = Duration.seconds(30)
    /// From the first byte of an answer that names its length to the last: one that is read
    /// byte by byte does not keep a place for ever.
    public var wholeTime = Duration.seconds(120)
    /// The same of an answer without end, an event stream: as long as a session lasts.
    public var streamTime = Duration.seconds(12 * 3600)
    /// From the answer's end to the client's hanging up.
    public var farewellTime = Duration.seconds(1)

    /// The limits of a wall.
    public init() {}
}
