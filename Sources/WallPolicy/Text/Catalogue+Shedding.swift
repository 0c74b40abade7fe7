extension Catalogue {
    /// How the wall asks less of a machine that cannot keep up; nil when it
    /// asks for all.
    /// - Parameters:
    ///   - unfiltered: cells without a loop filter.
    ///   - halved: cells that show every other frame only.
    ///   - holding: whether cells that do not play yet have to wait.
    public static func shedding(unfiltered: Int, halved: Int, holding: Bool) -> String? {
        var parts: [String] = []
        if halved > 0 { parts.append("\(cells(halved)) at half rate") }
        if unfiltered > 0 { parts.append("\(cells(unfiltered)) decoded more simply") }
        if holding { parts.append("no further starts") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
