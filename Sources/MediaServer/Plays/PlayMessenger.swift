import Logging
import MediaServerAPI
import Synchronization

/// Tells the server about plays, one after the other: what happened first is told first.
final class PlayMessenger: Sendable {
    /// Between a cell's leaving and the end of its transcode: its player may still ask for a
    /// piece, and a server that is asked begins a new transcode.
    static let farewell = Duration.seconds(1)

    /// Messages that wait; a server that is away for long loses the progress, then the rest.
    static let waitingMax = 1024

    private enum Message: Sendable {
        case report(PlayReport.Act, PlayReport, ServerSession)
        case ping(String, ServerSession)
        case close(EncodingsList.Entry, ServerSession)
        case done(CheckedContinuation<Void, Never>)
    }

    private let input: AsyncStream<Message>.Continuation
    private let worker: Task<Void, Never>
    /// Transcodes whose players may still read.
    private let leaving = Mutex<[EncodingsList.Entry: ServerSession]>([:])

    init(caller: ServerCaller, encodings: EncodingsList, logger: Logger) {
        let (stream, input) = AsyncStream.makeStream(
            of: Message.self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
        self.input = input
        worker = Task {
            for await message in stream {
                await Self.deliver(message, caller, encodings, logger)
            }
        }
    }

    deinit {
        input.finish()
        worker.cancel()
    }

    /// Tells what is played.
    func tell(_ act: PlayReport.Act, _ report: PlayReport, _ session: ServerSession) {
        input.yield(.report(act, report, session))
    }

    /// Says that a transcode is still wanted.
    func ping(_ play: String, _ session: ServerSession) { input.yield(.ping(play, session)) }

    /// Ends a transcode or a live stream that nobody reads.
    func close(_ entry: EncodingsList.Entry, _ session: ServerSession) {
        input.yield(.close(entry, session))
    }

    /// The same for one whose player is just about to let go of it.
    func closeSoon(_ entry: EncodingsList.Entry, _ session: ServerSession) {
        leaving.withLock { $0[entry] = session }
        Task {
            try? await Task.sleep(for: Self.farewell)
            if let session = self.leaving.withLock({ $0.removeValue(forKey: entry) }) {
                self.close(entry, session)
            }
        }
    }

    /// Waits until everything so far is told, for so long at most; then nothing is told any more.
    func finish(within seconds: Double) async {
        // By now no player reads any more.
        let rest = leaving.withLock { leaving in
            defer { leaving = [:] }
            return leaving
        }
        for (entry, session) in rest { close(entry, session) }
        let deadline = Task { [worker, input] in
            try? await Task.sleep(for: .seconds(seconds))
            worker.cancel()
            input.finish()
        }
        await withCheckedContinuation { continuation in
            guard case .enqueued = input.yield(.done(continuation)) else {
                continuation.resume()
                return
            }
        }
        deadline.cancel()
        input.finish()
    }

    private static func deliver(
        _ message: Message, _ caller: ServerCaller, _ encodings: EncodingsList, _ logger: Logger
    ) async {
        do throws(ServerTrouble) {
            switch message {
            case .report(let act, let report, let session):
                try await caller.tell(
                    session.calls.report(act, report), session.place, total: .seconds(10))
            case .ping(let play, let session):
                try await caller.tell(
                    session.calls.ping(session: play), session.place, total: .seconds(5))
            case .close(let entry, let session):
                try await close(entry, session, caller)
                await encodings.remove(entry)
            case .done(let continuation): continuation.resume()
            }
        } catch {
            logger.debug("a message to the media server was lost: \(error.words("it"))")
        }
    }

    private static func close(
        _ entry: EncodingsList.Entry, _ session: ServerSession, _ caller: ServerCaller
    ) async throws(ServerTrouble) {
        do throws(ServerTrouble) {
            if entry.isTranscode {
                try await caller.tell(
                    session.calls.stopEncoding(session: entry.session, device: entry.device),
                    session.place, total: .seconds(10))
            }
            if let live = entry.liveStream {
                try await caller.tell(
                    session.calls.closeLiveStream(live), session.place, total: .seconds(10))
            }
        } catch .notFound {
            // It has ended by itself.
        }
    }
}
