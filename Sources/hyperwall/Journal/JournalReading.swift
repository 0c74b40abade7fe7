import Journal
import WallRuntime

/// Reads a journal from where it stopped, also when a wall begins a new one meanwhile.
struct JournalReading {
    /// Between two looks for more: nobody reads faster, seconds.
    static let pauseSeconds = 0.5
    /// Entries at once, after the first look.
    private static let stepMax = 1_000

    private let path: String
    private var query: JournalQuery
    private var file: JournalFile?

    init(path: String, query: JournalQuery) {
        self.path = path
        self.query = query
    }

    /// The entries that were not given yet, some at a time; none where there is no
    /// journal yet.
    /// - Throws: `WallFailure` when it cannot be read.
    mutating func next() throws(WallFailure) -> [JournalEntry] {
        do throws(JournalError) {
            return try read()
        } catch .missing {
            // Whatever comes is new.
            goOn(after: query.after ?? 0)
            return []
        } catch {
            throw WallFailure("\(error)", exitStatus: 1)
        }
    }

    private mutating func read() throws(JournalError) -> [JournalEntry] {
        if let open = file, !open.isInPlace {
            open.close()
            file = nil
            // In another journal, numbers begin anew.
            goOn(after: 0)
        }
        let open = try opened()
        let last = try open.lastNumber()
        let rows = try open.read(query)
        let isCut = query.after != nil && rows.count == query.limit
        let lastRead = rows.last?.id ?? 0
        goOn(after: isCut ? lastRead : max(lastRead, last))
        return rows.map(\.entry)
    }

    private mutating func opened() throws(JournalError) -> JournalFile {
        if let file { return file }
        let fresh = try JournalFile(path: path)
        file = fresh
        return fresh
    }

    private mutating func goOn(after number: Int64) {
        query.after = number
        query.limit = Self.stepMax
    }
}
