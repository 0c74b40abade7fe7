import Geometry

extension TunableFormat where Value == String {
    /// Text of some allowed bytes.
    /// - Parameters:
    ///   - range: as the table shows it.
    ///   - expectation: the range in a sentence.
    ///   - lengthMax: bytes.
    static func text(
        range: String, expectation: String, lengthMax: Int,
        allowed: @escaping @Sendable (UInt8) -> Bool
    ) -> TunableFormat {
        TunableFormat(
            range: range, expectation: expectation,
            read: { text, _ in
                guard text.utf8.count <= lengthMax, text.utf8.allSatisfy(allowed),
                    isPlainText(text)
                else { return .invalid }
                return .value(text)
            },
            show: { visible($0, limit: lengthMax) })
    }
}

extension TunableFormat where Value == String? {
    /// A text that may be left out.
    /// - Parameters:
    ///   - lengthMax: bytes.
    ///   - show: without its secrets.
    static func optional(
        range: String, expectation: String, lengthMax: Int,
        show: @escaping @Sendable (String) -> String,
        allowed: @escaping @Sendable (String) -> Bool
    ) -> TunableFormat {
        TunableFormat(
            range: range, expectation: expectation,
            read: { text, _ in
                guard text.utf8.count <= lengthMax, isPlainText(text), allowed(text) else {
                    return .invalid
                }
                return .value(text)
            },
            show: { $0.map { visible(show($0), limit: lengthMax) } ?? "" })
    }

    /// A path; none when not given.
    /// - Parameters:
    ///   - lengthMax: bytes.
    ///   - isAbsolute: whether it must begin at the root.
    static func path(range: String, lengthMax: Int, isAbsolute: Bool) -> TunableFormat {
        TunableFormat(
            range: range,
            expectation:
                "\(isAbsolute ? "an absolute path" : "a path") of at most \(lengthMax) bytes",
            read: { text, _ in
                guard text.utf8.count <= lengthMax, isPlainText(text),
                    !isAbsolute || text.hasPrefix("/")
                else { return .invalid }
                return .value(text)
            },
            show: { $0.map { visible($0, limit: lengthMax) } ?? "" })
    }
}

extension TunableFormat where Value == ListenAddress {
    /// An address and a port, or `off`.
    static var listen: TunableFormat {
        TunableFormat(
            range: "address:port or `off`",
            expectation: "an address and a port, like 127.0.0.1:8585, [::]:8585 or *:8585, or off",
            read: { text, _ in ListenAddress(text).map { .value($0) } ?? .invalid },
            show: { $0.text })
    }
}

extension TunableFormat where Value == GridSize {
    /// Columns `x` rows.
    static var grid: TunableFormat {
        let most = GridSize.maximum
        return TunableFormat(
            range: "1x1–\(most)x\(most)",
            expectation: "columns x rows, from 1x1 to \(most)x\(most)",
            read: { text, _ in
                let parts = text.split(omittingEmptySubsequences: false) {
                    $0 == "x" || $0 == "X" || $0 == "×"
                }
                guard parts.count == 2, let columns = wholeNumber(trimmed(parts[0])),
                    let rows = wholeNumber(trimmed(parts[1]))
                else { return .invalid }
                let grid = GridSize(columns: columns, rows: rows)
                return grid.columns == columns && grid.rows == rows ? .value(grid) : .clamped(grid)
            },
            show: { "\($0.columns)x\($0.rows)" })
    }
}

extension TunableFormat where Value == DisplaySelection {
    /// `all`, or numbers from 1 and names, separated by commas.
    static var displays: TunableFormat {
        // More displays than any machine has: a bound on what is kept.
        let countMax = 64
        let nameMax = 128
        return TunableFormat(
            range: "all, or numbers from 1 and names",
            expectation: "all, or a list like 1,3 or DP-1,HDMI-1 (at most \(countMax) displays)",
            read: { text, _ in
                if text.lowercased() == "all" { return .value(.all) }
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                guard parts.count <= countMax, isPlainText(text) else { return .invalid }
                var references: [DisplayReference] = []
                for part in parts.map({ trimmed($0) }) {
                    guard !part.isEmpty, part.utf8.count <= nameMax, part.lowercased() != "all"
                    else { return .invalid }
                    if let number = wholeNumber(part) {
                        guard number >= 1 else { return .invalid }
                        references.append(.number(number))
                    } else {
                        references.append(.name(part))
                    }
                }
                return .value(.listed(references))
            },
            show: { selection in
                guard case .listed(let references) = selection else { return "all" }
                return references.map { reference in
                    switch reference {
                    case .number(let number): String(number)
                    case .name(let name): visible(name, limit: nameMax)
                    }
                }.joined(separator: ",")
            })
    }
}

extension TunableFormat where Value == [String] {
    /// Names, separated by `;` or line ends; a comma belongs to its name.
    static var list: TunableFormat {
        let countMax = 100
        let lengthMax = 256
        return TunableFormat(
            range: "names or ids",
            expectation: "at most \(countMax) names of at most \(lengthMax) bytes, separated by ;",
            read: { text, _ in
                let names = text.unicodeScalars.split { $0 == "\n" || $0 == ";" }
                    .map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
                guard names.count <= countMax,
                    names.allSatisfy({ $0.utf8.count <= lengthMax && isPlainText($0) })
                else { return .invalid }
                return .value(names)
            },
            show: { $0.map { visible($0, limit: lengthMax) }.joined(separator: "; ") })
    }

    /// Places to play from. In the environment and the env file they are
    /// separated by line ends or `;`. Arguments, which may hold a `;` of their
    /// own, arrive joined by line ends and are separated there alone.
    static var sources: TunableFormat {
        // Bounds on what is kept: more belongs into a folder or a list.
        let countMax = 1000
        let lengthMax = 8192
        return TunableFormat(
            range: "",
            expectation:
                "at most \(countMax) places of at most \(lengthMax) bytes, without control characters",
            read: { text, origin in
                let parts = text.unicodeScalars.split {
                    $0 == "\n" || ($0 == ";" && origin != .flag)
                }
                let places = parts.map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
                guard places.count <= countMax,
                    places.allSatisfy({ $0.utf8.count <= lengthMax && isPlainText($0) })
                else { return .invalid }
                return .value(places)
            },
            show: { places in
                places.map { visible(Redaction.location($0), limit: lengthMax) }
                    .joined(separator: "; ")
            })
    }
}
