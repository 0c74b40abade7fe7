/// The journal as a command sees it: opened, asked and closed, with an error that
/// the command can say. It never repairs or makes anything.
public struct JournalFile: Sendable {
    private let database: JournalDatabase

    /// Opens it.
    /// - Parameters:
    ///   - path: of the database.
    ///   - writing: also to change it, where no wall runs.
    /// - Throws: `JournalError.missing` when there is none.
    public init(path: String, writing: Bool = false) throws(JournalError) {
        let place = JournalPlace(path)
        do throws(JournalError) {
            let folder = try JournalFolder.locked(place.folder, making: false, rootVisits: true)
            guard try folder.facts(place.name) != nil else {
                throw JournalError.missing(path: path)
            }
            try folder.check(place.name, rootVisits: true)
            database =
                writing ? try JournalDatabase(writing: path) : try JournalDatabase(reading: path)
            folder.unlock()
        } catch {
            // The folder may be what is missing; it is the journal that was asked for.
            if case .missing = error { throw .missing(path: path) }
            throw error
        }
    }

    /// Entries that match, in the order in which they were written.
    public func read(_ query: JournalQuery) throws(JournalError) -> [JournalRow] {
        try database.read(query)
    }

    /// The number of the entry that was written last; 0 when there is none.
    public func lastNumber() throws(JournalError) -> Int64 { try database.lastNumber() }

    /// A wall's quarantine, the oldest first; what has expired may be among it.
    public func quarantine(wall: String) throws(JournalError) -> [QuarantineRow] {
        try database.quarantine(wall: wall)
    }

    /// Takes an item, or everything, out of a wall's quarantine.
    /// - Parameter item: nil for everything.
    /// - Returns: how many there were.
    public func deleteQuarantine(wall: String, item: String?) throws(JournalError) -> Int {
        try database.deleteQuarantine(wall: wall, item: item)
    }

    /// Whether the path still names what was opened: a wall that finds its
    /// journal damaged begins a new one.
    public var isInPlace: Bool { database.isInPlace }

    /// Ends it.
    public func close() { database.close() }
}

/// A path in two parts.
struct JournalPlace: Sendable {
    let path: String
    let folder: String
    let name: String

    init(_ path: String) {
        self.path = path
        let mark = path.lastIndex(of: "/")
        folder = mark.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        name = mark.map { String(path[path.index(after: $0)...]) } ?? path
    }
}
