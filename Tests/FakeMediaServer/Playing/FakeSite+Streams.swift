import FaultyServer

extension FakeSite {
    /// A file as it is.
    func stream(_ call: Call) throws(Refusal) -> SiteAnswer {
        let thing = try call.thing()
        if options.streamsNeedToken, call.caller.token == nil {
            throw Refusal(401, call.credentials.tokens.isEmpty ? "comes without a token" : nil)
        }
        guard call.query.flag("static") == true else {
            throw Refusal(500, "lacks static=true and would be a transcode")
        }
        if case .channel = thing { return try liveStream(call) }
        let versions = sources(thing)
        guard let first = versions.first else { throw Refusal(404, "cannot be played") }
        var source = first
        if let id = call.query["mediasourceid"] {
            guard let found = versions.first(where: { $0.id == id }) else {
                throw Refusal(404, "its mediaSourceId is none of the item's")
            }
            source = found
        } else {
            call.forbid("has no mediaSourceId")
        }
        if !dialect.isJellyfin, call.captures["ending"] == nil, call.query["container"] == nil {
            call.forbid("has no container, neither behind the path nor in the query")
        }
        if let target = state.withLock({ $0.streamTarget }) {
            return SiteAnswer(
                status: 302, type: "text/plain",
                headers: ["Location: \(target)/redirected/\(source.file)"], body: .bytes([]))
        }
        return file(source.file)
    }

    /// What another server sends its clients to: its file without any questions.
    func redirected(_ call: Call) throws(Refusal) -> SiteAnswer {
        if !call.credentials.tokens.isEmpty {
            call.forbid("has another server's token in it")
        }
        guard let index = Int(call.captures["file"] ?? ""), files.indices.contains(index) else {
            throw Refusal(404)
        }
        return file(index)
    }

    private func file(_ index: Int) -> SiteAnswer {
        let file = files[index]
        let type =
            switch file.ending {
            case "mkv": "video/x-matroska"
            case "webm": "video/webm"
            case "ts": "video/mp2t"
            default: "video/mp4"
            }
        return SiteAnswer(type: type, body: .file(file.path))
    }
}
