import Glibc

/// A program that runs, ends and says something, with bounds on all of it. No shell:
/// a list of arguments, a whole path, an environment of its own.
///
/// Not swift-subprocess: that one is asynchronous through and through and brings a second
/// package; this program does one thing after the other, and half of its 50 ms would go
/// into starting threads.
public struct ChildProgram: Sendable {
    /// The program by its whole path, then its arguments.
    public var arguments: [String]
    /// All of its environment.
    public var environment: [String: String]
    /// What it reads on standard input.
    public var input: [UInt8]
    /// It is ended after that.
    public var timeout: Duration
    /// Bytes that are kept of what it says; the rest is read and forgotten.
    public var outputBytesMax: Int
    /// Whether we talk with it; otherwise it has /dev/null. What it starts may outlive us,
    /// and would be ended by its first word into a pipe that nobody reads.
    public var isHeard = true

    /// What a program of this machine needs and nothing of ours.
    public static let plainEnvironment = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
    ]

    /// A program.
    public init(
        _ arguments: [String], environment: [String: String] = plainEnvironment,
        input: [UInt8] = [], timeout: Duration = .seconds(60), outputBytesMax: Int = 64 * 1024
    ) {
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.timeout = timeout
        self.outputBytesMax = outputBytesMax
    }

    /// How it ended.
    public struct Ending: Sendable, Equatable {
        /// Its exit status, 128 + signal when a signal ended it.
        public var status: Int32
        /// Whether we ended it because its time was over.
        public var timedOut: Bool
        /// What it said on standard output.
        public var output: String
        /// The first line that it said on standard error, without control characters.
        public var complaint: String
    }

    /// Runs it and waits for its end.
    ///
    /// - Throws: when it cannot even be started.
    public func run() throws(HostError) -> Ending {
        guard let program = arguments.first, program.hasPrefix("/") else {
            throw HostError(arguments.first ?? "a program", "be started", ENOENT)
        }
        var pipes = ChildPipes()
        defer { pipes.close() }
        if isHeard { try pipes.open(program) } else { try pipes.openNothing(program) }
        let pid = try ChildStart.start(self, pipes)
        pipes.closeTheirs()
        let (status, timedOut) = wait(pid, &pipes)
        return Ending(
            status: status, timedOut: timedOut,
            output: String(decoding: pipes.output, as: UTF8.self),
            complaint: Self.firstLine(pipes.complaint))
    }

    private func wait(_ pid: pid_t, _ pipes: inout ChildPipes) -> (Int32, Bool) {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var signals: [(at: ContinuousClock.Instant, number: Int32)] = [
            (deadline, SIGTERM), (deadline + .seconds(2), SIGKILL),
        ]
        var pending = input[...]
        var rest = 1
        while true {
            let isOpen = pipes.move(&pending, bytesMax: outputBytesMax, milliseconds: rest)
            var word: Int32 = 0
            let reaped = waitpid(pid, &word, WNOHANG)
            if reaped == pid || (reaped < 0 && errno != EINTR) {
                // What it said last; what its own children may still say is not waited for.
                _ = pipes.move(&pending, bytesMax: outputBytesMax, milliseconds: 0)
                let signal = word & 0x7F
                let status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
                return (reaped == pid ? status : 127, signals.count < 2)
            }
            if let next = signals.first, clock.now >= next.at {
                // The whole group: it may have children of its own.
                kill(-pid, next.number)
                signals.removeFirst()
            }
            // Its pipes say when something happens; without them we look ever more rarely.
            rest = isOpen ? 20 : min(20, rest + 1)
            if !isOpen { HostClock.sleep(.milliseconds(rest)) }
        }
    }

    private static func firstLine(_ bytes: [UInt8]) -> String {
        let line = bytes.drop { $0 <= 32 }.prefix { $0 != 10 }.prefix(300)
        let text = String(decoding: line, as: UTF8.self)
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 }))
    }
}
