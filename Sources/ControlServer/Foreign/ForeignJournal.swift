import Foundation
public import Journal

/// What happened on another machine's wall, as `GET /api/v1/journal` answers.
public enum ForeignJournal {
    /// Entries that are asked for at once, at most.
    public static let entriesMax = 1_000
    /// A thousand of the longest entries stay below this, bytes.
    public static let bytesMax = 8 << 20

    private struct Page: Decodable {
        struct Line: Decodable { var entry: JournalEntry }
        var schema: Int
        var entries: [Line]
    }

    /// Its entries, the oldest first, their figures bounded and their words clean.
    ///
    /// - Returns: nil when the bytes are no journal.
    public static func decode(_ bytes: [UInt8]) -> [JournalEntry]? {
        guard let json = ForeignJSON(bytes), let clean = try? QuarantineJSON.encode(json),
            let page = try? JSONDecoder().decode(Page.self, from: Data(clean))
        else { return nil }
        return page.entries.map(\.entry)
    }
}
