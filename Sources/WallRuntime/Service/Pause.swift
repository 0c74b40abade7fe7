import Glibc

/// A wait of the thread that calls it, before there is a loop to wait in.
enum Pause {
    static func wait(_ time: Duration) {
        let parts = time.components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return }
        var wanted = timespec(
            tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
        // Cut short by a signal, it goes on with what is left.
        var left = timespec()
        while nanosleep(&wanted, &left) != 0, errno == EINTR { wanted = left }
    }
}
