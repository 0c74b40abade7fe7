import Glibc

/// The open folder of the journal, locked against another wall that opens the
/// same journal or sets it aside. Closing it unlocks it.
struct JournalFolder: ~Copyable {
    /// The folder's path.
    let path: String
    /// Its descriptor: what is done here is done in the folder that was checked.
    let descriptor: Int32

    /// The endings of what SQLite keeps beside a database.
    static let companions = ["", "-wal", "-shm", "-journal"]
    /// How long another process may keep the lock; it needs it for milliseconds.
    private static let lockAttempts = 100
    private static let lockPause: UInt32 = 20_000  // microseconds

    /// Opens and locks it.
    /// - Parameters:
    ///   - path: of the folder.
    ///   - making: makes it, with mode 0700, and what is missing above it.
    ///   - rootVisits: lets root in where the folder is somebody else's, to read.
    /// - Throws: `missing` or `unusable`.
    static func locked(
        _ path: String, making: Bool, rootVisits: Bool
    ) throws(JournalError) -> JournalFolder {
        if making { try make(path) }
        try checkLink(path)
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            throw errno == ENOENT ? .missing(path: path) : .system(path, errno)
        }
        let folder = JournalFolder(path: path, descriptor: number)
        try folder.check(rootVisits: rootVisits)
        try folder.lock()
        return folder
    }

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Ends it here, and not wherever it was used last.
    consuming func unlock() {}

    private static func make(_ path: String) throws(JournalError) {
        var parts = ""
        for part in path.split(separator: "/") {
            parts += "/" + part
            if mkdir(parts, 0o700) != 0, errno != EEXIST { throw .system(parts, errno) }
        }
    }

    /// A link that somebody else made could lead to a folder of ours that is
    /// meant for something else.
    private static func checkLink(_ path: String) throws(JournalError) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else {
            throw errno == ENOENT ? .missing(path: path) : .system(path, errno)
        }
        if facts.st_mode & S_IFMT == S_IFLNK, facts.st_uid != geteuid(), facts.st_uid != 0 {
            throw .unusable(path: path, words: "its folder is a link that another user made")
        }
    }

    private func check(rootVisits: Bool) throws(JournalError) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .system(path, errno) }
        let us = geteuid()
        guard facts.st_uid == us || facts.st_uid == 0 || (rootVisits && us == 0) else {
            throw .unusable(path: path, words: "its folder belongs to another user")
        }
        guard facts.st_mode & S_IWOTH == 0 else {
            throw .unusable(path: path, words: "everybody can write in its folder")
        }
    }

    private func lock() throws(JournalError) {
        for _ in 0..<Self.lockAttempts {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else {
                // File systems without locks: two walls on one journal are rare there.
                return
            }
            usleep(Self.lockPause)
        }
        throw .unusable(path: path, words: "another program keeps its folder locked")
    }

    /// What stands under a name, links not followed; nil when nothing does.
    func facts(_ name: String) throws(JournalError) -> stat? {
        var facts = stat()
        if fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return facts }
        guard errno == ENOENT else { throw .system("\(path)/\(name)", errno) }
        return nil
    }

    /// Looks at the database and what SQLite keeps beside it, before SQLite does:
    /// that would follow links and open what is no file.
    /// - Throws: `damaged` when something there is not to be opened.
    func check(_ name: String, rootVisits: Bool) throws(JournalError) {
        let us = geteuid()
        for companion in Self.companions {
            guard let facts = try facts(name + companion) else { continue }
            let place = "\(path)/\(name)"
            guard facts.st_mode & S_IFMT == S_IFREG else {
                throw .damaged(path: place, words: "it is no plain file")
            }
            guard facts.st_uid == us || facts.st_uid == 0 || (rootVisits && us == 0) else {
                throw .damaged(path: place, words: "it belongs to another user")
            }
        }
    }

    /// Makes an empty file that only we may read, or takes those rights from others.
    func prepareFile(_ name: String) throws(JournalError) {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        var number = openat(descriptor, name, flags, 0o600)
        if number < 0, errno == EACCES {
            // Ours but not writable: somebody was too careful.
            _ = fchmodat(descriptor, name, 0o600, 0)
            number = openat(descriptor, name, flags, 0o600)
        }
        guard number >= 0 else { throw .system("\(path)/\(name)", errno) }
        defer { close(number) }
        guard fchmod(number, 0o600) == 0 else { throw .system("\(path)/\(name)", errno) }
    }
}
