import FaultyServer
import Foundation
import Synchronization

/// Everything that the server knows and answers; `FakeMediaServer` is its outside.
final class FakeSite: FaultySite {
    let options: FakeMediaServer.Options
    let dialect: FakeDialect
    /// The base path in small letters, without a slash at its end.
    let base: String
    let serverID: String
    let apiKey: String
    let accounts: [FakeAccount]
    let files: [FakeFile]
    let state: Mutex<FakeState>
    let encoders: EncoderPool
    /// The websockets.
    let remote: RemoteHub
    let began = ContinuousClock.now
    /// The server's own URL, known once it listens.
    let url = Mutex("")
    /// The way back to the server.
    let outside = Mutex(Outside())
    /// What a test does at each request.
    let onRequest = Mutex<(@Sendable (FakeRequest) -> Void)?>(nil)

    /// Requests and sentences that are remembered, the newest.
    static let memoryMax = 20_000

    init(_ options: FakeMediaServer.Options) throws {
        self.options = options
        dialect = options.dialect
        var base = options.basePath.lowercased()
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base.isEmpty || base.hasPrefix("/") ? base : "/" + base
        serverID = RandomID.make()
        apiKey = RandomID.make()
        accounts = [
            FakeAccount(
                name: options.userName, password: options.password, id: HexID.of(1, kind: 1)),
            FakeAccount(name: "guest", password: "", id: HexID.of(2, kind: 1)),
        ]
        files = try options.files.map { try FakeFile.probed($0) }
        state = Mutex(
            FakeState(library: FakeLibrary(count: options.itemCount, missing: options.missingCount))
        )
        encoders = try EncoderPool(max: options.encodersMax)
        remote = RemoteHub(options, began: began)
        remote.owner.withLock { $0.site = self }
    }

    /// Date, as the server's clock has it.
    var headers: [String] {
        let offset = state.withLock { $0.clockOffset }
        return [
            "Date: \(HTTPDate.text(Date().addingTimeInterval(offset)))",
            "Server: \(dialect.isJellyfin ? "Kestrel" : "Microsoft-NetCore/2.0")",
        ]
    }

    /// What `FaultyServer` answers by itself.
    private static let controls: Set<String> = [
        "fault", "stall-now", "reset-now", "clear", "drop", "refuse", "hang", "well", "counts",
    ]

    func name(of path: String) -> String {
        if path.hasPrefix("/fake/") {
            let name = String(path.dropFirst("/fake/".count))
            if name == "silent" { return "/control/hang" }
            return Self.controls.contains(name) ? "/control/\(name)" : path
        }
        return below(path) ?? path
    }

    /// The path below the base path and Emby's own; nil for what lies elsewhere.
    func below(_ path: String) -> String? {
        guard path.lowercased().hasPrefix(base) else { return nil }
        var rest = path.dropFirst(base.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
        let prefix = "/emby"
        if !dialect.isJellyfin, rest.lowercased().hasPrefix(prefix + "/") {
            rest = rest.dropFirst(prefix.count)
        }
        return rest.isEmpty ? "/" : String(rest)
    }

    func received(_ request: SiteRequest) {
        let query = RequestQuery(request.query)
        let credentials = Credentials(
            request.headers, query, dialect, legacy: options.allowsLegacyTokens)
        let path = below(request.path) ?? request.path
        guard !path.hasPrefix("/fake/"), !path.hasPrefix("/control/") else { return }
        let time = began.duration(to: .now)
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        let seen = FakeRequest(
            method: request.method, path: path, rawPath: request.path,
            query: query.values.mapValues { Self.hidden($0, credentials) },
            headers: request.headers.mapValues { Self.hidden($0, credentials) },
            body: path.lowercased().hasPrefix("/users/authenticate")
                ? "(hidden)" : String(decoding: request.body, as: UTF8.self),
            tokenPlaces: Set(credentials.tokens.map(\.place)), time: seconds)
        state.withLock { state in
            state.requests.append(seen)
            if state.requests.count > Self.memoryMax { state.requests.removeFirst() }
        }
        // The one place where Emby may have to be told by the URL.
        let mayBeInQuery =
            WebSocketAccept.wants(request.headers) && !dialect.isJellyfin
            && !options.socketTakesHeader
        for place in seen.tokenPlaces where place.isQuery && !mayBeInQuery {
            forbid(request.method, path, "a token in the query (\(place.rawValue))")
        }
        onRequest.withLock { $0 }?(seen)
    }

    private static func hidden(_ text: String, _ credentials: Credentials) -> String {
        credentials.tokens.reduce(text) {
            $0.replacingOccurrences(of: $1.token, with: "(token)")
        }
    }

    func answer(_ request: SiteRequest) -> SiteAnswer {
        if request.path.hasPrefix("/fake/") { return control(request) }
        if state.withLock({ $0.isSomethingElse }) {
            return SiteAnswer(
                type: "text/html; charset=utf-8",
                body: .bytes(Array("<html><body>A router's page</body></html>\n".utf8)))
        }
        guard let path = below(request.path) else {
            forbid(request.method, request.path, "is not below the base path “\(base)”")
            return Answers.notFound
        }
        encoders.endSilent(after: options.encoderPatience)
        do throws(Refusal) {
            if WebSocketAccept.wants(request.headers) { return try upgrade(request, path) }
            guard let (route, captures) = RouteTable.find(request.method, path, self) else {
                throw Refusal(404, "is no route of \(dialect.name)")
            }
            var call = Call(request, path, captures, self)
            try admit(&call, route)
            return try handle(route.route, call)
        } catch {
            if let sentence = error.sentence { forbid(request.method, path, sentence) }
            return error.answer
        }
    }

    /// Remembers that a request was against the rules.
    func forbid(_ method: String, _ path: String, _ sentence: String) {
        state.withLock { state in
            state.illegal.append("\(method) \(path): \(sentence).")
            if state.illegal.count > Self.memoryMax { state.illegal.removeFirst() }
        }
    }
}

/// Why a request is not answered as it wished.
struct Refusal: Error {
    let status: Int
    /// What was against the rules; nil when nothing was.
    let sentence: String?

    /// - Parameter sentence: nil for what may happen to a client that does nothing wrong.
    init(_ status: Int, _ sentence: String? = nil) {
        self.status = status
        self.sentence = sentence
    }

    var answer: SiteAnswer {
        SiteAnswer(
            status: status, type: "text/plain", body: .bytes(Array("Error \(status).\n".utf8)))
    }
}

/// The usual answers.
enum Answers {
    static let done = SiteAnswer(status: 204, type: "text/plain", body: .bytes([]))
    static let notFound = Refusal(404).answer
    static func json(_ value: JSON) -> SiteAnswer {
        SiteAnswer(type: "application/json; charset=utf-8", body: .bytes(value.bytes))
    }
}

/// Ids by chance.
enum RandomID {
    static func make() -> String {
        (0..<4).map { _ in String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16) }.joined()
    }
}

/// `Sat, 21 Nov 2026 11:06:34 GMT`
enum HTTPDate {
    static func text(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return String(
            format: "%@, %02d %@ %04d %02d:%02d:%02d GMT", days[Int(parts.tm_wday)], parts.tm_mday,
            months[Int(parts.tm_mon)], Int32(parts.tm_year) + 1900, parts.tm_hour, parts.tm_min,
            parts.tm_sec)
    }
}
