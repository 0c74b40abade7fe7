import Foundation
import Synchronization

/// For how long this machine did not run what was ready to run: its own work, a neighbour's on
/// the same hardware, or a virtual machine that was held. Measured beside a test, so that a wall
/// is not blamed for frames that nobody could have shown in time.
final class MachineLateness: Sendable {
    /// Begins to measure when it is first asked.
    static let shared = MachineLateness()

    /// Between two looks at the clock, seconds: a part of a frame's time.
    private static let nap = 0.01
    /// A nap that is longer by so much is no lateness: frames have more time than that. Seconds.
    private static let tolerance = 0.005

    private let slept = Mutex(0.0)

    /// What it comes to since the first question, seconds.
    var seconds: Double { slept.withLock { $0 } + Self.stolen() }

    private init() {
        Thread { [self] in
            while true {
                let began = ContinuousClock.now
                // No test waits here: how late a nap ends is what is measured.
                usleep(UInt32(Self.nap * 1e6))
                let late = (ContinuousClock.now - began).inSeconds - Self.nap
                if late > Self.tolerance { slept.withLock { $0 += late } }
            }
        }.start()
    }

    /// What a hypervisor gave to others of the time of one processor, seconds since the start of
    /// the machine: the eighth column of proc_stat(5).
    private static func stolen() -> Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let columns = text.prefix { $0 != "\n" }.split(separator: " ")
        guard columns.count > 8, let ticks = Double(columns[8]) else { return 0 }
        let processors = max(1, ProcessInfo.processInfo.processorCount)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK))) / Double(processors)
    }
}
