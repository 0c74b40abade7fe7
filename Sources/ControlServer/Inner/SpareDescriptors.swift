import Glibc

/// Whether the process may open more descriptors.
enum SpareDescriptors {
    /// Whether so many are left at this moment: there is no other way to know than to take them.
    static func areLeft(_ count: Int) -> Bool {
        // Standard error is open in every program of ours; what it is does not matter.
        var taken: [Int32] = []
        defer { for number in taken { _ = close(number) } }
        while taken.count < count {
            let number = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            guard number >= 0 else { return false }
            taken.append(number)
        }
        return true
    }
}
