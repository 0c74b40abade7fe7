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
        if let key = key(in: cookies) { memory.withLock { $0.sessions.end(key) } }
        return cookie("", seconds: 0, isEncrypted)
    }

    private func cookie(_ value: String, seconds: Int, _ isEncrypted: Bool) -> String {
        "\(cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isEncrypted ? "; Secure" : "")
    }

    private func credential(_ head: RequestHead, _ peer: Peer) -> AccessRequest.Credential {
        let now = now
        if let given = head.value("authorization") {
            return memory.withLock { memory in
                if let seconds = memory.throttle.waits(peer.address, now: now) {
                    return .notLookedAt(seconds: seconds)
                }
                let scheme = "bearer "
                if given.lowercased().hasPrefix(scheme),
                    ConstantTime.areEqual(Array(given.utf8.dropFirst(scheme.utf8.count)), token)
                {
                    return .token
                }
                memory.throttle.wasWrong(peer.address, now: now)
                return .wrong
            }
        }
        guard let key = key(in: head.value("cookie")) else { return .none }
        return memory.withLock { $0.sessions.include(key, now: now) } ? .session : .none
    }

    private func key(in cookies: String?) -> [UInt8]? {
        for pair in (cookies ?? "").split(separator: ";") {
            let pair = pair.drop { $0 == " " }
            guard pair.hasPrefix(cookieName + "=") else { continue }
            return Self.bytes(pair.dropFirst(cookieName.count + 1))
        }
        return nil
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
