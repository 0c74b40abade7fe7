import Testing

@testable import ControlServer

/// Who may what.
@Suite struct AccessRuleTests {
    private static let names = HostNames(machine: "Lobby.example.org")
    private let open = AccessRule(hasToken: false, names: names)
    private let locked = AccessRule(hasToken: true, names: names)

    /// A request of a program on this machine, unless it is changed.
    private func request(
        _ guarding: RouteGuard = .reads, _ change: (inout AccessRequest) -> Void = { _ in }
    ) -> AccessRequest {
        var request = AccessRequest()
        request.guarding = guarding
        request.host = "127.0.0.1:8585"
        request.isMarked = true
        change(&request)
        return request
    }

    private func status(
        _ rule: AccessRule, _ request: AccessRequest, _ peer: Peer
    ) -> Int? { rule.refusal(of: request, from: peer)?.status }

    /// Route, peer, token configured, credential: the answer.
    static let table: [(RouteGuard, Peer, Bool, AccessRequest.Credential, Int?)] = [
        (.reads, .socket, false, .none, nil), (.changes, .socket, false, .none, nil),
        (.guarded, .socket, false, .none, nil), (.guarded, .socket, true, .none, nil),
        (.reads, .loopback, false, .none, nil), (.changes, .loopback, false, .none, nil),
        (.changes, .loopback, true, .none, nil), (.guarded, .loopback, false, .none, 403),
        (.guarded, .loopback, true, .none, 401), (.guarded, .loopback, true, .token, nil),
        (.guarded, .loopback, true, .session, nil),
        (.reads, .network("10.0.0.9"), true, .none, 401),
        (.reads, .network("10.0.0.9"), true, .token, nil),
        (.reads, .network("10.0.0.9"), true, .session, nil),
        (.changes, .network("10.0.0.9"), true, .none, 401),
        (.changes, .network("10.0.0.9"), true, .token, nil),
        (.guarded, .network("10.0.0.9"), true, .session, nil),
        (.reads, .network("10.0.0.9"), false, .none, 403),
        (.open, .network("10.0.0.9"), true, .none, nil),
        (.signsIn, .network("10.0.0.9"), true, .none, 401),
        (.signsIn, .network("10.0.0.9"), true, .session, 401),
        (.signsIn, .network("10.0.0.9"), true, .token, nil),
        (.reads, .loopback, true, .wrong, 401), (.reads, .socket, true, .wrong, 401),
        (.open, .loopback, true, .notLookedAt(seconds: 9), 429),
    ]

    @Test(arguments: table)
    func theTokenIsAskedForWhereItIsNeeded(
        guarding: RouteGuard, peer: Peer, hasToken: Bool, credential: AccessRequest.Credential,
        expected: Int?
    ) {
        let request = request(guarding) { $0.credential = credential }
        #expect(status(hasToken ? locked : open, request, peer) == expected)
    }

    @Test func aChangeWithoutTheHeaderIsRefusedEverywhere() {
        for peer in [Peer.socket, .loopback, .network("10.0.0.9")] {
            for guarding in [RouteGuard.changes, .guarded] {
                let request = request(guarding) {
                    $0.isMarked = false
                    $0.credential = .token
                }
                #expect(status(locked, request, peer) == 403)
            }
        }
        #expect(status(open, request { $0.isMarked = false }, .loopback) == nil)
    }

    @Test(arguments: [
        "http://evil.example", "https://127.0.0.1:8585", "null", "http://127.0.0.1:9999",
        "http://127.0.0.1:8585.evil.example", "", "http://", "file://",
    ])
    func aForeignPageIsRefused(origin: String) {
        // The scheme is not compared: a proxy may have taken the request over TLS.
        let expected: Int? = origin == "https://127.0.0.1:8585" ? nil : 403
        for guarding in [RouteGuard.reads, .changes, .guarded] {
            let request = request(guarding) {
                $0.origin = origin
                $0.credential = .session
            }
            #expect(status(locked, request, .loopback) == expected)
        }
    }

    @Test func theWallsOwnPageMay() {
        let request = request(.changes) {
            $0.origin = "http://127.0.0.1:8585"
            $0.site = "same-origin"
        }
        #expect(status(open, request, .loopback) == nil)
    }

    @Test(arguments: ["cross-site", "same-site", "something"])
    func whatABrowserCallsForeignIsRefused(site: String) {
        #expect(status(open, request { $0.site = site }, .loopback) == 403)
        #expect(status(open, request(.open) { $0.site = site }, .loopback) == nil, "a link to it")
        #expect(status(open, request { $0.site = "none" }, .loopback) == nil)
    }

