import FaultyServer

extension FakeSite {
    /// What a transcode's query asks for.
    private struct Transcode {
        let session: String
        let device: String
        let file: FakeFile
        let spec: EncodingSpec
    }

    private func transcode(_ call: Call) throws(Refusal) -> Transcode {
        let thing = try call.thing()
        guard state.withLock({ $0.permitsTranscoding }) else { throw Refusal(403) }
        guard let id = call.query["mediasourceid"] else {
            throw Refusal(400, "has no mediaSourceId")
        }
        guard let source = sources(thing).first(where: { $0.id == id }) else {
            throw Refusal(404, "its mediaSourceId is none of the item's")
        }
        guard let session = call.query["playsessionid"] else {
            throw Refusal(400, "has no playSessionId")
        }
        let device = call.query["deviceid"] ?? ""
        if device.isEmpty { call.forbid("has no deviceId, so that nobody can end it") }
        let file = files[source.file]
        let size = Self.size(
            of: file, widthMax: call.query.number("maxwidth"),
            heightMax: call.query.number("maxheight"))
        let spec = EncodingSpec(
            file: file.path, width: size.width, height: size.height,
            bitrate: min(max(call.query.number("videobitrate") ?? 2_000_000, 50_000), 40_000_000),
            hasSound: file.audioCodec != nil)
        return Transcode(session: session, device: device, file: file, spec: spec)
    }

    /// As large as allowed and no larger than the file; even, and of the file's shape.
    static func size(
        of file: FakeFile, widthMax: Int?, heightMax: Int?
    ) -> (width: Int, height: Int) {
        let (width, height) = (Double(file.width ?? 640), Double(file.height ?? 360))
        let factor = min(
            1, Double(widthMax ?? .max) / width, Double(heightMax ?? .max) / height)
        return (max(2, Int(width * factor) & ~1), max(2, Int(height * factor) & ~1))
    }

    private func playlist(_ lines: [String]) -> SiteAnswer {
        SiteAnswer(
            type: "application/x-mpegURL",
            body: .bytes(Array((lines + [""]).joined(separator: "\n").utf8)))
    }

    private func suffix(_ call: Call) -> String {
        call.request.query.isEmpty ? "" : "?\(call.request.query)"
    }

    func masterPlaylist(_ call: Call) throws(Refusal) -> SiteAnswer {
        let transcode = try transcode(call)
        let (spec, rate) = (transcode.spec, transcode.spec.bitrate + 96_000)
        return playlist([
            "#EXTM3U",
            "#EXT-X-STREAM-INF:BANDWIDTH=\(rate),AVERAGE-BANDWIDTH=\(rate),"
                + "RESOLUTION=\(spec.width)x\(spec.height)",
            "main.m3u8\(suffix(call))",
        ])
    }

    /// All segments at once, made or not.
    func variantPlaylist(_ call: Call) throws(Refusal) -> SiteAnswer {
        let transcode = try transcode(call)
        let length = transcode.file.seconds ?? 0
        let step = Double(EncoderPool.segmentSeconds)
        var lines = [
            "#EXTM3U", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-VERSION:3",
            "#EXT-X-TARGETDURATION:\(EncoderPool.segmentSeconds)", "#EXT-X-MEDIA-SEQUENCE:0",
        ]
        for number in 0..<segments(transcode.file) {
            let seconds = min(step, length - Double(number) * step)
            lines += ["#EXTINF:\(seconds), nodesc", "hls1/main/\(number).ts\(suffix(call))"]
        }
        return playlist(lines + ["#EXT-X-ENDLIST"])
    }

    private func segments(_ file: FakeFile) -> Int {
        let step = Double(EncoderPool.segmentSeconds)
        // A rest of a few frames is part of the last one.
        return max(1, Int(((file.seconds ?? 0) / step - 0.05).rounded(.up)))
    }

    func segment(_ call: Call) throws(Refusal) -> SiteAnswer {
        let transcode = try transcode(call)
        let parts = (call.captures["segment"] ?? "").split(separator: ".")
        guard parts.count == 2, parts[1].lowercased() == "ts", let number = Int(parts[0]),
            (0..<segments(transcode.file)).contains(number)
        else { throw Refusal(404, "asks for a segment that is not in the playlist") }
        if encoders.wasStopped(transcode.session) {
            call.forbid("begins an encoding anew that was ended")
        }
        guard
            let path = encoders.segment(
                number, transcode.session, device: transcode.device, transcode.spec)
        else { throw Refusal(500) }
        return SiteAnswer(type: "video/mp2t", body: .file(path))
    }

    func stopEncoding(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let device = call.query["deviceid"], let session = call.query["playsessionid"] else {
            throw Refusal(400, "lacks deviceId or playSessionId")
        }
        _ = encoders.stop(session, device: device)
        return Answers.done
    }
}
