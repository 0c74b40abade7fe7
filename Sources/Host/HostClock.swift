import Glibc

/// The machine's clocks.
public enum HostClock {
    /// Seconds since 1970.
    public static func wallSeconds() -> Int { seconds(CLOCK_REALTIME) }

    /// Seconds since the machine's start, the time asleep included.
    public static func bootSeconds() -> Int { seconds(CLOCK_BOOTTIME) }

    /// Microseconds of the clock that systemd's own times are of.
    public static func monotonicMicroseconds() -> Int {
        let time = read(CLOCK_MONOTONIC)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// Which start of the machine this is; empty where the kernel does not say.
    public static func bootID() -> String {
        guard let file = try? FileContents("/proc/sys/kernel/random/boot_id", bytesMax: 4096) else {
            return ""
        }
        return String(decoding: file.bytes.prefix { $0 > 32 }, as: UTF8.self)
    }

    /// East of Greenwich, seconds, by the machine's time zone.
    public static func offset() -> Int {
        var now = time(nil)
        var local = tm()
        guard localtime_r(&now, &local) != nil else { return 0 }
        return local.tm_gmtoff
    }

    /// The machine's name, `localhost` where it has none.
    public static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0, buffer[0] != 0 else {
            return "localhost"
        }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Lets the calling thread rest.
    public static func sleep(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var rest = timespec()
        while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }

    private static func seconds(_ clock: clockid_t) -> Int { read(clock).tv_sec }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // It fails for clocks that do not exist only.
        let result = clock_gettime(clock, &time)
        assert(result == 0, "clock_gettime")
        return time
    }
}
