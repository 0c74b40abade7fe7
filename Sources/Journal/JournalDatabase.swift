import GRDB
import Glibc

/// The open database: every statement on it, each one transaction.
struct JournalDatabase: Sendable {
    /// The version of the tables, kept in `user_version`.
    static let schema = 1
    /// How long a statement waits for another process, seconds.
    private static let busySeconds = 2.0
    /// What the write-ahead log is cut to when it has grown, bytes.
    private static let logBytesMax = 4 << 20

    let path: String
    let queue: DatabaseQueue
    private let identity: FileIdentity

    /// Opens a journal that is there, to write.
    /// - Parameter path: a plain file that was checked before.
    /// - Throws: `damaged` when it is none of ours, `unusable` else.
    init(writing path: String) throws(JournalError) {
        try self.init(path, readonly: false)
        let queue = queue
        try JournalError.explaining(path) {
            try queue.writeWithoutTransaction { db in
                try Self.adopt(db, path: path)
                // Where the file system cannot do it the mode stays as it was.
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                _ = try Int.fetchOne(db, sql: "PRAGMA journal_size_limit = \(Self.logBytesMax)")
            }
        }
    }

    /// Opens a journal that is there, to read.
    /// - Throws: `damaged` when it is none of ours, `unusable` else.
    init(reading path: String) throws(JournalError) {
        try self.init(path, readonly: true)
        let queue = queue
        try JournalError.explaining(path) {
            try queue.read { db in
                guard try Self.version(db, path: path) != 0 else {
                    // A wall has made the file and not yet the tables.
                    throw JournalError.missing(path: path)
                }
                try Self.checkTables(db)
            }
        }
    }

    private init(_ path: String, readonly: Bool) throws(JournalError) {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.label = "hyperwall.journal"
        configuration.qos = .utility
        self.path = path
        let identity = FileIdentity(path)
        queue = try JournalError.explaining(path) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
        guard let identity, identity == FileIdentity(path) else { throw .missing(path: path) }
        self.identity = identity
    }

    /// Whether the path still names the file that was opened.
    var isInPlace: Bool { FileIdentity(path) == identity }

    /// Ends it; what is not closed then closes with its last user.
    func close() { try? queue.close() }

    /// Makes the tables of a new database, or looks at those that are there.
    private static func adopt(_ db: Database, path: String) throws {
        // One transaction: two walls may find the new file at the same time.
        try db.inTransaction(.immediate) {
            if try version(db, path: path) == 0 {
                let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
                guard tables == 0 else {
                    throw JournalError.damaged(path: path, words: "it is another program's")
                }
                try db.execute(sql: statements)
            }
            try checkTables(db)
            return .commit
        }
    }

    private static func version(_ db: Database, path: String) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard (0...schema).contains(version) else {
            throw JournalError.damaged(
                path: path, words: "it was written by another version of Hyperwall")
        }
        return version
    }

    /// Fails when a column is missing.
    private static func checkTables(_ db: Database) throws {
        _ = try Row.fetchOne(
            db, sql: "SELECT id, \(JournalColumns.list) FROM entry LIMIT 1")
        _ = try Row.fetchOne(
            db,
            sql: "SELECT wall, item, title, source, reason, since, until FROM quarantine LIMIT 1")
    }

    /// Numbers are never used twice, so that a reader can go on from the last one.
    private static let statements = """
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            time REAL NOT NULL, wall TEXT NOT NULL, kind TEXT NOT NULL,
            cell INTEGER, cellID TEXT, load TEXT, item TEXT, title TEXT, source TEXT,
            reason TEXT, attempt INTEGER, position REAL, seconds REAL
        ) STRICT;
        CREATE INDEX entryByTime ON entry (time);
        CREATE TABLE quarantine (
            wall TEXT NOT NULL, item TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
            reason TEXT NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
            PRIMARY KEY (wall, item)
        ) STRICT, WITHOUT ROWID;
        PRAGMA user_version = \(schema);
        """
}

/// Which file a path names.
private struct FileIdentity: Equatable {
    private let device: UInt
    private let number: UInt

    /// nil when there is none.
    init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        device = UInt(facts.st_dev)
        number = UInt(facts.st_ino)
    }
}
