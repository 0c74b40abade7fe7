import Foundation
import WallPolicy

/// What this process uses, read from /proc. Linux only, as the wall is.
struct ProcessFigures {
    private var lastTicks: Double?
    private var lastTime = 0.0

    /// - Parameter now: seconds on a monotonic clock.
    mutating func sample(now: Double) -> ProcessSnapshot {
        var snapshot = ProcessSnapshot()
        guard let stat = Self.text("/proc/self/stat"), let close = stat.lastIndex(of: ")") else {
            return snapshot
        }
        // The fields after the name in parentheses; the first of them is field 3.
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 21 else { return snapshot }
        let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
        let ticksASecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        snapshot.cpuSeconds = ticks / ticksASecond
        if let lastTicks, now > lastTime {
            snapshot.cores = (ticks - lastTicks) / ticksASecond / (now - lastTime)
        }
        lastTicks = ticks
        lastTime = now
        snapshot.threads = Int(fields[17]) ?? 0
        snapshot.residentBytes = (Int(fields[21]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        snapshot.fileDescriptors = descriptors?.count ?? 0
        return snapshot
    }

    private static func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
