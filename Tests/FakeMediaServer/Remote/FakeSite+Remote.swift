import FaultyServer

/// Buttons that somebody presses in an app: requests that become messages.
extension FakeSite {
    /// The session that the path names.
    private func target(_ call: Call) throws(Refusal) -> DeviceKey {
        let id = (call.captures["session"] ?? "").lowercased().filter { $0 != "-" }
        let found = state.withLock { state in
            state.sessions.values.first { $0.id == id && !$0.hasEnded }
        }
        guard let found else { throw Refusal(404) }
        return found.device
    }

    /// Sends it. 204 even when nobody hears it.
    private func send(_ message: RemoteMessage, _ call: Call) throws(Refusal) -> SiteAnswer {
        remote.send(message, to: try target(call))
        return Answers.done
    }

    private func controller(_ call: Call) -> String {
        call.caller.account.map { accounts[$0].id } ?? String(repeating: "0", count: 32)
    }

    func remotePlay(_ call: Call) throws(Refusal) -> SiteAnswer {
        let query = call.query
        var body = JSON.object([])
        if !dialect.isJellyfin { body = try call.bodyIfAny() }
        guard let ids = query["itemids"] ?? body["ItemIds"]?.joined,
            let word = query["playcommand"] ?? body["PlayCommand"]?.text
        else { throw Refusal(400, "names no itemIds or no playCommand in its query") }
        guard var command = CommandNames.spelled(word, in: CommandNames.play) else {
            throw Refusal(400, "says “\(word)”, which is no PlayCommand")
        }
        var list = ids.split(separator: ",").map(String.init)
        // Jellyfin does these itself (SessionManager.SendPlayCommand).
        if dialect.isJellyfin, ["PlayShuffle", "PlayInstantMix"].contains(command) {
            if command == "PlayShuffle" { list.shuffle() }
            command = "PlayNow"
        }
        func number(_ name: String) -> Int64? {
            query[name].flatMap { Int64($0) } ?? body[name]?.number
        }
        let order = PlayOrder(
            ids: list, command: command, startTicks: number("startPositionTicks"),
            startIndex: number("startIndex"), audioIndex: number("audioStreamIndex"),
            subtitleIndex: number("subtitleStreamIndex"),
            source: query["mediasourceid"] ?? body["MediaSourceId"]?.text)
        return try send(playMessage(order, by: controller(call)), call)
    }

    /// What a Play message says.
    struct PlayOrder: Sendable {
        var ids: [String]
        var command = "PlayNow"
        var startTicks: Int64?
        var startIndex: Int64?
        var audioIndex: Int64?
        var subtitleIndex: Int64?
        var source: String?
    }

    func playMessage(_ order: PlayOrder, by user: String) -> RemoteMessage {
        let ids = order.ids.map { id -> JSON in
            if options.numericItemIDs, let number = Int64(id) { return .number(number) }
            return .text(id)
        }
        return RemoteMessage(
            "Play",
            .object([
                ("ItemIds", .list(ids)), ("StartPositionTicks", .number(ifThere: order.startTicks)),
                ("PlayCommand", .text(order.command)), ("ControllingUserId", .text(user)),
                ("SubtitleStreamIndex", .number(ifThere: order.subtitleIndex)),
                ("AudioStreamIndex", .number(ifThere: order.audioIndex)),
                ("MediaSourceId", .text(ifThere: order.source)),
                ("StartIndex", .number(ifThere: order.startIndex)),
            ]))
    }

    func remoteState(_ call: Call) throws(Refusal) -> SiteAnswer {
        let word = call.captures["command"] ?? ""
        var words = CommandNames.playstate
        if !dialect.isJellyfin { words.insert(CommandNames.seekRelative) }
        guard let command = CommandNames.spelled(word, in: words) else {
            throw Refusal(400, "says “\(word)”, which is no command of \(dialect.name)'s")
        }
        let body = dialect.isJellyfin ? .object([]) : try call.bodyIfAny()
        let ticks =
            call.query["seekpositionticks"].flatMap { Int64($0) }
            ?? body["SeekPositionTicks"]?.number
        return try send(playstateMessage(command, ticks, by: controller(call)), call)
    }

    func playstateMessage(_ command: String, _ ticks: Int64?, by user: String) -> RemoteMessage {
        RemoteMessage(
            "Playstate",
            .object([
                ("Command", .text(command)), ("SeekPositionTicks", .number(ifThere: ticks)),
                ("ControllingUserId", .text(user)),
            ]))
    }

