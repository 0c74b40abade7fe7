/// What of a request decides whether it may.
struct AccessRequest: Equatable, Sendable {
    /// What the request shows to prove who sends it.
    enum Credential: Equatable, Sendable {
        /// Nothing, or a session that is over.
        case none
        /// The token.
        case token
        /// A session that was begun with it.
        case session
        /// Another token.
        case wrong
        /// Some token that was not looked at: too many wrong ones came from there.
        case notLookedAt(seconds: Int)
    }

    /// The route's.
    var guarding = RouteGuard.reads
    /// The `Host` header.
    var host: String?
    /// The `Origin` header, which browsers send.
    var origin: String?
    /// The `Sec-Fetch-Site` header, which newer ones send.
    var site: String?
    /// Whether it has the header that no foreign page can send.
    var isMarked = false
    /// Whether a proxy passed it on: then it is not of this machine, whatever its address.
    var isForwarded = false
    /// Whether something in its query looks like a token.
    var hasTokenInQuery = false
    /// Who sends it.
    var credential = Credential.none

    /// The header that every changing request needs. A foreign page's request with it asks the
    /// wall first (CORS, fetch.spec.whatwg.org §3.2.2), and is refused.
    static let mark = "hyperwall-request"

    /// What proxies add to a request that they pass on, besides `X-Forwarded-…`.
    private static let proxyHeaders: Set<String> = [
        "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip",
        "cf-connecting-ip",
    ]
}

extension AccessRequest {
    /// - Parameters:
    ///   - head: of the request.
    ///   - guarding: the route's.
    init(_ head: RequestHead, guarding: RouteGuard) {
        self.guarding = guarding
        host = head.value("host")
        origin = head.value("origin")
        site = head.value("sec-fetch-site")?.lowercased()
        isMarked = head.value(Self.mark)?.isEmpty == false
        isForwarded = head.fields.contains {
            Self.proxyHeaders.contains($0.name) || $0.name.hasPrefix("x-forwarded")
        }
        let query = head.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        hasTokenInQuery = query.split(separator: "&").contains { part in
            let written = part.prefix { $0 != "=" }
            let name = (QueryString.decoded(written) ?? String(written)).lowercased()
            return ["token", "access_token", "api_key", "apikey", "authorization"].contains(name)
        }
    }
}
