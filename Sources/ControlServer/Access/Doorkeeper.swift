import Synchronization

/// Lets requests in, or not: the rule, and what it has to remember.
final class Doorkeeper: Sendable {
    private struct Memory {
        var throttle = TokenThrottle()
        var sessions = Sessions()
    }

    private let rule: AccessRule
    private let token: [UInt8]
    private let cookieName: String
    private let memory = Mutex(Memory())
    private let began = ContinuousClock.now

    /// Sessions that one request can name: a browser has one.
    private static let cookiesMax = 4

    /// - Parameters:
    ///   - wall: the wall's name. Browsers send a cookie to all ports of a machine, so that of
    ///     one wall must not be another one's.
    ///   - token: nil for none.
    ///   - names: what the wall is called.
    init(wall: String, token: [UInt8]?, names: HostNames) {
        rule = AccessRule(hasToken: token != nil, names: names)
        self.token = token ?? []
        cookieName = "hyperwall-\(wall)"
    }

    /// Why a request is refused; nil when it may pass.
    /// - Parameter guarding: of its route.
    func refusal(of head: RequestHead, from peer: Peer, guarding: RouteGuard) -> Problem? {
        var request = AccessRequest(head, guarding: guarding)
        request.credential = credential(head, peer)
        return rule.refusal(of: request, from: peer)
    }

    /// What whoever sent a request may, which passed already.
    func rights(of head: RequestHead, from peer: Peer) -> AskerRights {
        var request = AccessRequest(head, guarding: .reads)
        request.credential = credential(head, peer)
        var rights = AskerRights()
        rights.hasToken = rule.hasToken
        rights.signedIn = request.credential == .session || request.credential == .token
        rights.mayRead = rule.refusal(of: request, from: peer) == nil
        request.guarding = .guarded
        // The page marks what changes something; whether this request is marked says nothing.
        request.isMarked = true
        rights.mayGuarded = rule.refusal(of: request, from: peer) == nil
        return rights
    }

    /// Begins a session.
    /// - Parameter isEncrypted: whether a proxy took the request over TLS.
    /// - Returns: the value of `Set-Cookie`.
    func beginSession(isEncrypted: Bool) -> String {
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        let now = now
        memory.withLock { $0.sessions.begin(key, now: now) }
        return cookie(Self.hexadecimal(key), seconds: Int(Sessions.seconds), isEncrypted)
    }

    /// Ends the session of a request, if it has one.
    /// - Returns: the value of `Set-Cookie`.
    func endSession(cookies: String?, isEncrypted: Bool) -> String {
        let keys = keys(in: cookies)
        memory.withLock { memory in for key in keys { memory.sessions.end(key) } }
        return cookie("", seconds: 0, isEncrypted)
    }

    /// Cookies of a request that name sessions which last, and none of others: browsers send
    /// those of every program on a machine to each of its ports. nil for none.
    func sessionCookies(of head: RequestHead) -> String? {
        let now = now
        let keys = keys(in: head.value("cookie"))
        let lasting = memory.withLock { memory in
            keys.filter { memory.sessions.include($0, now: now) }.prefix(Self.cookiesMax)
        }
        guard !lasting.isEmpty else { return nil }
        return lasting.map { "\(cookieName)=\(Self.hexadecimal($0))" }.joined(separator: "; ")
    }

    /// Whether the sessions are over by now that a request came with.
    /// - Parameter cookies: what `sessionCookies` said of it.
    func isSignedOut(_ cookies: String) -> Bool {
        let now = now
        let keys = keys(in: cookies)
        return memory.withLock { memory in
            !keys.contains { memory.sessions.include($0, now: now) }
        }
    }

    private func cookie(_ value: String, seconds: Int, _ isEncrypted: Bool) -> String {
        "\(cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isEncrypted ? "; Secure" : "")
    }

    private func credential(_ head: RequestHead, _ peer: Peer) -> AccessRequest.Credential {
        let now = now
        let scheme = "bearer "
        // Another scheme is not for the wall: a proxy that asks for a name and a password of its
        // own passes them on, and they are no guess at the token. Where there is no token, nothing
        // is one.
        if rule.hasToken, let given = head.value("authorization"),
            given.lowercased().hasPrefix(scheme)
        {
            let address = Self.address(head, peer)
            let isLocal = peer == .loopback
            return memory.withLock { memory in
                if let seconds = memory.throttle.waits(address, isLocal: isLocal, now: now) {
                    return .notLookedAt(seconds: seconds)
                }
                if ConstantTime.areEqual(Array(given.utf8.dropFirst(scheme.utf8.count)), token) {
                    return .token
                }
                memory.throttle.wasWrong(address, isLocal: isLocal, now: now)
                return .wrong
            }
        }
        let keys = keys(in: head.value("cookie"))
        return memory.withLock { memory in
            keys.contains { memory.sessions.include($0, now: now) } ? .session : .none
        }
    }

    /// What wrong tokens are counted by. A proxy on this machine stands for many people, and one
    /// who guesses must not keep out the others: there the address counts that it wrote down
    /// last, since whoever asks may have written those before it. It may be made up as well, where
    /// no proxy wrote it: everybody of this machine is counted together, too.
    private static func address(_ head: RequestHead, _ peer: Peer) -> String {
        guard peer == .loopback,
            let written = head.fields.last(where: { $0.name == "x-forwarded-for" })?.value,
            let last = written.split(separator: ",").last,
            let behind = Peer(address: last.filter { $0 != " " })
        else { return peer.address }
        return behind.address
    }

    /// What cookies of our name hold: a page of another port can have set one, too.
    private func keys(in cookies: String?) -> [[UInt8]] {
        (cookies ?? "").split(separator: ";").compactMap { pair in
            let pair = pair.drop { $0 == " " }
            guard pair.hasPrefix(cookieName + "=") else { return nil }
            return Self.bytes(pair.dropFirst(cookieName.count + 1))
        }
    }

    /// Seconds on a clock that never goes back.
    private var now: Double { began.duration(to: .now).seconds }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = Array(text)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
