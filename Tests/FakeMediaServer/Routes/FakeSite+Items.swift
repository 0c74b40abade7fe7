import FaultyServer

extension FakeSite {
    /// The most items of one page; the servers have no such bound, a wall has.
    static let pageMax = 1000

    func views(_ call: Call) throws(Refusal) -> SiteAnswer {
        _ = try call.needsAccount()
        let views = FakeLibrary.views.indices.filter {
            FakeLibrary.views[$0].collection != "livetv" || options.hasLiveTV
        }
        return Answers.json(
            .object([
                ("Items", .list(views.map { itemJSON(.view($0), nil, .all) })),
                ("TotalRecordCount", .number(Int64(views.count))), ("StartIndex", 0),
            ]))
    }

    func items(_ call: Call) throws(Refusal) -> SiteAnswer {
        let account = try call.account()
        let query = ItemQuery(call.query, dialect)
        if query.hasBadParent { throw Refusal(404, "its ParentId is no id that it gave out") }
        if dialect.isJellyfin {
            for (name, word) in ItemWords.unknown(in: call.query) {
                call.forbid("says “\(word)” in \(name), which \(dialect.name) leaves out")
            }
        }
        if account == nil, query.asksForMarks {
            call.forbid("filters by a user's marks and names no user")
        }
        return Answers.json(page(try find(query, account), call, account, query.start, query.limit))
    }

    /// What a question finds; the last answers are remembered, since pages follow each other.
    private func find(_ query: ItemQuery, _ account: Int?) throws(Refusal) -> [FakeThing] {
        let (library, marks, revision) = state.withLock { state in
            (
                state.library, account.flatMap { state.marks[$0] } ?? [:],
                query.asksForMarks ? state.marksRevision : 0
            )
        }
        guard query.sort.first != "random" else { return query.find(in: library, marks: marks) }
        let key = "\(account ?? -1) \(library.revision) \(revision) \(query.key)"
        if let found = state.withLock({ $0.found[key] }) { return found }
        let found = query.find(in: library, marks: marks)
        state.withLock { state in
            if state.found.count >= 16 { state.found.removeAll() }
            state.found[key] = found
        }
        return found
    }

    /// One page of what was found.
    private func page(
        _ found: [FakeThing], _ call: Call, _ account: Int?, _ start: Int, _ limit: Int?,
        inPlaylist: Bool = false
    ) -> JSON {
        if let limit, limit > Self.pageMax { call.forbid("asks for a page of \(limit)") }
        if limit == nil, found.count > Self.pageMax { call.forbid("asks for everything at once") }
        let first = min(max(0, start), found.count)
        let things = found[first..<min(found.count, first + max(0, limit ?? found.count))]
        let fields = ItemFields(call.query)
        let (marks, offset, saysTotal) = state.withLock { state in
            (
                account.flatMap { state.marks[$0] } ?? [:], state.library.totalOffset,
                state.library.saysTotal
            )
        }
        let items = things.enumerated().map { index, thing -> JSON in
            let data = account == nil ? nil : marks[thing] ?? FakeUserData()
            let item = itemJSON(thing, data, fields)
            guard inPlaylist, case .object(let own) = item else { return item }
            return .object(own + [("PlaylistItemId", .text("\(first + index + 1)"))])
        }
        // Emby's description knows no such wish.
        let wantsTotal =
            !dialect.isJellyfin || (call.query.flag("enabletotalrecordcount") ?? true)
        let total = saysTotal && wantsTotal ? max(0, found.count + offset) : 0
        var reply: [(String, JSON)] = [
            ("Items", .list(items)), ("TotalRecordCount", .number(Int64(total))),
        ]
        if dialect.isJellyfin { reply.append(("StartIndex", .number(Int64(start)))) }
        return .object(reply)
    }

    func item(_ call: Call) throws(Refusal) -> SiteAnswer {
        let thing = try call.thing()
        let account = try call.account()
        let data = account.map { account in state.withLock { $0.data(account, thing) } }
        return Answers.json(itemJSON(thing, data, .all))
    }

    func playlist(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard case .playlist(let index) = try call.thing() else {
            throw Refusal(404, "is no playlist")
        }
        let account = try call.account()
        let found = state.withLock { $0.library.playlist(index) }.map { FakeThing.item($0) }
        return Answers.json(
            page(
                found, call, account, call.query.number("startindex") ?? 0,
                call.query.number("limit"), inPlaylist: true))
    }

    func channels(_ call: Call) throws(Refusal) -> SiteAnswer {
        let account = try call.account()
        let found =
            options.hasLiveTV ? FakeLibrary.channels.indices.map { FakeThing.channel($0) } : []
        return Answers.json(
            page(
                found, call, account, call.query.number("startindex") ?? 0,
                call.query.number("limit")))
    }

    /// Sets or takes a mark.
    func mark(
        _ call: Call, _ change: (inout FakeUserData, Bool) -> Void
    ) throws(Refusal) -> SiteAnswer {
        let thing = try call.thing()
        let account = try call.needsAccount()
        let isOn = call.request.method == "POST" && !call.path.lowercased().hasSuffix("/delete")
        let data = state.withLock { state in
            state.change(account, thing) { change(&$0, isOn) }
            return state.data(account, thing)
        }
        announce(thing, account)
        return Answers.json(userDataJSON(thing, data))
    }
}
