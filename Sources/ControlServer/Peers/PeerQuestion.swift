import HTTPTransport
import Tunables

/// One question to another wall.
struct PeerQuestion: Sendable {
    /// How long an answer may take: longer, and the wall is silent.
    static let time = Duration.seconds(5)
    /// A picture of a whole wall stays below this, bytes.
    static let pictureBytesMax = 8 << 20

    /// Why there is no answer that is of use.
    struct Trouble: Error, Sendable, Equatable {
        let state: PeerReport.State
        /// One sentence.
        let reason: String
        /// For how long the same token is not shown there again, seconds.
        var restSeconds = 0.0
    }

    /// Which wall, and the file of its token.
    let peer: WallPeer
    /// Shared by all peers; `Peers` closes it.
    let client: HTTPClient
    /// One for each wall: the file of another one's token lies somewhere else.
    private let reading = SlowWork(
        "token", trouble: "The file of its token in HYPERWALL_PEERS cannot be read now.")

    init(peer: WallPeer, client: HTTPClient) {
        self.peer = peer
        self.client = client
    }

    /// The token as it is now; nil for none.
    ///
    /// - Throws: `Trouble` with a sentence.
    func token() async throws(Trouble) -> [UInt8]? {
        guard let path = peer.tokenFile else { return nil }
        do {
            return try await reading.run { try WebToken.read(path, of: "HYPERWALL_PEERS") }
        } catch let error as WallUnavailable {
            throw Trouble(state: .refused, reason: error.reason)
        } catch {
            throw Trouble(state: .refused, reason: "\(error)")
        }
    }

    /// What the wall answers.
    ///
    /// - Parameters:
    ///   - target: below its address.
    ///   - bytesMax: more than this is no wall's answer.
    ///   - statuses: those of an answer.
    /// - Throws: `Trouble` with a sentence.
    func ask(
        _ target: String, token: [UInt8]?, bytesMax: Int, statuses: Set<Int>
    ) async throws(Trouble) -> [UInt8] {
        var request = HTTPRequest(url: peer.address.base + target)
        if let token {
            let bearer = "Bearer \(String(decoding: token, as: UTF8.self))"
            request.headers = [HTTPHeader("Authorization", bearer)]
        }
        request.replyBytesMax = bytesMax
        request.redirects = .none
        request.total = Self.time
        let reply: HTTPReply
        do throws(HTTPFailure) {
            reply = try await client.send(request)
        } catch {
            throw Self.trouble(error)
        }
        guard statuses.contains(reply.status) else {
            throw Self.trouble(reply, hasToken: token != nil)
        }
        return reply.body
    }

    /// Somebody else answers.
    static let noWall = Trouble(state: .refused, reason: "What answers there is no wall.")

    private static func trouble(_ failure: HTTPFailure) -> Trouble {
        switch failure {
        case .certificate(let reason):
            Trouble(
                state: .refused,
                reason: "Its certificate \(reason): HYPERWALL_TLS_CA_FILE can name its authority.")
        case .tooLarge: noWall
        case .nameNotFound: Trouble(state: .silent, reason: "No machine has its name.")
        case .refused:
            Trouble(state: .silent, reason: "No wall runs there: nothing listens at its address.")
        case .timedOut:
            Trouble(
                state: .silent,
                reason: "It gave no answer within \(Self.time.components.seconds) seconds.")
        default: Trouble(state: .silent, reason: "It does not answer: \(failure).")
        }
    }

    private static func trouble(_ reply: HTTPReply, hasToken: Bool) -> Trouble {
        switch reply.status {
        case 300..<400:
            return Trouble(
                state: .refused,
                reason: "It sends whoever asks on to another address, which is not followed.")
        case 401:
            let words =
                hasToken
                ? "It does not take the token of its file in HYPERWALL_PEERS."
                : "It wants a token: name the file of it in HYPERWALL_PEERS."
            // Five wrong tokens in a minute, and everybody of this machine would have to wait.
            return Trouble(state: .refused, reason: words, restSeconds: 60)
        case 429:
            let rest = min(max(reply.retryAfter ?? 60, 1), 300)
            return Trouble(
                state: .refused, reason: "Too many wrong tokens came there from this machine.",
                restSeconds: Double(rest))
        default:
            guard let words = ProblemText.detail(reply.body) else { return noWall }
            return Trouble(state: .refused, reason: words)
        }
    }
}
