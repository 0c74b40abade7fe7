import Glibc

/// The wall's listening socket in the file system, with its lock. It must be closed.
final class UnixListener: Sendable {
    /// The listening socket, non-blocking.
    let descriptor: OwnedDescriptor
    /// The folder of the socket, as it was checked.
    let folder: OwnedDescriptor
    private let lock: SocketLock
    private let path: String
    private let identity: (device: dev_t, file: ino_t)

    /// Prepares the folder, takes the lock, replaces the socket of a dead wall,
    /// and listens, with mode 0600 from the first moment.
    ///
    /// - Throws: `ControlServerError`.
    init(at socket: SocketPath) throws(ControlServerError) {
        guard let address = UnixAddress(path: socket.path) else {
            throw .pathTooLong(path: socket.path, bytes: socket.path.utf8.count)
        }
        let folder = try SocketFolder.prepare(socket.folder)
        let lock: SocketLock
        do throws(ControlServerError) {
            lock = try SocketLock.take(at: socket)
        } catch {
            folder.close()
            throw error
        }
        do throws(ControlServerError) {
            try Self.clearPlace(socket.path, address)
            let descriptor = try UnixAddress.makeSocket()
            do throws(ControlServerError) {
                identity = try Self.listen(descriptor, socket.path, address)
            } catch {
                descriptor.close()
                throw error
            }
            self.descriptor = descriptor
        } catch {
            lock.release()
            folder.close()
            throw error
        }
        self.folder = folder
        self.lock = lock
        self.path = socket.path
    }

    /// Stops listening and removes socket and lock; a second call does nothing.
    func close() {
        guard descriptor.number >= 0 else { return }
        descriptor.close()
        var info = stat()
        if lstat(path, &info) == 0, info.st_dev == identity.device, info.st_ino == identity.file {
            _ = unlink(path)
        }
        lock.release()
        folder.close()
    }

    /// Removes what a dead wall left. We hold the lock, so nobody else does this.
    private static func clearPlace(
        _ path: String, _ address: UnixAddress
    ) throws(ControlServerError) {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            if errno == ENOENT { return }
            throw .system("look at", path: path, errno: errno)
        }
        guard info.st_mode & S_IFMT == S_IFSOCK else {
            throw .untrusted(path: path, reason: "is there already and is no socket")
        }
        let probe = try UnixAddress.makeSocket()
        defer { probe.close() }
        let result = address.apply(connect, to: probe.number)
        guard result == ECONNREFUSED else { throw .inUse(path: path) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .system("remove the old socket", path: path, errno: errno)
        }
    }

    private static func listen(
        _ descriptor: OwnedDescriptor, _ path: String, _ address: UnixAddress
    ) throws(ControlServerError) -> (device: dev_t, file: ino_t) {
        // Linux gives the file in the folder the mode that the socket has before
        // it is bound: no moment with a wider mode, and no umask, which is the
        // whole process's.
        guard fchmod(descriptor.number, 0o600) == 0 else {
            throw .system("set the mode of", path: path, errno: errno)
        }
        let bound = address.apply(bind, to: descriptor.number)
        guard bound == 0 else { throw .system("make the socket", path: path, errno: bound) }
        var info = stat()
        guard lstat(path, &info) == 0 else {
            throw .system("look at", path: path, errno: errno)
        }
        guard Glibc.listen(descriptor.number, SOMAXCONN) == 0 else {
            let number = errno
            _ = unlink(path)
            throw .system("listen on", path: path, errno: number)
        }
        return (info.st_dev, info.st_ino)
    }
}
