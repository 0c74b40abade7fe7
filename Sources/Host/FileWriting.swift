import Glibc

/// Files that are there whole or not at all.
public enum WholeFile {
    /// Writes beside the file and puts it into its place.
    ///
    /// - Parameters:
    ///   - mode: of the new file, whatever the old one had.
    ///   - lasting: whether it must survive a power cut: file and folder are synced.
    /// - Throws: the old file is as it was.
    public static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, lasting: Bool = true
    ) throws(HostError) {
        let beside = "\(path).new"
        // What an interrupted writer left; a link there is not followed.
        unlink(beside)
        let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw HostError(path, "be written", errno) }
        var failure: Int32 = 0
        if fchmod(file, mode) != 0 || !writeAll(bytes, file) { failure = errno }
        if failure == 0, lasting, fsync(file) != 0 { failure = errno }
        // A full disk can come to light only here.
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(beside, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(beside)
            throw HostError(path, "be written", failure)
        }
        if lasting { syncFolder(of: path) }
    }

    /// Takes it away; one that is not there is no error.
    public static func remove(_ path: String) throws(HostError) {
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw HostError(path, "be removed", errno)
        }
    }

    /// When it was last written, seconds since 1970; nil when it is not there.
    public static func modified(_ path: String) -> Int? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mtim.tv_sec : nil
    }

    /// Says that it was last written then.
    public static func setModified(_ path: String, _ seconds: Int) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        // Best effort: it is a note to ourselves.
        _ = utimensat(AT_FDCWD, path, [time, time], 0)
    }

    private static func writeAll(_ bytes: [UInt8], _ file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// The new name is in the folder, which must last, too. A file system that cannot
    /// sync a folder is no reason to call the file unwritten.
    private static func syncFolder(of path: String) {
        let folder = open(Paths.parent(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

/// Paths as text.
public enum Paths {
    /// The folder that holds it.
    public static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last part.
    public static func name(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }
}

extension WholeFile {
    /// Puts a file aside under another name, in place of what is there; best effort.
    public static func setAside(_ path: String, as other: String) { _ = rename(path, other) }
}

extension WholeFile {
    /// Makes a symbolic link, in place of what is there.
    public static func link(_ path: String, to target: String) throws(HostError) {
        try remove(path)
        guard symlink(target, path) == 0 else { throw HostError(path, "be made", errno) }
    }
}
