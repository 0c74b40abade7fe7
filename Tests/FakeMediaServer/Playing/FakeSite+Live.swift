import FaultyServer
import Foundation

extension FakeSite {
    /// The most live streams at once: a tuner has a few.
    static let livesMax = 8

    /// Opens a channel; nil when there are too many.
    func open(_ thing: FakeThing) -> String? {
        state.withLock { state in
            guard state.lives.count < Self.livesMax else { return nil }
            state.livesEver += 1
            let id = "live_\(state.livesEver)_\(thing.id(dialect))"
            state.lives[id] = FakeLive(id: id, thing: thing)
            return id
        }
    }

    func openLive(_ call: Call) throws(Refusal) -> SiteAnswer {
        let body = try call.bodyIfAny()
        let token = body["OpenToken"]?.text ?? call.query["opentoken"] ?? ""
        let channels = FakeLibrary.channels.indices.map { FakeThing.channel($0) }
        guard
            let thing = channels.first(where: { channel in
                sources(channel).contains { "open_\($0.id)" == token }
            }), let source = sources(thing).first
        else { throw Refusal(404, "its OpenToken is none that it gave out") }
        guard let live = open(thing) else { throw Refusal(500) }
        var verdict = SourceVerdict.asItIs
        verdict.live = live
        return Answers.json(.object([("MediaSource", sourceJSON(thing, source, verdict))]))
    }

    func closeLive(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let id = call.query["livestreamid"] else {
            throw Refusal(400, "has no liveStreamId")
        }
        // A stop may have closed it already.
        state.withLock { $0.lives[id] = nil }
        if !id.hasPrefix("live_") { call.forbid("closes a live stream that was never open") }
        return Answers.done
    }

    /// A channel that was opened: a file without end, as fast as it is watched.
    func liveStream(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let id = call.query["livestreamid"] else {
            throw Refusal(500, "plays a channel that was not opened")
        }
        guard let live = state.withLock({ $0.lives[id] }), let source = sources(live.thing).first
        else { throw Refusal(404) }
        let path = files[source.file].path
        return SiteAnswer(
            type: "video/mp2t",
            body: .poured { [self] send in
                pour(path, while: { self.state.withLock { $0.lives[id] != nil } }, send)
            })
    }

    private func pour(
        _ path: String, while goesOn: () -> Bool, _ send: (UnsafeRawBufferPointer) -> Bool
    ) {
        let program = try? Program.reading([
            "ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", path, "-c",
            "copy", "-f", "mpegts", "-",
        ])
        guard let (pid, ear) = program else { return }
        defer { _ = close(ear) }
        defer { Program.end(pid) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while goesOn() {
            let count = read(ear, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            let isSent = buffer.withUnsafeBytes {
                send(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            guard isSent else { return }
        }
    }
}
