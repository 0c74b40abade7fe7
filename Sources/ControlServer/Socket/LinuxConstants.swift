/// What Glibc's headers show only to programs of GNU's own dialect, which Swift's
/// import is not.
enum LinuxConstants {
    /// `O_PATH` of `asm-generic/fcntl.h`: a handle of a place, not of its content.
    static let openPath: Int32 = 0o10_000_000
}