    @Test(arguments: [
        "evil.example", "evil.example:8585", "127.0.0.1.evil.example", "localhost.evil.example",
        "", ":8585", "[::1", "127.0.0.1:80a", "1.2.3", "1.2.3.999", "[evil.example]",
    ])
    func aForeignNameIsRefused(host: String) {
        #expect(status(open, request { $0.host = host }, .loopback) == 421)
        #expect(status(open, request(.open) { $0.host = host }, .loopback) == 421)
        #expect(status(locked, request { $0.host = host }, .loopback) == 401)
        #expect(status(locked, request(.open) { $0.host = host }, .loopback) == nil)
        let known = request {
            $0.host = host
            $0.credential = .token
        }
        #expect(status(locked, known, .loopback) == nil)
        #expect(status(open, request { $0.host = host }, .socket) == nil)
    }

    @Test(arguments: [
        "localhost", "localhost:8585", "LOBBY", "lobby.local:8585", "lobby.example.org",
        "127.0.0.1", "192.168.1.4:8585", "[::1]:8585", "[fe80::1]", "wall.localhost",
    ])
    func theWallsNamesAreIts(host: String) {
        #expect(status(open, request { $0.host = host }, .loopback) == nil)
    }

    @Test func withoutANameThereIsNoAnswer() {
        #expect(status(open, request { $0.host = nil }, .loopback) == 421)
    }

    @Test func whatAProxyPassesOnIsNotOfThisMachine() {
        let forwarded = request { $0.isForwarded = true }
        #expect(status(open, forwarded, .loopback) == 403)
        #expect(status(locked, forwarded, .loopback) == 401)
    }

    @Test func aTokenInTheAddressIsRefused() {
        for peer in [Peer.socket, .loopback] {
            let request = request {
                $0.hasTokenInQuery = true
                $0.credential = .token
            }
            #expect(status(locked, request, peer) == 400)
        }
    }
}

/// What is remembered of those who try.
@Suite struct AccessMemoryTests {
    @Test func fiveWrongTokensInAMinuteSlowAnAddressDown() {
        var throttle = TokenThrottle()
        for second in 0..<4 { throttle.wasWrong("a", now: Double(second)) }
        #expect(throttle.waits("a", now: 4) == nil)
        throttle.wasWrong("a", now: 4)
        #expect(throttle.waits("a", now: 4) == 60)
        #expect(throttle.waits("b", now: 4) == nil, "another one")
        #expect(throttle.waits("a", now: 59) == 5)
        #expect(throttle.waits("a", now: 65) == nil, "it is over")
    }

    /// Programs of this machine that make an address up for each try.
    @Test func sixtyOfOneMachineSlowAllOfItDown() {
        var throttle = TokenThrottle()
        for number in 0..<59 {
            throttle.wasWrong("n\(number)", isLocal: true, now: Double(number) / 2)
        }
        #expect(throttle.waits("new", isLocal: true, now: 30) == nil)
        throttle.wasWrong("n59", isLocal: true, now: 30)
        #expect(
            throttle.waits("new", isLocal: true, now: 30) == 30, "until the first is a minute old")
        #expect(throttle.waits("new", now: 30) == nil, "another machine")
        #expect(throttle.waits("new", isLocal: true, now: 60.1) == nil)
        for number in 0..<60 { throttle.wasWrong("m\(number)", now: 100) }
        #expect(throttle.waits("new", isLocal: true, now: 100) == nil, "none of them was local")
    }

    @Test func fiveWrongTokensInAnHourDoNot() {
        var throttle = TokenThrottle()
        for minute in 0..<20 { throttle.wasWrong("a", now: Double(minute) * 61) }
        #expect(throttle.waits("a", now: 1220) == nil)
    }

    @Test func athousandAddressesAreForgottenInTurn() {
        var throttle = TokenThrottle()
        for _ in 0..<5 { throttle.wasWrong("worst", now: 10) }
        for number in 0..<5000 { throttle.wasWrong("n\(number)", now: 9 + Double(number) / 1e6) }
        #expect(throttle.waits("worst", now: 11) != nil)
    }

    @Test func aSessionEndsByItselfAndBySigningOut() {
        var sessions = Sessions()
        let (one, two) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        sessions.begin(one, now: 0)
        sessions.begin(two, now: 0)
        #expect(sessions.include(one, now: 12 * 3600 - 1))
        #expect(!sessions.include(one, now: 12 * 3600))
        sessions.end(one)
        #expect(!sessions.include(one, now: 1) && sessions.include(two, now: 1))
        #expect(!sessions.include([], now: 1))
        for number in 0..<100 { sessions.begin([UInt8(number)], now: 2) }
        #expect(!sessions.include(two, now: 3), "the oldest ends")
    }

    @Test(arguments: [
        ("secret", "secret", true), ("secret", "Secret", false), ("secretsecret", "secret", false),
        ("", "secret", false), ("", "", false), ("secre", "secret", false), ("x", "", false),
    ])
    func secretsAreEqualOrNot(given: String, secret: String, expected: Bool) {
        #expect(ConstantTime.areEqual(Array(given.utf8), Array(secret.utf8)) == expected)
    }
}
