import GRDB

/// The columns of an entry, in the order of `JournalDatabase.values`.
enum JournalColumns {
    static let names = [
        "time", "wall", "kind", "cell", "cellID", "load", "item", "title", "source", "reason",
        "attempt", "position", "seconds",
    ]
    static let list = names.joined(separator: ", ")
    static let marks = names.map { _ in "?" }.joined(separator: ", ")
}

extension JournalDatabase {
    /// Adds entries and drops those beyond the bound.
    func append(_ entries: [JournalEntry]) throws(JournalError) {
        let queue = queue
        try JournalError.explaining(path) {
            try queue.write { db in
                let statement = try db.cachedStatement(
                    sql: """
                        INSERT INTO entry (\(JournalColumns.list)) VALUES (\(JournalColumns.marks))
                        """)
                for entry in entries {
                    try statement.execute(arguments: Self.values(entry))
                }
                // Numbers have no gaps but those of old entries, so this is exact.
                let last = db.lastInsertedRowID
                try db.execute(
                    sql: "DELETE FROM entry WHERE id <= ?",
                    arguments: [last - Int64(JournalBounds.rowsMax)])
            }
        }
    }

    /// Drops what is too old.
    /// - Parameter now: seconds since 1970.
    func prune(now: Double) throws(JournalError) {
        let queue = queue
        try JournalError.explaining(path) {
            try queue.write { db in
                try db.execute(
                    sql: "DELETE FROM entry WHERE time < ?",
                    arguments: [now - JournalBounds.ageSecondsMax])
            }
        }
    }

    /// Reads the whole file once: damage in a month-old page would show itself to nobody
    /// but the person who asks for it.
    /// - Throws: `damaged`.
    func checkWhole() throws(JournalError) {
        let queue = queue
        let path = path
        try JournalError.explaining(path) {
            let words = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard words == "ok" else {
                throw JournalError.damaged(path: path, words: words ?? "no answer")
            }
        }
    }

    /// Entries that match, in the order of their numbers.
    func read(_ query: JournalQuery) throws(JournalError) -> [JournalRow] {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments.append(value)
        }
        add("id > ?", query.after)
        add("time >= ?", query.since)
        add("wall = ?", query.wall)
        add("cell = ?", query.cell)
        if !query.kinds.isEmpty {
            let kinds = query.kinds.sorted()
            conditions.append("kind IN (\(kinds.map { _ in "?" }.joined(separator: ", ")))")
            arguments += kinds
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let newestFirst = query.after == nil
        arguments.append(min(max(query.limit, 0), JournalQuery.limitMax))
        let sql = """
            SELECT id, \(JournalColumns.list) FROM entry \(filter)
            ORDER BY id \(newestFirst ? "DESC" : "ASC") LIMIT ?
            """
        let (queue, values) = (queue, StatementArguments(arguments))
        let rows = try JournalError.explaining(path) {
            try queue.read { db in
                try Row.fetchAll(db, sql: sql, arguments: values).compactMap(Self.row)
            }
        }
        return newestFirst == query.ascending ? rows.reversed() : rows
    }

    /// The number of the entry that was written last; 0 when there is none.
    func lastNumber() throws(JournalError) -> Int64 {
        let queue = queue
        return try JournalError.explaining(path) {
            try queue.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM entry") ?? 0 }
        }
    }

    private static func values(_ entry: JournalEntry) -> StatementArguments {
        [
            entry.time, entry.wall, entry.kind, entry.cell, entry.cellID, entry.load, entry.item,
            entry.title, entry.source, entry.reason, entry.attempt, entry.position, entry.seconds,
        ]
    }

    /// nil for a row that somebody else wrote: GRDB's own conversions trap on a
    /// value of another type.
    private static func row(_ row: Row) -> JournalRow? {
        guard let id: Int64 = row.value("id"), let time: Double = row.value("time"),
            let wall: String = row.value("wall"), let kind: String = row.value("kind")
        else { return nil }
        return JournalRow(
            id: id,
            entry: JournalEntry(
                time: time, wall: wall, kind: kind, cell: row.value("cell"),
                cellID: row.value("cellID"), load: row.value("load"), item: row.value("item"),
                title: row.value("title"), source: row.value("source"),
                reason: row.value("reason"), attempt: row.value("attempt"),
                position: row.value("position"), seconds: row.value("seconds")))
    }
}

extension Row {
    /// A column's value, nil when it is none of that type.
    func value<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
        let stored: DatabaseValue? = self[column]
        return stored.flatMap { Value.fromDatabaseValue($0) }
    }
}
