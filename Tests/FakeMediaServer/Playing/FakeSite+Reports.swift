import FaultyServer

extension FakeSite {
    /// What a report is about.
    private struct Report {
        let thing: FakeThing
        let session: String
        let position: Int64?
        let body: JSON
        let device: DeviceKey
    }

    private func report(_ call: Call) throws(Refusal) -> Report {
        let body = try call.body()
        guard let id = body["ItemId"]?.text, let thing = FakeThing(id: id, dialect) else {
            throw Refusal(400, "names no item that it knows")
        }
        guard let device = call.caller.device else { throw Refusal(400, "comes from no device") }
        let session = body["PlaySessionId"]?.text ?? ""
        if session.isEmpty, body["PlayMethod"]?.text?.lowercased() == "transcode" {
            call.forbid("has no PlaySessionId for a transcode")
        }
        let position = body["PositionTicks"]?.number
        if let position {
            if position < 0 { call.forbid("is at a place before the beginning") }
            let length = length(thing) ?? .max
            // Players round; a second is more than that.
            if position > length.addingReportingOverflow(10_000_000).partialValue, length < .max {
                call.forbid("is at a place behind the end")
            }
        }
        return Report(
            thing: thing, session: session.isEmpty ? "item \(id)" : session, position: position,
            body: body, device: device)
    }

    /// Ticks of a thing's first version.
    private func length(_ thing: FakeThing) -> Int64? {
        if case .channel = thing { return nil }
        return sources(thing).first.flatMap { files[$0.file].ticks }
    }

    func playBegan(_ call: Call) throws(Refusal) -> SiteAnswer {
        let report = try report(call)
        let (isAgain, others) = state.withLock { state -> (Bool, [String]) in
            var play = state.plays[report.session] ?? FakePlay(id: report.session)
            let isAgain = play.hasBegun
            play.hasBegun = true
            play.thing = report.thing
            play.device = report.device
            update(&play, report)
            state.plays[report.session] = play
            let others =
                state.sessions[report.device]?.playing.filter { $0 != report.session } ?? []
            if !isAgain { state.sessions[report.device]?.playing.append(report.session) }
            if let account = call.caller.account {
                state.change(account, report.thing) {
                    $0.playCount += 1
                    // Both servers take the mark off when somebody watches it again.
                    $0.played = false
                }
            }
            return (isAgain, others)
        }
        if isAgain { call.forbid("begins a play session that goes on already") }
        if !others.isEmpty, !options.allowsManyPlays {
            call.forbid("begins before the same device's former play was stopped")
        }
        return Answers.done
    }

    private func update(_ play: inout FakePlay, _ report: Report) {
        if let position = report.position { play.positionTicks = position }
        play.isPaused = report.body["IsPaused"]?.flag ?? false
        play.method = report.body["PlayMethod"]?.text ?? play.method
        play.source = report.body["MediaSourceId"]?.text ?? play.source
        play.report = report.body
    }

    func playProgress(_ call: Call) throws(Refusal) -> SiteAnswer {
        let report = try report(call)
        encoders.touch(report.session)
        let isKnown = state.withLock { state -> Bool in
            let isKnown = state.sessions[report.device]?.playing.contains(report.session) ?? false
            if isKnown, var play = state.plays[report.session] {
                update(&play, report)
                state.plays[report.session] = play
            }
            if let account = call.caller.account, let position = report.position {
                state.change(account, report.thing) {
                    $0.reach(
                        position, of: length(report.thing), secondsMin: options.resumeSecondsMin)
                }
            }
            return isKnown
        }
        if !isKnown { call.forbid("is about a play session that did not begin") }
        return Answers.done
    }

    func playStopped(_ call: Call) throws(Refusal) -> SiteAnswer {
        let report = try report(call)
        let hasFailed = report.body["Failed"]?.flag ?? false
        if report.position == 0 { call.forbid("is at 0, which takes the resume point away") }
        let isNamed = report.body["PlaySessionId"]?.text != nil
        let isKnown = state.withLock { state -> Bool in
            let playing = state.sessions[report.device]?.playing ?? []
            // Without a name it is the device's play of this item.
            let session =
                isNamed
                ? report.session
                : playing.first { state.plays[$0]?.thing == report.thing } ?? report.session
            let isKnown = playing.contains(session)
            state.sessions[report.device]?.playing.removeAll { $0 == session }
            state.plays[session] = nil
            if let live = report.body["LiveStreamId"]?.text { state.lives[live] = nil }
            guard !hasFailed, let account = call.caller.account else { return isKnown }
            state.change(account, report.thing) { data in
                if let position = report.position {
                    data.reach(
                        position, of: length(report.thing), secondsMin: options.resumeSecondsMin)
                } else {
                    // A stop at no place counts as watched to the end (Jellyfin's
                    // SessionManager.OnPlaybackStopped).
                    data.playCount += 1
                    data.played = true
                    data.positionTicks = 0
                }
            }
            return isKnown
        }
        if !isKnown { call.forbid("is about a play session that did not begin") }
        return Answers.done
    }

    func playPing(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let session = call.query["playsessionid"] else {
            throw Refusal(400, "has no playSessionId")
        }
        let isPlay = state.withLock { $0.plays[session] != nil }
        if !encoders.touch(session), !isPlay {
            call.forbid("is about a play session that it does not know")
        }
        return Answers.done
    }
}
