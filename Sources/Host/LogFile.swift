import Glibc

/// A file that lines are appended to; each line in one write. It must be closed.
public final class LogFile {
    private var file: Int32

    /// Opens it, or makes it with mode 0640. Only a regular file.
    public init(_ path: String) throws(HostError) {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let file = open(path, flags, 0o640)
        guard file >= 0 else { throw HostError(path, "be written", errno) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(file)
            throw HostError(path, "be written", EINVAL)
        }
        self.file = file
    }

    deinit {
        assert(file < 0, "a log was not closed")
        close()
    }

    /// Appends a line; returns whether all of it was written.
    @discardableResult
    public func append(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }

    /// Gives it back; a second call does nothing.
    public func close() {
        guard file >= 0 else { return }
        Glibc.close(file)
        file = -1
    }
}
