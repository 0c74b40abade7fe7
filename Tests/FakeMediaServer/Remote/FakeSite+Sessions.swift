import FaultyServer
import Foundation

extension FakeSite {
    func capabilities(_ call: Call) throws(Refusal) -> SiteAnswer {
        let body = try call.body()
        let unknown = (body["SupportedCommands"]?.elements ?? []).compactMap(\.text).filter {
            CommandNames.spelled($0, in: CommandNames.general) == nil
        }
        for word in unknown { call.forbid("says “\(word)”, which is no command") }
        if options.refusesUnknownCommands, !unknown.isEmpty { throw Refusal(400) }
        guard let device = call.caller.device else { throw Refusal(400, "comes from no device") }
        if let id = call.query["id"], id != device.sessionID {
            throw Refusal(404, "names another session")
        }
        state.withLock { $0.capabilities[device] = body }
        remote.note(device.deviceID) { $0.capabilitiesPosts += 1 }
        return Answers.done
    }

    func sessions(_ call: Call) -> SiteAnswer {
        let now = ContinuousClock.now
        let seconds = call.query.number("activewithinseconds")
        let isForControl = call.query["controllablebyuserid"] != nil
        let list = state.withLock { state in
            state.sessions.values.sorted { $0.id < $1.id }
                .filter { session in
                    !session.hasEnded
                        && call.query["deviceid"].map { $0 == session.device.deviceID } ?? true
                        && seconds.map {
                            session.lastActivity.duration(to: now) <= .seconds($0)
                        } ?? true
                        && (!isForControl || isControllable(session, state))
                }
                .map { sessionJSON($0, state) }
        }
        return Answers.json(.list(list))
    }

    /// Whether others may press buttons: both are needed, what it said it can and a socket.
    func isControllable(_ session: FakeSession, _ state: FakeState) -> Bool {
        state.capabilities[session.device]?["SupportsMediaControl"]?.flag == true
            && remote.hasSocket(session.device)
    }

    func sessionJSON(_ session: FakeSession, _ state: FakeState) -> JSON {
        let play = session.playing.last.flatMap { state.plays[$0] }
        let capabilities = state.capabilities[session.device]
        let commands = (capabilities?["SupportedCommands"]?.elements ?? []).filter {
            !dialect.isJellyfin
                || CommandNames.spelled($0.text ?? "", in: CommandNames.general) != nil
        }
        let canBeControlled = isControllable(session, state)
        let silent = session.lastActivity.duration(to: .now) / .seconds(1)
        var fields: [(String, JSON)] = [
            ("PlayState", playJSON(play)), ("Id", .text(session.id)),
            ("UserId", .text(ifThere: session.account.map { accounts[$0].id })),
            ("UserName", .text(ifThere: session.account.map { accounts[$0].name })),
            ("Client", .text(session.device.client)),
            ("DeviceName", .text(session.deviceName)),
            ("DeviceId", .text(session.device.deviceID)),
            ("ApplicationVersion", .text(session.version)),
            ("LastActivityDate", .text(Self.date(Date().addingTimeInterval(-silent)))),
            ("SupportsMediaControl", .flag(canBeControlled)),
            ("SupportsRemoteControl", .flag(canBeControlled)), ("ServerId", .text(serverID)),
            ("PlayableMediaTypes", .list(capabilities?["PlayableMediaTypes"]?.elements ?? [])),
            ("SupportedCommands", .list(commands)),
        ]
        if dialect.isJellyfin {
            let isActive = remote.hasSocket(session.device) || play != nil
            fields += [
                ("Capabilities", capabilities ?? .object([])), ("IsActive", .flag(isActive)),
                ("HasCustomDeviceName", false),
            ]
        }
        if let thing = play?.thing {
            fields.append(("NowPlayingItem", itemJSON(thing, nil, ItemFields(RequestQuery("")))))
        }
        for name in ["NowPlayingQueue", "PlaylistItemId"] {
            if let value = play?.report[name] { fields.append((name, value)) }
        }
        return .object(fields)
    }

    private func playJSON(_ play: FakePlay?) -> JSON {
        let report = play?.report
        return .object([
            ("PositionTicks", .number(ifThere: play?.positionTicks)),
            ("CanSeek", .flag(play != nil && report?["CanSeek"]?.flag ?? true)),
            ("IsPaused", .flag(play?.isPaused ?? false)),
            ("IsMuted", .flag(report?["IsMuted"]?.flag ?? false)),
            ("VolumeLevel", .number(ifThere: report?["VolumeLevel"]?.number)),
            ("AudioStreamIndex", .number(ifThere: report?["AudioStreamIndex"]?.number)),
            ("SubtitleStreamIndex", .number(ifThere: report?["SubtitleStreamIndex"]?.number)),
            ("MediaSourceId", .text(ifThere: play?.source)),
            ("PlayMethod", .text(ifThere: play?.method)),
            ("RepeatMode", report?["RepeatMode"] ?? "RepeatNone"),
            (
                "PlaybackOrder",
                dialect.isJellyfin ? report?["PlaybackOrder"] ?? "Default" : .null
            ),
        ])
    }

    /// `2026-11-21T11:06:34.1234567Z`
    private static func date(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        var whole = time_t(seconds)
        var parts = tm()
        gmtime_r(&whole, &parts)
        let ticks = Int32((seconds - seconds.rounded(.down)) * 9_999_999)
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d.%07dZ", parts.tm_year + 1900, parts.tm_mon + 1,
            parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, ticks)
    }
}
