extension FakeSite {
    /// A version as the server describes it.
    func sourceJSON(_ thing: FakeThing, _ source: FakeSource, _ verdict: SourceVerdict) -> JSON {
        let file = files[source.file]
        let isLive = if case .channel = thing { true } else { false }
        let isOpen = verdict.live != nil
        var fields: [(String, JSON)] = [
            ("Protocol", isLive ? "Http" : "File"), ("Id", .text(source.id)),
            (
                "Path",
                .text(
                    isLive
                        ? "http://tuner.invalid/\(source.id)" : "/media/\(source.id).\(file.ending)"
                )
            ),
            ("Type", "Default"), ("Container", .text(isLive ? "ts" : container(file))),
            ("Size", isLive ? .null : .number(file.bytes)), ("Name", .text(source.name)),
            ("IsRemote", .flag(isLive)),
        ]
        if dialect.isJellyfin { fields.append(("ETag", .text(source.tag))) }
        if !isLive, options.saysLength {
            fields.append(("RunTimeTicks", .number(ifThere: file.ticks)))
        }
        fields += [
            ("ReadAtNativeFramerate", .flag(isLive)),
            ("SupportsTranscoding", .flag(verdict.transcodes && !isLive)),
            ("SupportsDirectStream", .flag(verdict.streamsDirectly)),
            ("SupportsDirectPlay", .flag(verdict.playsDirectly)),
            ("IsInfiniteStream", .flag(isLive)),
            // Once it is open it needs no opening.
            ("RequiresOpening", .flag(isLive && !isOpen)),
            ("OpenToken", isLive && !isOpen ? .text("open_\(source.id)") : .null),
            ("RequiresClosing", .flag(isLive)), ("LiveStreamId", .text(ifThere: verdict.live)),
            ("RequiresLooping", false), ("SupportsProbing", true),
            ("MediaStreams", .list(streamsJSON(file))), ("Formats", .list([])),
            ("Bitrate", .number(ifThere: file.bitrate)), ("RequiredHttpHeaders", .object([])),
            ("DirectStreamUrl", .text(ifThere: verdict.directURL)),
            ("TranscodingUrl", .text(ifThere: verdict.transcodingURL)),
            ("TranscodingSubProtocol", verdict.transcodingURL == nil ? "http" : "hls"),
            ("TranscodingContainer", verdict.transcodingURL == nil ? .null : "ts"),
            ("DefaultAudioStreamIndex", file.audioCodec == nil ? .null : 1),
        ]
        return .object(fields)
    }

    private func container(_ file: FakeFile) -> String {
        // Emby writes the ending.
        dialect.isJellyfin ? file.container : file.ending
    }

    private func streamsJSON(_ file: FakeFile) -> [JSON] {
        guard file.videoCodec != nil || file.audioCodec != nil else { return [] }
        var streams: [JSON] = []
        if let codec = file.videoCodec {
            streams.append(
                .object([
                    ("Codec", .text(codec)), ("Type", "Video"), ("Index", 0),
                    ("Width", .number(ifThere: file.width.map { Int64($0) })),
                    ("Height", .number(ifThere: file.height.map { Int64($0) })),
                    ("RealFrameRate", file.frameRate.map { .fraction($0) } ?? .null),
                    ("AverageFrameRate", file.frameRate.map { .fraction($0) } ?? .null),
                    ("BitRate", .number(ifThere: file.bitrate)), ("IsDefault", true),
                    ("IsExternal", false), ("IsInterlaced", false), ("VideoRange", "SDR"),
                ]))
        }
        if let codec = file.audioCodec {
            streams.append(
                .object([
                    ("Codec", .text(codec)), ("Type", "Audio"),
                    ("Index", .number(Int64(streams.count))),
                    ("Channels", 2), ("SampleRate", 48_000), ("IsDefault", true),
                ]))
        }
        streams += file.furtherTracks.map { track in
            .object([
                ("Codec", .text(track.codec)), ("Type", .text(track.type)),
                ("Index", .number(track.index)), ("IsDefault", false), ("IsExternal", false),
            ])
        }
        return streams
    }
}
