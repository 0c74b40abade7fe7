/// What a reload did.
public struct ReloadOutcome: Sendable, Equatable {
    /// What is in use from now on.
    public let resolution: Resolution
    /// Variables whose new value is in use now.
    public let applied: [String]
    /// Variables whose new value waits for a restart.
    public let needsRestart: [String]
    /// What was bad, so that the old value stayed.
    public let kept: [TunableError]

    /// The values to use.
    public var settings: Settings { resolution.settings }
}

extension Resolution {
    /// Reads the environment and the env file again. Live values change,
    /// others are named as waiting for a restart, bad ones stay as they were.
    /// - Parameters:
    ///   - environment: of the process.
    ///   - file: the env file as it is now; one that cannot be read or used at
    ///     all leaves everything as it was.
    public func reloaded(environment: [String: String], file: EnvironmentFile?) -> ReloadOutcome {
        reloaded(
            layers: TunableLayers(flags: flags, environment: environment, file: file),
            table: TunableTable.rows)
    }

    /// The same for any table.
    func reloaded(layers: TunableLayers, table: [Tunable]) -> ReloadOutcome {
        if let file = layers.file, !file.isUsable {
            let kept = file.faults.map {
                TunableError(name: nil, message: "\($0.message) All values stay as they were.")
            }
            return ReloadOutcome(resolution: self, applied: [], needsRestart: [], kept: kept)
        }
        var fresh = Settings()
        let readings = table.map { layers.read($0, into: &fresh) }
        var next = self
        var applied: [String] = []
        var needsRestart: [String] = []
        var kept: [TunableError] = []
        for (index, reading) in readings.enumerated() {
            let row = reading.row
            if let error = reading.error {
                next.entries[index].pending = nil
                let stays = row.text(settings)
                let wayOut = stays.isEmpty ? "The old value stays." : "\(stays) stays."
                kept.append(TunableError(name: row.name, message: "\(error.message) \(wayOut)"))
            } else if row.agrees(settings, fresh) {
                next.entries[index] = reading.entry(fresh)
            } else if row.life == .live {
                row.copy(fresh, &next.settings)
                next.entries[index] = reading.entry(fresh)
                applied.append(row.name)
            } else {
                next.entries[index].pending = row.text(fresh)
                needsRestart.append(row.name)
            }
        }
        kept += remainingFaults(of: layers.file, beside: readings).map {
            TunableError(name: $0.name, message: "\($0.message) The line is left out.")
        }
        next.warnings = notices(of: readings, in: layers, settings: next.settings, table: table)
        next.warnings += kept.map { TunableWarning(name: $0.name, message: $0.message) }
        let isUnwatched = mode == .kiosk || next.settings.kiosk
        next.banner = isUnwatched ? bannerText(kept.map(\.message)) : nil
        return ReloadOutcome(
            resolution: next, applied: applied, needsRestart: needsRestart, kept: kept)
    }
}
