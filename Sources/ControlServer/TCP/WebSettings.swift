/// Where and how the wall can be reached over TCP.
public struct WebSettings: Sendable, Equatable {
    /// An address written out, IPv6 without brackets; `localhost`; `*` for every one.
    public var host: String
    /// 0 for any that is free.
    public var port: UInt16
    /// What whoever comes from elsewhere has to show; nil for nobody.
    public var token: [UInt8]?
    /// The machine's own name.
    public var machine: String

    /// Settings.
    public init(host: String, port: UInt16, token: [UInt8]?, machine: String) {
        self.host = host
        self.port = port
        self.token = token
        self.machine = machine
    }

    /// Whether only this machine can reach it; nil when it is no address.
    public var isLoopback: Bool? { TCPAddress(host: host, port: port)?.isLoopback }

    /// Whoever is not of this machine needs a token, so there must be one.
    /// - Throws: one sentence.
    public func checkToken() throws(WebTokenProblem) {
        guard isLoopback != true, token == nil else { return }
        throw WebTokenProblem(
            "HYPERWALL_HTTP is \(place), which other machines can reach: set "
                + "HYPERWALL_HTTP_TOKEN_FILE to a file with a token, or HYPERWALL_HTTP to "
                + "127.0.0.1:\(port).")
    }

    /// Whether the port is free.
    /// - Throws: `ControlServerError` with a sentence.
    public func checkPort() throws(ControlServerError) {
        guard let address = TCPAddress(host: host, port: port) else { throw .noAddress(place) }
        try TCPListener(at: address, place: place).close()
    }

    /// What a person types into a browser: `http://127.0.0.1:8585/`. Who listens on every address
    /// is found by the machine's name.
    public var address: String {
        let isEvery = ["*", "0.0.0.0", "::"].contains(host)
        guard isEvery else { return "http://\(place)/" }
        return "http://\(machine.isEmpty ? "localhost" : machine):\(port)/"
    }

    /// `127.0.0.1:8585`, `[::1]:8585`.
    public var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
