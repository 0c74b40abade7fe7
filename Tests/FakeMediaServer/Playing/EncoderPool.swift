import Foundation
import Synchronization

/// What an encoder is to make.
struct EncodingSpec: Sendable, Equatable {
    let file: String
    let width: Int
    let height: Int
    /// Bits a second.
    let bitrate: Int
    let hasSound: Bool
}

/// The server's transcodes: one ffmpeg for each play session, which writes segments into a
/// folder. A segment far from what is being made begins it anew there.
final class EncoderPool: Sendable {
    /// The length of a segment, seconds.
    static let segmentSeconds = 3
    /// A segment so many behind the newest is waited for; one further off is sought.
    static let patienceSegments = 8
    /// How long a segment is waited for.
    static let wait = Duration.seconds(30)

    struct Encoder: Sendable {
        let session: String
        let device: String
        let spec: EncodingSpec
        let folder: String
        let first: Int
        /// Nil when it is done.
        var pid: pid_t?
        var asked: ContinuousClock.Instant
    }

    private struct State {
        var encoders: [String: Encoder] = [:]
        /// Play sessions whose encoding was ended by the client.
        var stopped: Set<String> = []
        var startedEver = 0
        var isClosed = false
    }

    private let max: Int
    private let folder: String
    private let state = Mutex(State())

    /// - Parameter max: encoders at once.
    init(max: Int) throws {
        self.max = max
        var template = Array("/tmp/fake-media-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Program.Failure(description: "mkdtemp") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Those that there are.
    var running: [Encoder] { state.withLock { Array($0.encoders.values) } }
    /// How often ffmpeg was started for a segment.
    var startedEver: Int { state.withLock { $0.startedEver } }
    /// Whether the client has ended it already.
    func wasStopped(_ session: String) -> Bool { state.withLock { $0.stopped.contains(session) } }

    /// It is still wanted.
    /// - Returns: whether there is one.
    @discardableResult
    func touch(_ session: String) -> Bool {
        state.withLock {
            $0.encoders[session]?.asked = .now; return $0.encoders[session] != nil
        }
    }

    /// Waits for a segment.
    /// - Returns: its path; nil when it was not made.
    func segment(_ number: Int, _ session: String, device: String, _ spec: EncodingSpec) -> String?
    {
        let deadline = ContinuousClock.now + Self.wait
        var isBegun = false
        while ContinuousClock.now < deadline {
            guard let encoder = find(number, session, device, spec, &isBegun) else { return nil }
            let path = "\(encoder.folder)/\(number).ts"
            if access(path, R_OK) == 0 { return path }
            if encoder.pid == nil { return nil }
            usleep(10_000)
        }
        return nil
    }

    /// The encoder for a segment, begun where there is none that will come to it.
    private func find(
        _ number: Int, _ session: String, _ device: String, _ spec: EncodingSpec,
        _ isBegun: inout Bool
    ) -> Encoder? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            if var encoder = state.encoders[session] {
                reap(&encoder)
                encoder.asked = .now
                state.encoders[session] = encoder
                let isThere = access("\(encoder.folder)/\(number).ts", R_OK) == 0
                if isBegun || (encoder.spec == spec && (isThere || isNear(number, encoder))) {
                    return encoder
                }
                end(encoder)
                state.encoders[session] = nil
            } else if isBegun {
                // Ended while it was waited for.
                return nil
            }
            guard state.encoders.count < max else { return nil }
            state.startedEver += 1
            let place = "\(folder)/\(state.startedEver)"
            guard mkdir(place, 0o700) == 0,
                let pid = try? Program.start(Self.arguments(spec, place, number))
            else { return nil }
            let encoder = Encoder(
                session: session, device: device, spec: spec, folder: place, first: number,
                pid: pid, asked: .now)
            state.encoders[session] = encoder
            isBegun = true
            return encoder
        }
    }

    private func isNear(_ number: Int, _ encoder: Encoder) -> Bool {
        guard encoder.pid != nil, number >= encoder.first else { return false }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: encoder.folder)) ?? []
        let newest = names.compactMap { Int($0.prefix { $0 != "." }) }.max() ?? encoder.first
        return number <= newest + Self.patienceSegments
    }

    private func reap(_ encoder: inout Encoder) {
        guard let pid = encoder.pid else { return }
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid { encoder.pid = nil }
    }

    private func end(_ encoder: Encoder) {
        if let pid = encoder.pid { Program.end(pid) }
        try? FileManager.default.removeItem(atPath: encoder.folder)
    }

    /// It is ended.
    /// - Parameter byClient: whether the client wished it, so that it may not want more of it.
    /// - Returns: whether there was one.
    func stop(_ session: String, device: String, byClient: Bool = true) -> Bool {
        state.withLock { state in
            if byClient { state.stopped.insert(session) }
            guard let encoder = state.encoders[session], encoder.device == device else {
                return false
            }
            end(encoder)
            state.encoders[session] = nil
            return true
        }
    }

    /// Ends those that nobody asked for anything for so long.
    func endSilent(after seconds: Double) {
        state.withLock { state in
            for (session, encoder) in state.encoders
            where encoder.asked.duration(to: .now) > .seconds(seconds) {
                end(encoder)
                state.encoders[session] = nil
            }
        }
    }

    /// Ends all.
    func close() {
        state.withLock { state in
            state.isClosed = true
            for encoder in state.encoders.values { end(encoder) }
            state.encoders = [:]
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func arguments(_ spec: EncodingSpec, _ folder: String, _ number: Int) -> [String]
    {
        let start = "\(number * segmentSeconds)"
        let rate = "\(spec.bitrate)"
        return [
            "ffmpeg", "-nostdin", "-v", "error", "-ss", start, "-i", spec.file, "-map", "0:v:0",
            "-map", "0:a:0?", "-sn", "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1",
            "-pix_fmt", "yuv420p", "-vf", "scale=\(spec.width):\(spec.height)", "-b:v", rate,
            "-maxrate", rate, "-bufsize", "\(spec.bitrate * 2)", "-sc_threshold", "0",
            "-force_key_frames", "expr:gte(t,n_forced*\(segmentSeconds))", "-c:a", "aac", "-b:a",
            "96k", "-ac", "2", "-output_ts_offset", start, "-f", "hls", "-hls_time",
            "\(segmentSeconds)", "-hls_list_size", "0", "-hls_segment_type", "mpegts",
            // A segment has its name once it is whole.
            "-hls_flags", "temp_file", "-start_number", "\(number)", "-hls_segment_filename",
            "\(folder)/%d.ts", "\(folder)/list.m3u8",
        ]
    }
}