    func remoteCommand(_ call: Call) throws(Refusal) -> SiteAnswer {
        let word = call.captures["command"] ?? ""
        let body = dialect.isJellyfin ? .object([]) : try call.bodyIfAny()
        let arguments = Self.arguments(body["Arguments"] ?? body)
        return try send(generalMessage(try name(word), arguments, by: controller(call)), call)
    }

    func remoteAny(_ call: Call) throws(Refusal) -> SiteAnswer {
        let body = try call.body()
        guard let word = body["Name"]?.text else { throw Refusal(400, "names no command") }
        let arguments = Self.arguments(body["Arguments"])
        return try send(generalMessage(try name(word), arguments, by: controller(call)), call)
    }

    /// The command's name: Jellyfin knows those of its list alone, Emby passes all on.
    private func name(_ word: String) throws(Refusal) -> String {
        if let known = CommandNames.spelled(word, in: CommandNames.general) { return known }
        guard !dialect.isJellyfin else {
            throw Refusal(400, "says “\(word)”, which is no command of \(dialect.name)'s")
        }
        return word
    }

    /// Arguments as they are passed on: texts, whatever they were.
    private static func arguments(_ json: JSON?) -> [(String, String)] {
        guard case .object(let fields)? = json else { return [] }
        return fields.compactMap { name, value in
            let text = value.text ?? value.flag.map { $0 ? "true" : "false" }
            return text.map { (name, $0) }
        }.sorted { $0.0 < $1.0 }
    }

    func generalMessage(
        _ name: String, _ arguments: [(String, String)], by user: String
    ) -> RemoteMessage {
        RemoteMessage(
            "GeneralCommand",
            .object([
                ("Name", .text(name)), ("ControllingUserId", .text(user)),
                ("Arguments", .object(arguments.map { ($0.0, .text($0.1)) })),
            ]))
    }

    func remoteMessage(_ call: Call) throws(Refusal) -> SiteAnswer {
        // Emby's description has them in the query.
        let body = dialect.isJellyfin ? try call.body() : try call.bodyIfAny()
        guard let text = body["Text"]?.text ?? call.query["text"] else {
            throw Refusal(400, "has no Text")
        }
        var arguments = [
            ("Header", body["Header"]?.text ?? call.query["header"] ?? "Message from Server"),
            ("Text", text),
        ]
        if let time = body["TimeoutMs"]?.text ?? call.query["timeoutms"] {
            arguments.append(("TimeoutMs", time))
        }
        return try send(generalMessage("DisplayMessage", arguments, by: controller(call)), call)
    }

    func remoteView(_ call: Call) throws(Refusal) -> SiteAnswer {
        let arguments = try ["ItemId", "ItemName", "ItemType"].map {
            name throws(Refusal) -> (String, String) in
            guard let value = call.query[name] else { throw Refusal(400, "has no \(name)") }
            return (name, value)
        }
        return try send(generalMessage("DisplayContent", arguments, by: controller(call)), call)
    }

    // MARK: What nobody pressed

    /// A user's mark has changed: told to all of the user's devices, the one that did it too.
    func announce(_ thing: FakeThing, _ account: Int) {
        let data = state.withLock { $0.data(account, thing) }
        guard case .object(let fields) = userDataJSON(thing, data) else { return }
        var list = fields
        if !fields.contains(where: { $0.0 == "ItemId" }) {
            list.append(("ItemId", .text(thing.id(dialect))))
        }
        remote.sendToAll(
            RemoteMessage(
                "UserDataChanged",
                .object([
                    ("UserId", .text(accounts[account].id)),
                    ("UserDataList", .list([.object(list)])),
                ])), of: account)
    }

    /// The library has changed.
    func announce(added: [String] = [], removed: [String] = [], updated: [String] = []) {
        func list(_ ids: [String]) -> JSON { .list(ids.map { .text($0) }) }
        remote.sendToAll(
            RemoteMessage(
                "LibraryChanged",
                .object([
                    ("FoldersAddedTo", .list([])), ("FoldersRemovedFrom", .list([])),
                    ("ItemsAdded", list(added)), ("ItemsRemoved", list(removed)),
                    ("ItemsUpdated", list(updated)), ("CollectionFolders", .list([])),
                    ("IsEmpty", .flag(added.isEmpty && removed.isEmpty && updated.isEmpty)),
                ])))
    }
}

extension JSON {
    /// A list as a text with commas.
    fileprivate var joined: String? {
        let parts = elements.compactMap(\.text)
        return parts.isEmpty ? nil : parts.joined(separator: ",")
    }
}
