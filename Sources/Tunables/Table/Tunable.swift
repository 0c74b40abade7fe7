/// When a changed value takes effect.
public enum TunableLife: String, Sendable, Hashable, Codable {
    /// At a reload (SIGHUP).
    case live
    /// At the next start.
    case restart
}

/// One row of the table: an environment variable, what it may hold, and which
/// setting it is.
public struct Tunable: Sendable {
    /// The variable: `HYPERWALL_GRID`.
    public let name: String
    /// The default as text, empty when there is none.
    public let defaultText: String
    /// What it may hold: `0–100`; empty when anything goes.
    public let range: String
    /// The range in a sentence, after "it must be".
    public let expectation: String
    /// When a changed value takes effect.
    public let life: TunableLife
    /// Whether its value is never shown.
    public let isSecret: Bool
    /// What it is, in one line.
    public let meaning: String

    /// Reads a text into the setting, which stays as it is when the text is no value.
    let read: @Sendable (String, ValueOrigin, inout Settings) -> Reading<Void>
    /// The setting as text that may be shown.
    let text: @Sendable (Settings) -> String
    /// Whether two settings agree in this one.
    let agrees: @Sendable (Settings, Settings) -> Bool
    /// Copies this setting alone.
    let copy: @Sendable (_ from: Settings, _ into: inout Settings) -> Void

    /// A row.
    /// - Parameters:
    ///   - name: the variable without `HYPERWALL_`.
    ///   - path: where the value lives; its value in `Settings()` is the default.
    init<Value: Sendable & Equatable>(
        _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable,
        _ format: TunableFormat<Value>, _ life: TunableLife, isSecret: Bool = false,
        _ meaning: String
    ) {
        self.name = TunableTable.prefix + name
        self.range = format.range
        self.expectation = format.expectation
        self.life = life
        self.isSecret = isSecret
        self.meaning = meaning
        defaultText = format.show(Settings()[keyPath: path])
        read = { text, origin, settings in
            switch format.read(text, origin) {
            case .value(let value):
                settings[keyPath: path] = value
                return .value(())
            case .clamped(let value):
                settings[keyPath: path] = value
                return .clamped(())
            case .invalid: return .invalid
            case .refused(let why): return .refused(why)
            }
        }
        text = { settings in
            let shown = format.show(settings[keyPath: path])
            return isSecret && !shown.isEmpty ? Redaction.hidden : shown
        }
        agrees = { $0[keyPath: path] == $1[keyPath: path] }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
    }

    /// A text that was given for it, fit for a message.
    func shownInMessage(_ given: String) -> String {
        // A list of places may hold credentials in any of them, readable or not.
        let mayHoldSecrets = [TunableTable.sourcesName, TunableTable.peersName].contains(name)
        return isSecret || mayHoldSecrets ? Redaction.hidden : "“\(visible(given))”"
    }
}
