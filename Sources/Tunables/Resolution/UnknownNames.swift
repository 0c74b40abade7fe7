extension TunableLayers {
    /// Names in one layer that are warned about one by one; the rest is counted.
    private static let unknownLimit = 20

    /// Variables that nobody reads: most often a slip of the pen. Their values
    /// are never shown, for they may be secrets under a wrong name.
    func unknownNames(table: [Tunable]) -> [TunableWarning] {
        let known = table.map(\.name)
        let readable = Set(known).union(TunableTable.environmentOnly)
        var warnings: [TunableWarning] = []

        let flagged = flags.keys.filter { !readable.contains($0) }.sorted()
        warnings += limited(flagged, in: "given with the command") { name in
            "\(visible(name)) (given with the command) is no tunable\(hint(name, known))."
        }
        let surrounding = environment.keys
            .filter { $0.hasPrefix(TunableTable.prefix) && !readable.contains($0) }.sorted()
        warnings += limited(surrounding, in: "in the environment") { name in
            "\(visible(name)) in the environment is no tunable\(hint(name, known))."
        }
        guard let file else { return warnings }
        let tooLate = Set(TunableTable.environmentOnly)
        let written = file.names.filter { !Set(known).contains($0) || tooLate.contains($0) }
        warnings += limited(written, in: "in \(visible(file.path, limit: 200))") { name in
            let place = "in \(visible(file.path, limit: 200))"
            if tooLate.contains(name) {
                return "\(name) \(place) is ignored: only the process environment can hold it."
            }
            return "\(visible(name)) \(place) is no tunable\(hint(name, known)); it is ignored."
        }
        return warnings
    }

    private func hint(_ name: String, _ known: [String]) -> String {
        nearestName(to: name, among: known).map { " (the nearest name is \($0))" }
            ?? " (`hyperwall config` lists them)"
    }

    private func limited(_ names: [String], in place: String, _ message: (String) -> String)
        -> [TunableWarning]
    {
        var warnings = names.prefix(Self.unknownLimit).map {
            TunableWarning(name: visible($0), message: message($0))
        }
        if names.count > Self.unknownLimit {
            let more = names.count - Self.unknownLimit
            warnings.append(
                TunableWarning(name: nil, message: "\(more) more names \(place) are no tunables."))
        }
        return warnings
    }
}
