import FaultyServer
import Foundation

/// A request on its way to its handler.
struct Call {
    let request: SiteRequest
    let path: String
    let captures: [String: String]
    let query: RequestQuery
    var credentials: Credentials
    var caller = Caller()
    let site: FakeSite

    init(_ request: SiteRequest, _ path: String, _ captures: [String: String], _ site: FakeSite) {
        self.request = request
        self.path = path
        self.captures = captures
        self.site = site
        query = RequestQuery(request.query)
        credentials = Credentials(
            request.headers, query, site.dialect, legacy: site.options.allowsLegacyTokens)
    }

    /// Something was against the rules and is answered all the same.
    func forbid(_ sentence: String) { site.forbid(request.method, path, sentence) }

    /// The body, which must be there and be JSON.
    func body() throws(Refusal) -> JSON {
        guard let type = request.headers["content-type"] else {
            throw Refusal(415, "has no Content-Type")
        }
        guard type.lowercased().hasPrefix("application/json") else {
            throw Refusal(415, "its Content-Type is \(type)")
        }
        guard let body = try? JSONDecoder().decode(JSON.self, from: Data(request.body)),
            case .object = body
        else { throw Refusal(400, "its body is no JSON object") }
        return body
    }

    /// The body of a request that may come without one.
    func bodyIfAny() throws(Refusal) -> JSON {
        request.body.isEmpty ? .object([]) : try body()
    }

    /// The thing that the path names.
    func thing(_ capture: String = "id") throws(Refusal) -> FakeThing {
        let id = captures[capture] ?? ""
        guard let thing = FakeThing(id: id, site.dialect) else {
            throw Refusal(404, "“\(id)” is no id that it gave out")
        }
        // Things that were removed meanwhile are nobody's fault.
        if case .item(let number) = thing, !site.state.withLock({ $0.library.has(number) }) {
            throw Refusal(404)
        }
        return thing
    }

    /// Whose library is asked about: the path's or the query's user, else the token's.
    func account() throws(Refusal) -> Int? {
        guard let id = captures["user"] ?? query["userid"] else {
            return caller.account
        }
        let plain = id.lowercased().filter { $0 != "-" }
        guard let account = site.accounts.firstIndex(where: { $0.id == plain }) else {
            throw Refusal(404, "“\(id)” is no user")
        }
        if let own = caller.account, own != account {
            throw Refusal(403, "asks for another user's library")
        }
        return account
    }

    /// As `account`, where there must be one.
    func needsAccount() throws(Refusal) -> Int {
        guard let account = try account() else {
            throw Refusal(400, "names no user, and an API key has none")
        }
        return account
    }
}
