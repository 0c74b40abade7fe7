extension TunableTable {
    /// The line in the README after which its table begins.
    public static let readmeBegin = "<!-- tunables:begin -->"
    /// The line in the README before which its table ends.
    public static let readmeEnd = "<!-- tunables:end -->"

    /// The README's table of tunables, Markdown, without the two marks.
    public static func readmeTable() -> String {
        let heading = "| variable | default | range | changes | meaning |\n|---|---|---|---|---|\n"
        return heading
            + rows.map { row in
                let value = row.defaultText.isEmpty ? "" : "`\(row.defaultText)`"
                let life = row.life == .live ? "live" : "restart"
                return "| `\(row.name)` | \(value) | \(row.range) | \(life) | \(row.meaning) |\n"
            }.joined()
    }
}
