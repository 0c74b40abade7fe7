extension ServerCalls {
    /// Asks how an item can be played.
    public func playbackInfo(_ item: String, _ question: PlaybackQuestion) -> ServerCall {
        // Newer Jellyfins read the body alone, Emby and old ones want the user in the query.
        ServerCall(
            .post, "/Items/\(Percent.encoded(item))/PlaybackInfo",
            query: dialect.namesUserInQuery ? [] : [("UserId", user)],
            body: PlaybackQuestionBody(user: user, question), isRepeatable: !question.opensLive)
    }

    /// The file as it is.
    public func stream(
        _ item: String, source: MediaSource, session: String, device: String
    ) -> ServerCall {
        var query: [(name: String, value: String)] = [
            ("static", "true"), ("mediaSourceId", source.id), ("playSessionId", session),
            ("deviceId", device),
        ]
        if let tag = source.tag { query.append(("tag", tag)) }
        if let live = source.liveStream { query.append(("liveStreamId", live)) }
        // A name with an ending is what both take; Emby wants one.
        let ending = source.container.flatMap { Self.ending(of: $0) }.map { ".\($0)" } ?? ""
        return ServerCall(
            .get, "/Videos/\(Percent.encoded(item))/stream\(ending)", query: query)
    }

    /// `mov,mp4,m4a` is a container's name too.
    private static func ending(of container: String) -> String? {
        guard let first = container.split(separator: ",").first?.lowercased(), first.count <= 8,
            first.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) })
        else { return nil }
        return first
    }

    /// Ends a transcode.
    public func stopEncoding(session: String, device: String) -> ServerCall {
        let query = [(name: "deviceId", value: device), (name: "playSessionId", value: session)]
        return dialect == .emby
            ? ServerCall(.post, "/Videos/ActiveEncodings/Delete", query: query, isRepeatable: true)
            : ServerCall(.delete, "/Videos/ActiveEncodings", query: query)
    }

    /// Closes a live stream that was opened for us.
    public func closeLiveStream(_ id: String) -> ServerCall {
        ServerCall(
            .post, "/LiveStreams/Close", query: [("liveStreamId", id)], isRepeatable: true)
    }

    /// A transcode is still wanted.
    public func ping(session: String) -> ServerCall {
        ServerCall(
            .post, "/Sessions/Playing/Ping", query: [("playSessionId", session)],
            isRepeatable: true)
    }

    /// Tells what is played.
    public func report(_ act: PlayReport.Act, _ report: PlayReport) -> ServerCall {
        ServerCall(
            .post, act.path, body: PlayReportBody(act, report, emby: dialect == .emby),
            isRepeatable: act == .progress)
    }
}
