/// Who may what: decided before a byte of a request's body is read.
///
/// A program on this machine needs no token. What a browser there shows must not act in its
/// name, so a changing request needs a header that no foreign page can send, an `Origin` that is
/// the wall's own, and a `Host` that means the wall. Whoever comes from elsewhere needs the token.
struct AccessRule: Equatable, Sendable {
    /// Whether there is a token at all.
    let hasToken: Bool
    /// What the wall is called.
    let names: HostNames

    /// Why the request is refused; nil when it may pass.
    func refusal(of request: AccessRequest, from peer: Peer) -> Problem? {
        if request.hasTokenInQuery {
            return Problem(
                400, "A token belongs into the header Authorization: addresses are written down.")
        }
        if let refusal = refusal(of: request.credential) { return refusal }
        let isKnown =
            request.credential == .token
            || (request.credential == .session && request.guarding != .signsIn)
        if peer != .socket {
            let isOurs = request.host.map(names.include) ?? false
            let isOpen = request.guarding == .open && hasToken
            if !isOurs, !isKnown, !isOpen { return hasToken ? wantsToken : .misdirected }
        }
        if let refusal = foreignPage(request) { return refusal }
        guard needsToken(request, peer), !isKnown else { return nil }
        return hasToken ? wantsToken : noToken(request, peer)
    }

    private func refusal(of credential: AccessRequest.Credential) -> Problem? {
        switch credential {
        case .none, .token, .session: return nil
        case .wrong: return Self.unauthorized("That is not the wall's token.")
        case .notLookedAt(let seconds):
            var problem = Problem(
                429, "Too many wrong tokens came from there: wait \(seconds) seconds.")
            problem.headers["Retry-After"] = String(seconds)
            return problem
        }
    }

    private func foreignPage(_ request: AccessRequest) -> Problem? {
        if let origin = request.origin {
            guard let host = request.host, HostNames.isSame(origin: origin, host: host) else {
                return Problem(403, "The request comes from a page of another site.")
            }
        }
        guard request.guarding != .open else { return nil }
        if let site = request.site, site != "same-origin", site != "none" {
            return Problem(403, "The request comes from a page of another site.")
        }
        guard request.guarding != .reads, !request.isMarked else { return nil }
        return Problem(
            403, "A request that changes something needs the header Hyperwall-Request: 1.")
    }

    private func needsToken(_ request: AccessRequest, _ peer: Peer) -> Bool {
        switch (request.guarding, peer) {
        case (.open, _): false
        case (_, .socket): false
        case (.guarded, _), (.signsIn, _): true
        case (_, .network): true
        case (_, .loopback): request.isForwarded
        }
    }

    private var wantsToken: Problem {
        Self.unauthorized("The wall wants its token in the header Authorization.")
    }

    private static func unauthorized(_ words: String) -> Problem {
        var problem = Problem(401, words)
        problem.headers["WWW-Authenticate"] = "Bearer realm=\"hyperwall\""
        return problem
    }

    private func noToken(_ request: AccessRequest, _ peer: Peer) -> Problem {
        Problem(
            403,
            "This is only done with a token, and the wall has none: set HYPERWALL_HTTP_TOKEN_FILE.")
    }
}

extension Problem {
    /// A name that is none of the wall's: RFC 9110 §15.5.20.
    fileprivate static let misdirected = Problem(
        421, "The wall does not answer to that name: use its address or the machine's name.")
}
