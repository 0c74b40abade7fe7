/// Every tunable with its value, and what has to be said about them.
///
/// Flag wins over process environment over env file over default. A value
/// outside its range is moved into it and a warning says so. A value that is no
/// value is an error for a person who is there to read it, and otherwise (under
/// systemd, or with `HYPERWALL_KIOSK=1`) the default with a banner.
public struct Resolution: Sendable, Equatable {
    /// The values in use.
    public internal(set) var settings: Settings
    /// One for each row of the table, in its order.
    public internal(set) var entries: [TunableEntry]
    /// For standard error, the journal and `WallSnapshot.warnings`.
    public internal(set) var warnings: [TunableWarning]
    /// Not empty only when the start must end with status 2.
    public internal(set) var errors: [TunableError]
    /// What the wall shows because a value or the env file is wrong and the
    /// wall runs without it: up to `bannerLineLimit` lines.
    public internal(set) var banner: String?

    /// Lines of a banner at most.
    public static let bannerLineLimit = 4

    /// As given at the start: a reload reads them again.
    let flags: [String: String]
    /// Who looked at the start.
    let mode: StartMode

    /// Reads every tunable.
    /// - Parameters:
    ///   - flags: by variable name, from options of the command. Sources that
    ///     are arguments come as `HYPERWALL_SOURCES`, joined by line ends.
    ///   - environment: of the process.
    ///   - file: the env file, if one was named.
    ///   - mode: who looks at the start.
    public init(
        flags: [String: String], environment: [String: String], file: EnvironmentFile?,
        mode: StartMode
    ) {
        self.init(
            layers: TunableLayers(flags: flags, environment: environment, file: file),
            mode: mode, table: TunableTable.rows)
    }

    /// The same for any table.
    /// - Parameter kioskCounts: whether `HYPERWALL_KIOSK=1` makes errors a banner.
    init(
        layers: TunableLayers, mode: StartMode, table: [Tunable], kioskCounts: Bool = true
    ) {
        var settings = Settings()
        let readings = table.map { layers.read($0, into: &settings) }
        self.settings = settings
        self.mode = mode
        flags = layers.flags
        entries = readings.map { $0.entry(settings) }
        warnings = notices(of: readings, in: layers, settings: settings, table: table)
        errors = []

        var faults: [(error: TunableError, wayOut: String)] = readings.compactMap { reading in
            reading.error.map { ($0, "The default\(defaultText(reading.row)) is used.") }
        }
        faults += remainingFaults(of: layers.file, beside: readings).map {
            ($0, layers.file?.isUsable == false ? "It is left out." : "The line is left out.")
        }
        if mode == .kiosk || (kioskCounts && settings.kiosk) {
            let sentences = faults.map { "\($0.error.message) \($0.wayOut)" }
            banner = bannerText(sentences)
            warnings += zip(faults, sentences).map {
                TunableWarning(name: $0.error.name, message: $1)
            }
        } else {
            errors = faults.map(\.error)
        }
    }
}

extension Resolution {
    /// A value that reads well turned out to be none, and the wall runs without it.
    /// - Parameter sentence: for the banner and the warnings.
    public mutating func runsWithout(_ sentence: String) {
        let lines = banner.map { $0.split(separator: "\n").map(String.init) } ?? []
        banner = bannerText(lines + [sentence])
        warnings.append(TunableWarning(name: nil, message: sentence))
    }
}

/// What has to be said about values that are in use.
func notices(
    of readings: [RowReading], in layers: TunableLayers, settings: Settings, table: [Tunable]
) -> [TunableWarning] {
    var warnings: [TunableWarning] = readings.compactMap { reading in
        guard case .clamped(_, let warning) = reading.outcome else { return nil }
        return warning
    }
    if let file = layers.file {
        warnings += table.compactMap { row in
            file.repeats[row.name].map { line in
                TunableWarning(
                    name: row.name,
                    message:
                        "\(row.name) stands more than once in \(visible(file.path, limit: 200)); "
                        + "line \(line) counts.")
            }
        }
    }
    let given = Set(readings.filter { $0.origin != .default && $0.error == nil }.map(\.row.name))
    warnings += contradictions(in: settings) { given.contains(TunableTable.prefix + $0) }
    return warnings + layers.unknownNames(table: table)
}

/// The faults of a file that no row's own error already names.
func remainingFaults(of file: EnvironmentFile?, beside readings: [RowReading]) -> [TunableError] {
    let named = Set(readings.compactMap { $0.error?.message })
    return (file?.faults ?? []).filter { !named.contains($0.message) }.map {
        TunableError(name: $0.name, message: $0.message)
    }
}

/// One sentence a line, and how many more there are.
func bannerText(_ sentences: [String]) -> String? {
    guard !sentences.isEmpty else { return nil }
    let limit = Resolution.bannerLineLimit
    guard sentences.count > limit else { return sentences.joined(separator: "\n") }
    let more = sentences.count - limit + 1
    let last = "And \(more) more; `hyperwall config` shows them."
    return (sentences.prefix(limit - 1) + [last]).joined(separator: "\n")
}

private func defaultText(_ row: Tunable) -> String {
    row.defaultText.isEmpty ? "" : " " + row.defaultText
}
