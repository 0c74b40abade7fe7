import Foundation
import Glibc

/// A small file that is this user's alone.
enum PrivateFile {
    /// What is wrong with one.
    enum Problem: Error, Sendable {
        /// It is not there.
        case missing
        /// Others can read it, or it belongs to somebody else.
        case open
        /// It cannot be read or written; the system's words.
        case failed(String)
    }

    /// Reads at most `bytesMax` bytes.
    /// - Parameter isPrivate: refuses one that others can read.
    static func read(
        _ path: String, bytesMax: Int = 64 << 10, isPrivate: Bool
    ) throws(Problem) -> [UInt8] {
        // Not blocking: a pipe that nobody writes to must not hang a start.
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else {
            throw errno == ENOENT ? .missing : .failed(words(errno))
        }
        defer { Glibc.close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .failed(words(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .failed("it is no file") }
        if isPrivate {
            guard status.st_mode & 0o077 == 0, status.st_uid == getuid() || status.st_uid == 0
            else { throw .open }
        }
        guard status.st_size <= bytesMax else { throw .failed("it is too large") }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        var length = 0
        while length < bytesMax {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: length), bytesMax - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .failed(words(errno)) }
            if count == 0 { break }
            length += count
        }
        return Array(bytes.prefix(length))
    }

    /// Writes it as a whole or not at all, with mode 0600, in a folder that is ours.
    static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .failed("its folder cannot be made")
        }
        let name = "\(path).\(getpid()).new"
        unlink(name)
        let file = Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .failed(words(errno)) }
        var isDone = false
        defer { if !isDone { unlink(name) } }
        var written = 0
        var trouble: Int32 = 0
        while written < bytes.count, trouble == 0 {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count > 0 { written += count } else if errno != EINTR { trouble = errno }
        }
        if trouble == 0, fsync(file) != 0 { trouble = errno }
        if Glibc.close(file) != 0, trouble == 0 { trouble = errno }
        guard trouble == 0 else { throw .failed(words(trouble)) }
        guard rename(name, path) == 0 else { throw .failed(words(errno)) }
        isDone = true
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
