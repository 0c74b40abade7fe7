import CCurl
import Synchronization

/// Follows an answer that goes on and on, on the calling thread.
public enum HTTPStream {
    /// Whatever else an answer that is none to be followed says, bytes.
    private static let replyBytesMax = 64 * 1024

    /// Without a byte for so long, the line is lost. A wall says something every 15 seconds:
    /// one such sign may be late, and one may be lost.
    public static let silence = Duration.seconds(40)

    /// Asks, and hands over the body of an answer 2xx as it comes. There is no limit to how
    /// long that takes. Redirects are replies.
    ///
    /// - Parameters:
    ///   - silence: without a byte for so long, it ends with `timedOut`; `settings.silence`,
    ///     which is for answers that have an end, does not count.
    ///   - goesOn: asked at least once a second; false ends it with `cancelled`.
    ///   - take: gets some bytes; returns whether more are wanted.
    /// - Returns: the answer, its body empty where it was followed. The server ended it, or
    ///   nothing more was wanted.
    /// - Throws: why there is no answer, or not its end.
    @discardableResult
    public static func follow(
        _ request: HTTPRequest, _ settings: HTTPClientSettings = HTTPClientSettings(),
        silence: Duration = silence, goesOn: @escaping @Sendable () -> Bool,
        take: @escaping ([UInt8]) -> Bool
    ) throws(HTTPFailure) -> HTTPReply {
        _ = try request.checkedOrigin()
        var request = request
        request.replyBytesMax = replyBytesMax
        let lately = Lately()
        let answer: Result<HopAnswer, HTTPFailure>
        do {
            let hop = try Hop(
                request, settings,
                isCancelled: { lately.isLonger(than: silence) || !goesOn() })
            defer { hop.close() }
            // libcurl would take a heartbeat of three bytes for silence.
            try hop.handle.set(CURLOPT_LOW_SPEED_TIME, 0)
            let handle = hop.handle
            hop.reception.sink = { bytes in
                lately.heard()
                guard let status = try? handle.number(CURLINFO_RESPONSE_CODE),
                    200..<300 ~= status
                else { return .kept }
                if take(Array(bytes)) { return .taken }
                lately.ends()
                return .enough
            }
            let code = try handle.perform()
            hop.reception.sink = nil
            // The end by our own wish is none of the connection's.
            let endedByUs = code == CURLE_WRITE_ERROR && lately.isEnough
            answer = try hop.reply(endedByUs ? CURLE_OK : code)
        } catch {
            throw HTTPFailure(error)
        }
        if case .failure(.cancelled) = answer, lately.isLonger(than: silence) {
            throw .timedOut
        }
        let reply = try answer.get()
        return reply.reply(
            url: request.url, redirect: 300..<400 ~= reply.status ? reply.location : nil)
    }

    /// When something came last.
    private final class Lately: Sendable {
        private let state = Mutex((heard: ContinuousClock.now, isEnough: false))

        var isEnough: Bool { state.withLock { $0.isEnough } }

        func heard() { state.withLock { $0.heard = .now } }

        func ends() { state.withLock { $0.isEnough = true } }

        func isLonger(than silence: Duration) -> Bool {
            state.withLock { $0.heard.duration(to: .now) > silence }
        }
    }
}
