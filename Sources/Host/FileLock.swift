import Glibc

/// A lock that goes with its holder, however that ends (`flock`). It must be closed.
public final class FileLock {
    private var file: Int32

    /// Takes the lock at `path`, whose folder must be there.
    ///
    /// - Returns: nil when somebody else holds it.
    public static func take(_ path: String) throws(HostError) -> FileLock? {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw HostError(path, "be locked", errno) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            Glibc.close(file)
            guard number == EWOULDBLOCK else { throw HostError(path, "be locked", number) }
            return nil
        }
        return FileLock(file)
    }

    private init(_ file: Int32) { self.file = file }

    deinit {
        assert(file < 0, "a lock was not given back")
        close()
    }

    /// Gives it back; a second call does nothing.
    public func close() {
        guard file >= 0 else { return }
        Glibc.close(file)
        file = -1
    }
}
