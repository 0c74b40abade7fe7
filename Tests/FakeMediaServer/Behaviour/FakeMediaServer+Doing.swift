public import FaultyServer

/// What a server forgets after a while.
public enum FakeExpiry: String, Sendable, CaseIterable {
    /// Every user's token; their devices' websockets end, too.
    case tokens
    /// Codes that nobody confirmed or used.
    case codes
    /// Live streams that are open.
    case lives
    /// Play sessions and their encoders.
    case plays
    /// Everything about devices, as after a restart; tokens live on.
    case sessions
}

extension FakeMediaServer {
    // MARK: Who may come in

    /// Takes every token of users back.
    public func revokeTokens() { expire(.tokens) }

    /// Takes the API key back, or gives it out again.
    public func revokeAPIKey(_ isRevoked: Bool = true) {
        site.state.withLock { $0.isAPIKeyRevoked = isRevoked }
    }

    /// Somebody confirms a code in an app, as the first user.
    /// - Returns: whether there is such a code.
    @discardableResult
    public func confirmCode(_ code: String) -> Bool { site.confirm(code, 0) }

    /// The code that waits for somebody, if there is one.
    public var waitingCode: String? {
        site.state.withLock { $0.codes.values.first { $0.account == nil }?.code }
    }

    /// What a server forgets after a while is forgotten now.
    public func expire(_ what: FakeExpiry) {
        if what == .tokens { site.takeBack(tokens) }
        site.state.withLock { state in
            switch what {
            case .tokens: break
            case .codes: state.codes = [:]
            case .lives: state.lives = [:]
            case .plays:
                state.plays = [:]
                for device in state.sessions.keys { state.sessions[device]?.playing = [] }
            case .sessions:
                state.sessions = [:]
                state.capabilities = [:]
            }
        }
        guard what == .plays else { return }
        for encoder in site.encoders.running {
            _ = site.encoders.stop(encoder.session, device: encoder.device, byClient: false)
        }
    }

    // MARK: The library

    /// Puts new items at the end of all names, or before the first.
    /// - Returns: their ids.
    @discardableResult
    public func addItems(_ count: Int, atFront: Bool = false) -> [String] {
        let ids = site.state.withLock { $0.library.add(count, atFront: atFront) }
            .map { FakeThing.item($0).id(site.dialect) }
        site.announce(added: ids)
        return ids
    }

    /// Takes items away: by their ids.
    public func removeItems(_ ids: [String]) {
        let numbers = ids.compactMap { id -> Int? in
            guard case .item(let number)? = FakeThing(id: id, site.dialect) else { return nil }
            return number
        }
        site.state.withLock { $0.library.remove(numbers) }
        site.announce(removed: ids)
    }

    /// Takes the first so many items away.
    public func removeFirstItems(_ count: Int) {
        let numbers = site.state.withLock { state in
            let first = Array(state.library.numbers.prefix(count))
            state.library.remove(first)
            return first
        }
        site.announce(removed: numbers.map { FakeThing.item($0).id(site.dialect) })
    }

    /// Says so many more items than there are; nil for 0, as servers do that did not count.
    public func setTotalOffset(_ offset: Int?) {
        site.state.withLock { state in
            state.library.totalOffset = offset ?? 0
            state.library.saysTotal = offset != nil
        }
    }

    /// Changes what the first user did with an item.
    public func setUserData(_ data: FakeUserData, of id: String) {
        guard let thing = FakeThing(id: id, site.dialect) else { return }
        site.state.withLock { $0.change(0, thing) { $0 = data } }
        site.announce(thing, 0)
    }

    // MARK: Playing

    /// Every PlaybackInfo says this with status 200: `NotAllowed`, `NoCompatibleStream`,
    /// `RateLimitExceeded`; nil for none.
    public func setPlaybackError(_ error: String?) {
        site.state.withLock { $0.playbackError = error }
    }

    /// Whether users may have transcodes, and files as they are.
    public func permit(transcoding: Bool = true, directPlay: Bool = true) {
        site.state.withLock { state in
            state.permitsTranscoding = transcoding
            state.permitsDirectPlay = directPlay
        }
    }

    /// Sends who asks for a file to another server with the same files; nil for its own answer.
    public func redirectStreams(to other: FakeMediaServer?) {
        site.state.withLock { $0.streamTarget = other?.url }
    }

    // MARK: Faults

    /// What requests meet, by the path below the base path and `/emby`; `*` at its end stands
    /// for all that begin so: `/Items*`, `/Videos/*`. Capitals count. nil for good service.
    public func setFault(_ fault: Fault?, for path: String) { http.setFault(fault, for: path) }

    /// Every request of these paths goes well again, and somebody listens.
    public func mendAll() throws {
        try http.mendAll()
        site.remote.isFrozen = false
        site.remote.refuse(nil, seconds: 0)
        site.state.withLock { state in
            state.isSomethingElse = false
            state.clockOffset = 0
            state.playbackError = nil
            state.permitsTranscoding = true
            state.permitsDirectPlay = true
            state.streamTarget = nil
        }
    }

    /// Takes requests and answers none, or nobody listens, or all is well.
    public func setMood(_ mood: FaultyServer.Mood) throws { try http.setMood(mood) }

    /// Seconds by which its clock is ahead, as its Date says.
    public func setClock(ahead seconds: Double) {
        site.state.withLock { $0.clockOffset = seconds }
    }

    /// Whether it is something else altogether: a page for every path, status 200.
    public func becomeSomethingElse(_ isElse: Bool = true) {
        site.state.withLock { $0.isSomethingElse = isElse }
    }

    /// Called at every request, before it is answered and before faults, on the connection's
    /// thread: for what is to happen while a client pages.
    public func onRequest(_ body: (@Sendable (FakeRequest) -> Void)?) {
        site.onRequest.withLock { $0 = body }
    }
}
