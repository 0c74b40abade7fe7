extension Resolution {
    /// The table of `hyperwall config`: one line for each tunable under a line
    /// of headings, columns aligned, no secrets.
    public func listing() -> String {
        let heading = ["NAME", "VALUE", "FROM", "DEFAULT", "RANGE", "CHANGES", "MEANING"]
        let rows =
            [heading]
            + entries.map { entry in
                [
                    entry.name, entry.value.isEmpty ? "-" : entry.value, from(entry),
                    entry.defaultValue.isEmpty ? "-" : entry.defaultValue,
                    entry.range.isEmpty ? "-" : entry.range,
                    entry.life == .live ? "live" : "restart", entry.meaning + remark(entry),
                ].map { $0.filter { $0 != "`" } }
            }
        // A long list of sources must not push the other lines aside.
        let widthMax = 32
        let widths = heading.indices.map { column in
            min(rows.map { $0[column].count }.max() ?? 0, widthMax)
        }
        return rows.map { row in
            zip(row, widths).dropLast().map { cell, width in
                cell + String(repeating: " ", count: max(0, width - cell.count))
            }.joined(separator: "  ") + "  " + (row.last ?? "") + "\n"
        }.joined()
    }

    private func from(_ entry: TunableEntry) -> String {
        entry.line.map { "\(entry.origin.rawValue) line \($0)" } ?? entry.origin.rawValue
    }

    private func remark(_ entry: TunableEntry) -> String {
        (entry.clampedFrom.map { " (given: \($0), outside the range)" } ?? "")
            + (entry.pending.map { " (after a restart: \($0.isEmpty ? "-" : $0))" } ?? "")
    }
}

/// What `hyperwall config --json` encodes.
public struct ConfigurationDocument: Sendable, Equatable, Codable {
    /// The version of this form; readers ignore fields that they do not know.
    public let schema: Int
    /// The tunables, in the table's order, without secrets.
    public let tunables: [TunableEntry]
    /// What is not as written, though the wall can go on.
    public let warnings: [TunableWarning]
    /// What ends a start.
    public let errors: [TunableError]
}

extension Resolution {
    /// Everything that `hyperwall config --json` shows.
    public var document: ConfigurationDocument {
        ConfigurationDocument(schema: 1, tunables: entries, warnings: warnings, errors: errors)
    }
}
