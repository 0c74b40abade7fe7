import Glibc

/// The few questions to the file system that the sources need; every status is looked at.
enum FileSystem {
    /// What a path is, links followed.
    struct Status {
        let isFolder: Bool
        let isFile: Bool
        let device: UInt64
        let inode: UInt64
        /// Seconds since 1970 of the last writing.
        let modified: Double
        let links: UInt64
    }

    /// One entry of a folder.
    struct Entry {
        /// Nil when the name is no UTF-8.
        let name: String?
        /// `DT_…`; `DT_UNKNOWN` where the file system does not say.
        let type: UInt8
    }

    /// The error number in words a person understands.
    static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: return "it does not exist"
        case EACCES, EPERM: return "this user may not read it"
        case ELOOP: return "its symbolic links go round in a circle"
        case ENAMETOOLONG: return "its name is too long"
        case EIO, ESTALE, ETIMEDOUT, EHOSTDOWN, ENOTCONN, ENODEV, ENXIO:
            return "the disk or share that holds it does not answer"
        case EMFILE, ENFILE: return "too many files are open"
        default:
            var text = [CChar](repeating: 0, count: 256)
            guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// What the path is, links followed; the error number when that cannot be told.
    static func status(_ path: String, followsLink: Bool = true) -> Result<Status, FileError> {
        var information = stat()
        let result = followsLink ? stat(path, &information) : lstat(path, &information)
        guard result == 0 else { return .failure(FileError(code: errno)) }
        return .success(
            Status(
                isFolder: information.st_mode & S_IFMT == S_IFDIR,
                isFile: information.st_mode & S_IFMT == S_IFREG, device: UInt64(information.st_dev),
                inode: UInt64(information.st_ino),
                modified: Double(information.st_mtim.tv_sec)
                    + Double(information.st_mtim.tv_nsec) / 1e9,
                links: UInt64(information.st_nlink)))
    }

    /// The path with all symbolic links followed.
    static func resolved(_ path: String) -> Result<String, FileError> {
        guard let text = realpath(path, nil) else { return .failure(FileError(code: errno)) }
        defer { free(text) }
        guard let path = String(validatingCString: text) else {
            return .failure(FileError(code: EILSEQ))
        }
        return .success(path)
    }

    /// The folder's entries without `.` and `..`, in the file system's order.
    /// - Parameter limit: entries at most.
    static func entries(_ path: String, limit: Int) -> Result<[Entry], FileError> {
        guard let folder = opendir(path) else { return .failure(FileError(code: errno)) }
        defer {
            let closed = closedir(folder)
            assert(closed == 0, "closedir: \(errno)")
        }
        var entries: [Entry] = []
        while entries.count < limit {
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { return .failure(FileError(code: errno)) }
                break
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    String(validatingCString: $0)
                }
            }
            if name == "." || name == ".." { continue }
            entries.append(Entry(name: name, type: entry.pointee.d_type))
        }
        return .success(entries)
    }

    /// Nil when the file can be opened for reading, else the error number.
    static func openProblem(_ path: String) -> FileError? {
        // Not blocking: a pipe without a writer would hold the thread for ever.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return FileError(code: errno) }
        let closed = close(file)
        assert(closed == 0, "close: \(errno)")
        return nil
    }

    /// The file's bytes.
    /// - Parameter limit: bytes at most; a longer file is refused with `EFBIG`.
    static func bytes(_ path: String, limit: Int) -> Result<[UInt8], FileError> {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return .failure(FileError(code: errno)) }
        defer {
            let closed = close(file)
            assert(closed == 0, "close: \(errno)")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(FileError(code: errno))
            }
            if count == 0 { return .success(bytes) }
            if bytes.count + count > limit { return .failure(FileError(code: EFBIG)) }
            bytes += chunk[..<count]
        }
    }
}

/// An error number of the system.
struct FileError: Error, Equatable {
    let code: Int32
    var reason: String { FileSystem.reason(code) }
}
