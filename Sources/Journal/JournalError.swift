import GRDB
import Glibc

/// Why a journal cannot be read or written. Each is one sentence.
public enum JournalError: Error, Sendable, Equatable {
    /// There is no journal: no wall has written one yet.
    case missing(path: String)
    /// The file is no journal, or a damaged one; in words, why.
    case damaged(path: String, words: String)
    /// The file or its folder cannot be used as it is; in words, why.
    case unusable(path: String, words: String)
}

extension JournalError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .missing(let path): "There is no journal at \(path) yet."
        case .damaged(let path, let words): "The journal \(path) cannot be read (\(words))."
        case .unusable(let path, let words): "The journal \(path) cannot be used: \(words)."
        }
    }

    /// Runs a piece of work on a database and says what went wrong in our terms.
    static func explaining<Value>(
        _ path: String, _ work: () throws -> Value
    ) throws(JournalError) -> Value {
        do {
            return try work()
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        } catch {
            throw .unusable(path: path, words: "\(error)")
        }
    }

    /// What SQLite's code means for a journal.
    init(_ error: DatabaseError, path: String) {
        let words = error.message ?? error.resultCode.description
        switch error.resultCode {
        // The last four: the tables are not those that this program made.
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_SCHEMA,
            .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
            self = .damaged(path: path, words: words)
        case .SQLITE_IOERR where Self.unreadable.contains(error.extendedResultCode):
            self = .damaged(path: path, words: words)
        case .SQLITE_FULL: self = .unusable(path: path, words: "the disk is full")
        case .SQLITE_READONLY: self = .unusable(path: path, words: "it cannot be written to")
        case .SQLITE_BUSY: self = .unusable(path: path, words: "another program keeps it locked")
        case .SQLITE_CANTOPEN: self = .unusable(path: path, words: "it cannot be opened")
        default: self = .unusable(path: path, words: words)
        }
    }

    /// Parts of the file cannot be read: a new file may lie on a better place of the disk.
    private static let unreadable: [ResultCode] = [
        .SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ,
    ]

    /// A failed system call.
    static func system(_ path: String, _ number: Int32) -> JournalError {
        .unusable(path: path, words: String(cString: strerror(number)).lowercased())
    }

    /// Why, without the path.
    var words: String {
        switch self {
        case .missing: "it is not there"
        case .damaged(_, let words), .unusable(_, let words): words
        }
    }
}
