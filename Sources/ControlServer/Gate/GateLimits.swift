/// What the gate lets in.
public struct GateLimits: Sendable, Equatable {
    /// Connections at once.
    public var connectionsMax = 64
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
    /// From the answer's end to the client's hanging up.
    public var farewellTime = Duration.seconds(1)

    /// The limits of a wall.
    public init() {}
}
