import GRDB

extension JournalDatabase {
    /// A wall's quarantine, the oldest first.
    func quarantine(wall: String) throws(JournalError) -> [QuarantineRow] {
        let queue = queue
        return try JournalError.explaining(path) {
            try queue.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT item, title, source, reason, since, until FROM quarantine
                        WHERE wall = ? ORDER BY since, item LIMIT ?
                        """,
                    arguments: [wall, JournalBounds.quarantineMax]
                ).compactMap(Self.quarantineRow)
            }
        }
    }

    /// Puts these in the place of all that the wall had.
    func replaceQuarantine(_ rows: [QuarantineRow], wall: String) throws(JournalError) {
        let queue = queue
        try JournalError.explaining(path) {
            try queue.write { db in
                try db.execute(sql: "DELETE FROM quarantine WHERE wall = ?", arguments: [wall])
                let statement = try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)")
                for row in rows where row.isSound {
                    try statement.execute(arguments: [
                        wall, row.item, TextBounds.words(row.title), TextBounds.name(row.source),
                        TextBounds.words(row.reason), row.since, row.until,
                    ])
                }
            }
        }
    }

    /// Takes an item, or everything, out of a wall's quarantine.
    /// - Parameter item: nil for everything.
    /// - Returns: how many there were.
    func deleteQuarantine(wall: String, item: String?) throws(JournalError) -> Int {
        let queue = queue
        return try JournalError.explaining(path) {
            try queue.write { db in
                try db.execute(
                    sql: "DELETE FROM quarantine WHERE wall = ? AND (? IS NULL OR item = ?)",
                    arguments: [wall, item, item])
                return db.changesCount
            }
        }
    }

    private static func quarantineRow(_ row: Row) -> QuarantineRow? {
        guard let item: String = row.value("item"), let title: String = row.value("title"),
            let source: String = row.value("source"), let reason: String = row.value("reason"),
            let since: Double = row.value("since"), let until: Double = row.value("until")
        else { return nil }
        let found = QuarantineRow(
            item: item, title: title, source: source, reason: reason, since: since, until: until)
        return found.isSound ? found : nil
    }
}
