import Glibc

/// The right to be the wall of a name: a lock on a file beside the socket, held
/// for as long as the file is open. The kernel gives it back when the process
/// dies, however it dies, so there is no stale lock.
final class SocketLock: Sendable {
    private let file: OwnedDescriptor
    private let path: String

    private init(file: OwnedDescriptor, path: String) {
        self.file = file
        self.path = path
    }

    /// Takes the lock and writes our process id into it.
    ///
    /// - Throws: `taken` with the holder's process id; `untrusted`; `system`.
    static func take(at socket: SocketPath) throws(ControlServerError) -> SocketLock {
        let path = socket.lockPath
        // A wall that ends removes its file: a lock taken on a file that is no
        // longer there guards nothing, and the next try makes a new one.
        for _ in 0..<triesMax {
            let file = try open(path)
            do throws(ControlServerError) {
                guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
                    guard errno == EWOULDBLOCK else {
                        throw ControlServerError.system("lock", path: path, errno: errno)
                    }
                    throw ControlServerError.taken(name: socket.name, pid: holder(of: file))
                }
                if isStill(file, at: path) {
                    try writeProcessID(to: file, path)
                    return SocketLock(file: file, path: path)
                }
                file.close()
            } catch {
                file.close()
                throw error
            }
        }
        throw .taken(name: socket.name, pid: nil)
    }

    /// Removes the file and gives the lock back; a second call does nothing.
    func release() {
        guard file.number >= 0 else { return }
        // In this order: once the lock is free the file may be someone else's.
        if Self.isStill(file, at: path) { _ = unlink(path) }
        file.close()
    }

    /// Walls that end at just this moment; three in a row is already far-fetched.
    private static let triesMax = 3

    private static func open(_ path: String) throws(ControlServerError) -> OwnedDescriptor {
        let number = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard number >= 0 else {
            if errno == ELOOP { throw .untrusted(path: path, reason: "is a link") }
            throw .system("open the lock", path: path, errno: errno)
        }
        let file = OwnedDescriptor(owning: number)
        var info = stat()
        guard fstat(number, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
            info.st_uid == geteuid() || info.st_uid == 0
        else {
            file.close()
            throw .untrusted(path: path, reason: "is no lock of ours")
        }
        return file
    }

    private static func isStill(_ file: OwnedDescriptor, at path: String) -> Bool {
        var open = stat()
        var named = stat()
        return fstat(file.number, &open) == 0 && lstat(path, &named) == 0
            && open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }

    private static func holder(of file: OwnedDescriptor) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file.number, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let digits = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    private static func writeProcessID(
        to file: OwnedDescriptor, _ path: String
    ) throws(ControlServerError) {
        let text = Array("\(getpid())\n".utf8)
        // Written before it is cut, so that a reader never finds it empty.
        guard pwrite(file.number, text, text.count, 0) == text.count,
            ftruncate(file.number, text.count) == 0
        else { throw .system("write the lock", path: path, errno: errno) }
    }
}
