/// What the help overlay says: keys by what they are for.
public struct HelpTable: Sendable, Hashable {
    /// One row: caps that lie side by side, and what they do.
    public struct Row: Sendable, Hashable {
        /// The keys, each drawn as a key cap; a word of `joiners` stands between caps.
        public let keys: [String]
        /// What they do.
        public let meaning: String

        /// A row.
        public init(_ keys: [String], _ meaning: String) {
            self.keys = keys
            self.meaning = meaning
        }
    }

    /// Rows under one heading.
    public struct Group: Sendable, Hashable {
        /// The heading.
        public let title: String
        /// Its rows.
        public let rows: [Row]

        /// A group.
        public init(_ title: String, _ rows: [Row]) {
            self.title = title
            self.rows = rows
        }
    }

    /// What stands between two caps without being a key itself.
    public static let joiners: Set<String> = ["…", "or"]

    /// The groups in reading order.
    public let groups: [Group]

    /// All rows, without their headings.
    public var rows: [Row] { groups.flatMap(\.rows) }

    /// The table.
    /// - Parameter kiosk: whether the keys that leave the wall are switched off.
    public init(kiosk: Bool) {
        let leave =
            kiosk
            ? [Row(["Ctrl", "Alt", "Q"], "Quit")]
            : [Row(["F11"], "Fullscreen or window"), Row(["Q"], "Quit")]
        groups = [
            Group(
                "Grid",
                [
                    Row(["1", "…", "8"], "Grid from 1 × 1 to 8 × 8"),
                    Row(["−", "+"], "Fewer or more cells"),
                    Row(["[", "]"], "Fewer or more columns"),
                    Row(["{", "}"], "Fewer or more rows"),
                ]),
            Group(
                "Focus",
                [
                    Row(["←", "→", "↑", "↓"], "Choose a cell, or click it"),
                    Row(["Enter"], "One cell alone, and back"),
                ]),
            Group(
                "Playing",
                [
                    Row(["Space"], "Pause or go on, all cells"),
                    Row(["P", "N"], "Previous or next video"),
                    Row(["Shift", "←", "→"], "10 seconds back or on"),
                    Row(["L"], "Loop this video"),
                    Row(["R"], "Load this cell again"),
                ]),
            Group(
                "Sound",
                [
                    Row(["M"], "Sound of this cell"),
                    Row(["9", "0"], "Quieter or louder"),
                ]),
            Group(
                "Favourites (need a server)",
                [
                    Row(["F", "A"], "Only these, or all"),
                    Row(["B"], "Mark one"),
                ]),
            Group(
                "View",
                [
                    Row(["C"], "Labels and clock"),
                    Row(["S"], "Statistics"),
                    Row(["F12"], "Save a picture"),
                    Row(["H", "?", "F1"], "These keys"),
                    Row(["Esc"], kiosk ? "Leave this view" : "Leave this view; twice: quit"),
                ] + leave),
        ]
    }
}
