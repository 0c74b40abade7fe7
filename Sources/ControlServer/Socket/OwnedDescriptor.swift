import Glibc
import Synchronization

/// A file descriptor that must be closed.
final class OwnedDescriptor: Sendable {
    private let storage: Atomic<Int32>

    /// The descriptor's number, -1 once it is closed.
    var number: Int32 { storage.load(ordering: .relaxed) }

    /// Takes over `number`, which must be open.
    init(owning number: Int32) { storage = Atomic(number) }

    deinit {
        assert(number < 0, "a file descriptor was not closed")
        close()
    }

    /// Closes it; a second call does nothing.
    func close() {
        let number = storage.exchange(-1, ordering: .relaxed)
        guard number >= 0 else { return }
        // EINTR and EIO leave the number closed on Linux: there is nothing to repeat.
        _ = Glibc.close(number)
    }
}
