/// The places a value can come from, first one wins.
struct TunableLayers: Sendable {
    let flags: [String: String]
    let environment: [String: String]
    let file: EnvironmentFile?

    /// What the layers say about one variable.
    enum Given {
        case nothing
        case text(String, ValueOrigin, line: Int?)
        case badLine(EnvironmentFile.Fault)
    }

    /// The first layer that names the variable. An empty value counts as not
    /// given, as everywhere with environment variables; an empty flag does not,
    /// because somebody typed it.
    func given(for name: String) -> Given {
        if let text = flags[name] { return .text(trimmed(text), .flag, line: nil) }
        if let text = environment[name].map({ trimmed($0) }), !text.isEmpty {
            return .text(text, .environment, line: nil)
        }
        guard !TunableTable.environmentOnly.contains(name) else { return .nothing }
        switch file?.entries[name] {
        case .value(let value, let line):
            let text = trimmed(value)
            return text.isEmpty ? .nothing : .text(text, .file, line: line)
        case .fault(let fault): return .badLine(fault)
        case nil: return .nothing
        }
    }

    /// What the layers give for one row; the setting becomes the row's default
    /// when they give no good value.
    func read(_ row: Tunable, into settings: inout Settings) -> RowReading {
        switch given(for: row.name) {
        case .nothing:
            return RowReading(row: row, origin: .default, line: nil, outcome: .taken)
        case .badLine(let fault):
            let error = TunableError(name: row.name, message: fault.message)
            return RowReading(row: row, origin: .file, line: fault.line, outcome: .bad(error))
        case .text(let text, let origin, let line):
            let outcome: RowReading.Outcome
            let place = place(origin, line)
            let shown = row.shownInMessage(text)
            switch text.isEmpty ? .invalid : row.read(text, origin, &settings) {
            case .value: outcome = .taken
            case .clamped:
                let message =
                    "\(row.name) is \(shown) (\(place)), outside \(row.range); "
                    + "\(row.text(settings)) is used."
                outcome = .clamped(
                    from: row.isSecret ? Redaction.hidden : visible(text),
                    TunableWarning(name: row.name, message: message))
            case .invalid:
                let message = "\(row.name) is \(shown) (\(place)); it must be \(row.expectation)."
                outcome = .bad(TunableError(name: row.name, message: message))
            case .refused(let why):
                let message =
                    "\(row.name) is \(shown) (\(place)): \(why); it must be \(row.expectation)."
                outcome = .bad(TunableError(name: row.name, message: message))
            }
            return RowReading(row: row, origin: origin, line: line, outcome: outcome)
        }
    }

    /// A layer in a message.
    private func place(_ origin: ValueOrigin, _ line: Int?) -> String {
        switch origin {
        case .flag: "given with the command"
        case .environment: "from the environment"
        case .file: line.flatMap { file?.place($0) } ?? "from the env file"
        case .default: "the default"
        }
    }
}

/// What the layers gave for one row.
struct RowReading {
    enum Outcome {
        case taken
        case clamped(from: String, TunableWarning)
        case bad(TunableError)
    }

    let row: Tunable
    let origin: ValueOrigin
    let line: Int?
    let outcome: Outcome

    /// The error, if there was no value.
    var error: TunableError? {
        guard case .bad(let error) = outcome else { return nil }
        return error
    }

    /// The line of `hyperwall config`; a bad value leaves the default in use.
    func entry(_ settings: Settings) -> TunableEntry {
        var entry = TunableEntry(
            name: row.name, value: row.text(settings), origin: error == nil ? origin : .default,
            line: error == nil ? line : nil, clampedFrom: nil, pending: nil,
            defaultValue: row.defaultText, range: row.range, life: row.life, meaning: row.meaning)
        if case .clamped(let from, _) = outcome { entry.clampedFrom = from }
        return entry
    }
}
