import Foundation
public import Journal
public import WallPolicy

/// The journal for a terminal.
public enum JournalText {
    /// One line that says when, where, what, of what and why.
    public static func line(_ entry: JournalEntry) -> String {
        let place = entry.cell.map { "cell \($0)" } ?? "wall"
        var text =
            "\(JournalTime.stamp(entry.time))  \(padded(place, 7))  "
            + padded(PrintableText.line(what[entry.kind] ?? entry.kind), 14)
        if let title = entry.title {
            text += " “\(PrintableText.line(title))”"
        } else if let name = entry.item ?? entry.source {
            text += " \(PrintableText.line(name))"
        }
        if let reason = entry.reason { text += " – \(PrintableText.line(reason))" }
        let details = details(entry)
        if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// One JSON object on one line, its keys the names of the entry's properties.
    /// - Throws: `EncodingError` when a figure is no number.
    public static func json(_ entry: JournalEntry) throws -> String { try JSONLine.text(entry) }

    /// What each kind is called.
    private static let what = [
        "failure": "failed", "retry": "tries again", "park": "parked", "unpark": "leaves park",
        "recovered": "plays again", "outageBegan": "source gone", "outageEnded": "source back",
        "quarantined": "quarantined", "released": "released", "shed": "load shed",
        "restored": "load restored", "renewed": "new player", "suspended": "machine slept",
        "remoteUp": "remote back", "remoteLost": "remote gone", "remote": "remote",
        "safeMode": "safe mode", "safeModeEnded": "safe mode over",
        "holdBegan": "server held", "holdEnded": "hold over",
        "fellAsleep": "fell asleep", "wokeUp": "woke up", "started": "started", "ended": "ended",
    ]

    /// What a duration means, by kind.
    private static let durations = [
        "retry": "in", "park": "for", "quarantined": "for", "failure": "next try in",
        "recovered": "dark for", "outageEnded": "after", "suspended": "for", "restored": "after",
        "holdBegan": "for", "holdEnded": "after",
        "remoteUp": "after", "unpark": "after", "released": "after", "ended": "after",
    ]

    private static func details(_ entry: JournalEntry) -> [String] {
        var details: [String] = []
        if let attempt = entry.attempt { details.append("try \(attempt)") }
        if let seconds = entry.seconds {
            let meaning = durations[entry.kind].map { $0 + " " } ?? ""
            details.append(meaning + JournalTime.span(seconds))
        }
        if let position = entry.position { details.append("at \(Figures.time(position))") }
        return details
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// The quarantine for a terminal.
public enum QuarantineText {
    /// One line: the item's name first, since that is what `clear` takes.
    public static func line(_ item: QuarantineSnapshot) -> String {
        let name = PrintableText.line(item.item.rawValue, limit: 4_200)
        return "\(name) “\(PrintableText.line(item.title))” – \(PrintableText.line(item.reason)) "
            + "(for \(JournalTime.span(item.untilSeconds)) more)"
    }
}
