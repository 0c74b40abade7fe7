/// What holds for every request of a client.
public struct HTTPClientSettings: Sendable {
    /// Until a connection stands, the look-up of the name and TLS included.
    public var connect: Duration = .seconds(5)
    /// A transfer that moves less than a byte a second for so long is given up;
    /// whole seconds.
    public var silence: Duration = .seconds(15)
    /// `User-Agent` of every request.
    public var userAgent = "Hyperwall"
    /// A PEM file of authorities that are trusted besides the system's folder of
    /// them (`HYPERWALL_TLS_CA_FILE`).
    public var caFile: String?
    /// Whether servers must prove who they are. False is for
    /// `HYPERWALL_TLS_INSECURE=1` only: then anybody on the way reads the token.
    public var verifiesCertificates = true
    /// Whether the environment's proxies are used. False is for questions to this
    /// machine or its neighbours.
    public var usesProxy = true
    /// A Unix socket that is connected with, whatever host an address names.
    var socketPath: String?
    /// Transfers in the air at once; the others wait, `HTTPClient.waitingMax` at most.
    public var transfersMax = 16

    /// Everything at its default.
    public init() {}
}
