import FaultyServer
import Foundation

extension FakeSite {
    func playbackInfo(_ call: Call) throws(Refusal) -> SiteAnswer {
        let thing = try call.thing()
        let isPost = call.request.method == "POST"
        let body = isPost ? try call.bodyIfAny() : .object([])
        let versions = sources(thing)
        guard !versions.isEmpty else { throw Refusal(404, "asks for what cannot be played") }
        if let error = state.withLock({ $0.playbackError }) {
            return Answers.json(
                .object([("MediaSources", .list([])), ("ErrorCode", .text(error))]))
        }
        let wanted = body["MediaSourceId"]?.text ?? call.query["mediasourceid"]
        let chosen = wanted.map { id in versions.filter { $0.id == id } } ?? versions
        guard !chosen.isEmpty else {
            throw Refusal(404, "its MediaSourceId is none of the item's")
        }
        let session = RandomID.make()
        let live = try openIfWanted(call, body, thing)
        let profile =
            body["DeviceProfile"]
            ?? call.caller.device.flatMap { device in
                state.withLock { $0.capabilities[device]?["DeviceProfile"] }
            }
        state.withLock { state in
            state.plays[session] = FakePlay(id: session, thing: thing, device: call.caller.device)
        }
        let list = chosen.map { source -> JSON in
            var verdict = SourceVerdict.asItIs
            // A question that is only read decides nothing.
            if isPost, let profile {
                verdict = decide(thing, source, profile, body, session, call)
            }
            verdict.live = live
            return sourceJSON(thing, source, verdict)
        }
        return Answers.json(
            .object([("MediaSources", .list(list)), ("PlaySessionId", .text(session))]))
    }

    /// Opens a live source when the client wants that in passing.
    private func openIfWanted(
        _ call: Call, _ body: JSON, _ thing: FakeThing
    ) throws(Refusal) -> String? {
        guard case .channel = thing,
            body["AutoOpenLiveStream"]?.flag ?? call.query.flag("autoopenlivestream") == true
        else { return nil }
        return open(thing)
    }

    private func decide(
        _ thing: FakeThing, _ source: FakeSource, _ profile: JSON, _ body: JSON,
        _ session: String, _ call: Call
    ) -> SourceVerdict {
        let file = files[source.file]
        let limits = ProfileLimits(profile, bitrate: body["MaxStreamingBitrate"]?.number)
        let (mayTranscode, mayPlay) = state.withLock {
            ($0.permitsTranscoding, $0.permitsDirectPlay)
        }
        let fits = limits.playsDirectly && limits.admits(file) && mayPlay
        var verdict = SourceVerdict()
        verdict.playsDirectly = fits && body["EnableDirectPlay"]?.flag ?? true
        verdict.streamsDirectly = fits && body["EnableDirectStream"]?.flag ?? true
        verdict.transcodes =
            limits.transcodes && mayTranscode && body["EnableTranscoding"]?.flag ?? true
        if case .channel = thing { return verdict }
        if verdict.streamsDirectly, !dialect.isJellyfin {
            verdict.directURL =
                "/videos/\(thing.id(dialect))/stream.\(file.ending)?DeviceId="
                + "\(deviceID(call))&MediaSourceId=\(source.id)&PlaySessionId=\(session)"
                + "&api_key=\(call.caller.token ?? "")&Static=true"
        }
        if !verdict.playsDirectly, verdict.transcodes {
            verdict.transcodingURL = transcodingURL(
                thing, source, limits, session, call,
                copies: body["AllowVideoStreamCopy"]?.flag ?? true)
        }
        return verdict
    }

    private func deviceID(_ call: Call) -> String {
        let id = call.caller.device?.deviceID ?? ""
        return id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
    }

    /// Relative to the base path, and with a token in it, as both servers do it.
    private func transcodingURL(
        _ thing: FakeThing, _ source: FakeSource, _ limits: ProfileLimits, _ session: String,
        _ call: Call, copies: Bool
    ) -> String {
        let id = thing.id(dialect)
        let key = dialect == .jellyfin11 || dialect == .jellyfin12 ? "ApiKey" : "api_key"
        var query = [
            "DeviceId=\(deviceID(call))", "MediaSourceId=\(source.id)", "VideoCodec=h264",
            "AudioCodec=aac", "VideoBitrate=\(limits.bitrateMax ?? 4_000_000)",
            "AudioBitrate=96000",
        ]
        if let width = limits.widthMax { query.append("MaxWidth=\(width)") }
        if let height = limits.heightMax { query.append("MaxHeight=\(height)") }
        query += [
            "PlaySessionId=\(session)", "\(key)=\(call.caller.token ?? "")",
            "SubtitleMethod=Encode", "TranscodingMaxAudioChannels=2", "SegmentContainer=ts",
            "MinSegments=1", "BreakOnNonKeyFrames=False",
        ]
        if !copies { query.append("allowVideoStreamCopy=false") }
        query.append("TranscodeReasons=DirectPlayError")
        return "/videos/\(dialect.isJellyfin ? HexID.dashed(id) : id)/master.m3u8?"
            + query.joined(separator: "&")
    }
}
