import HTTPTransport
public import Tunables

/// The other walls of `HYPERWALL_PEERS`.
public struct PeerSettings: Sendable, Equatable {
    /// Which.
    public var walls: [WallPeer]
    /// A PEM file of authorities besides the system's.
    public var caFile: String?

    /// Settings; by default there are none.
    public init(walls: [WallPeer] = [], caFile: String? = nil) {
        self.walls = walls
        self.caFile = caFile
    }
}

/// The other walls, asked on behalf of whoever looks at this one's page, and only then. It must
/// be closed.
final class Peers: Sendable {
    private let client: HTTPClient?
    private let links: [(name: String, link: PeerLink)]

    init(_ settings: PeerSettings) {
        guard !settings.walls.isEmpty else {
            client = nil
            links = []
            return
        }
        var http = HTTPClientSettings()
        http.connect = PeerQuestion.time
        http.caFile = settings.caFile
        // A token is for the wall, and for no machine between.
        http.usesProxy = false
        // One that is silent must not keep another one waiting.
        http.transfersMax = settings.walls.count
        let client = HTTPClient(http)
        self.client = client
        links = settings.walls.map { ($0.name, PeerLink(PeerQuestion(peer: $0, client: client))) }
    }

    /// How all of them are, in the order of the settings.
    func reports() async -> [PeerReport] {
        await withTaskGroup(of: (Int, PeerReport).self) { group in
            for (index, peer) in links.enumerated() {
                group.addTask { (index, await peer.link.current()) }
            }
            var reports = [PeerReport?](repeating: nil, count: links.count)
            for await (index, report) in group { reports[index] = report }
            return reports.compactMap { $0 }
        }
    }

    /// The link to the wall of that name; nil when there is none.
    func link(_ name: String) -> PeerLink? { links.first { $0.name == name }?.link }

    /// Ends whatever is asked; a second call does nothing.
    func close() { client?.close() }
}
