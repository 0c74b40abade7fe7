/// The state file: `KEY="value"` lines, of which `RESTART_COUNT`, `RESTART_TIMESTAMPS`
/// and `BACKOFF_UNTIL` are those that are known in the field. Parsed, never sourced.
public enum StateCodec {
    /// Why a file is not used.
    public struct Corrupt: Error, Sendable, Equatable {
        /// What is wrong with it, with its line where there is one.
        public let problem: ConfigurationProblem
    }

    static let schema = 1

    /// The file's text.
    public static func encode(_ state: WatchdogState, now: Moment) -> String {
        var lines = ["# of service-watchdog; not for editing: service-watchdog reset NAME"]
        func put(_ key: String, _ value: String) {
            guard !value.isEmpty else { return }
            lines.append(KeyValueText.line(key, value))
        }
        func time(_ key: String, _ boot: Int?) {
            guard let boot else { return }
            put(key, "\(now.wall(atBoot: boot))")
            put("\(key)_BOOTTIME", "\(boot)")
        }
        put("SCHEMA", "\(schema)")
        put("RESTART_COUNT", "\(state.restarts.count)")
        put(
            "RESTART_TIMESTAMPS",
            state.restarts.map { "\(now.wall(atBoot: $0))" }.joined(separator: ","))
        put("BACKOFF_UNTIL", "\(state.backOff.map { now.wall(atBoot: $0.until) } ?? 0)")
        put("BOOT_ID", now.bootID)
        put("SAVED_AT", "\(now.wall)")
        put("SERIAL", "\(state.serial)")
        put("RESTART_BOOTTIMES", state.restarts.map { "\($0)" }.joined(separator: ","))
        if let backOff = state.backOff {
            put("BACKOFF_UNTIL_BOOTTIME", "\(backOff.until)")
            put("BACKOFF_SECONDS", "\(backOff.lengthS)")
        }
        put("BACKOFF_LEVEL", "\(state.backOffLevel)")
        for (prefix, run) in [("OWN", state.ownRun), ("BEFORE", state.runBefore)] {
            guard let run else { continue }
            put("\(prefix)_BOOT_ID", run.bootID)
            put("\(prefix)_INVOCATION_ID", run.invocation)
            put("\(prefix)_ACTIVE_ENTER", "\(run.activeEnterUS)")
        }
        put("OWN_PENDING", state.ownRunIsPending ? "1" : "")
        put("AWAITS_VERDICT", state.awaitsVerdict ? "1" : "")
        put("INCIDENT", state.incident?.id ?? "")
        time("INCIDENT_SINCE", state.incident?.since)
        time("HEALTHY_SINCE", state.healthySince)
        time("STARTING_SINCE", state.startingSince)
        time("DEFERRED_SINCE", state.deferredSince)
        time("PAUSED_UNTIL", state.pausedUntil)
        if state.pausedUntil != nil {
            put("PAUSED_SECONDS", state.pausedLengthS.map { "\($0)" } ?? "")
        }
        put("TOLD_ONCE", state.toldOnce)
        for (index, event) in state.events.enumerated() {
            put("EVENT_\(index + 1)", "\(event.wall) \(event.kind.rawValue) \(event.text)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a file's bytes.
    ///
    /// - Parameters:
    ///   - file: its name in an error.
    ///   - windowS: the longest that a back-off of unknown length may last.
    public static func decode(
        _ bytes: [UInt8], file: String, now: Moment, windowS: Int
    ) throws(Corrupt) -> WatchdogState {
        let (entries, problems) = KeyValueReader.read(bytes, file: file)
        if let problem = problems.first { throw Corrupt(problem: problem) }
        var values: [String: KeyValueReader.Entry] = [:]
        for entry in entries { values[entry.key] = entry }
        guard !values.isEmpty else {
            throw Corrupt(problem: ConfigurationProblem(file: file, "holds nothing"))
        }
        let fields = StateFields(values, file: file, now: now)
        return try fields.state(windowS: windowS)
    }
}

/// A state file's fields on their way to a state.
private struct StateFields {
    private let values: [String: KeyValueReader.Entry]
    private let file: String
    private let now: Moment
    private let isThisBoot: Bool

    init(_ values: [String: KeyValueReader.Entry], file: String, now: Moment) {
        self.values = values
        self.file = file
        self.now = now
        isThisBoot = values["BOOT_ID"]?.value == now.bootID && !now.bootID.isEmpty
    }

    func state(windowS: Int) throws(StateCodec.Corrupt) -> WatchdogState {
        guard try number("SCHEMA") ?? 1 <= StateCodec.schema else {
            throw corrupt("SCHEMA", "is of a newer version")
        }
        var state = WatchdogState()
        state.restarts = try restarts()
        state.backOffLevel = min(max(try number("BACKOFF_LEVEL") ?? 0, 0), BackOffRule.levelMax)
        state.backOff = try backOff(windowS: windowS)
        state.ownRun = try run("OWN")
        state.runBefore = try run("BEFORE")
        state.ownRunIsPending = values["OWN_PENDING"]?.value == "1"
        state.awaitsVerdict = values["AWAITS_VERDICT"]?.value == "1"
        if let id = values["INCIDENT"]?.value, let since = try past("INCIDENT_SINCE") {
            state.incident = WatchdogState.Incident(id: String(id.prefix(100)), since: since)
        }
        state.healthySince = try past("HEALTHY_SINCE")
        state.startingSince = try past("STARTING_SINCE")
        state.deferredSince = try past("DEFERRED_SINCE")
        let length = try number("PAUSED_SECONDS").map { min(max($0, 1), PauseText.longestS) }
        state.pausedUntil = try future("PAUSED_UNTIL", atMostS: length ?? PauseText.longestS)
        state.pausedLengthS = state.pausedUntil == nil ? nil : length
        state.toldOnce = String(
            (values["TOLD_ONCE"]?.value ?? "").prefix(WatchdogState.toldOnceMax))
        state.serial = max(0, try number("SERIAL") ?? 0)
        for place in 1...WatchdogState.eventsMax {
            if let event = try event("EVENT_\(place)") { state.events.append(event) }
        }
        state.isRebased = !isThisBoot && state != WatchdogState()
        return state
    }

    private func corrupt(_ key: String, _ words: String) -> StateCodec.Corrupt {
        StateCodec.Corrupt(
            problem: ConfigurationProblem(file: file, line: values[key]?.line, "\(key) \(words)"))
    }

    private func number(_ key: String) throws(StateCodec.Corrupt) -> Int? {
        guard let text = values[key]?.value, !text.isEmpty else { return nil }
        // Bounded, so that sums of times never overflow.
        guard let number = Int(text), abs(number) < 1 << 50 else {
            throw corrupt(key, "is no number")
        }
        return number
    }

    /// A time that lies behind us. Of another boot only the wall clock knows, and one
    /// that is ahead of it was set by a clock that has jumped back since.
    private func past(_ key: String) throws(StateCodec.Corrupt) -> Int? {
        let wall = try number(key)
        if isThisBoot, let boot = try number("\(key)_BOOTTIME") { return min(boot, now.boot) }
        return wall.map { now.boot - max(0, now.wall - $0) }
    }

    /// A time that lies before us, never further than it ever could have.
    private func future(_ key: String, atMostS: Int) throws(StateCodec.Corrupt) -> Int? {
        let wall = try number(key) ?? 0
        guard wall > 0 else { return nil }
        if isThisBoot, let boot = try number("\(key)_BOOTTIME") {
            return min(boot, now.boot + atMostS)
        }
        return now.boot + min(wall - now.wall, atMostS)
    }

    private func restarts() throws(StateCodec.Corrupt) -> [Int] {
        let boots = try list("RESTART_BOOTTIMES")
        let walls = try list("RESTART_TIMESTAMPS")
        let times =
            isThisBoot && boots.count == walls.count
            ? boots.map { min($0, now.boot) } : walls.map { now.boot - max(0, now.wall - $0) }
        return Array(times.sorted().suffix(WatchdogState.restartsMax))
    }

    private func list(_ key: String) throws(StateCodec.Corrupt) -> [Int] {
        var numbers: [Int] = []
        for text in (values[key]?.value ?? "").split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let number = Int(text), abs(number) < 1 << 50 else {
                throw corrupt(key, "is no list of times")
            }
            numbers.append(number)
        }
        return numbers
    }

    private func backOff(windowS: Int) throws(StateCodec.Corrupt) -> WatchdogState.BackOff? {
        let length = try number("BACKOFF_SECONDS").map { min(max($0, 1), BackOffRule.longestS) }
        guard let until = try future("BACKOFF_UNTIL", atMostS: length ?? windowS) else {
            return nil
        }
        return WatchdogState.BackOff(until: until, lengthS: length ?? windowS)
    }

    private func run(_ prefix: String) throws(StateCodec.Corrupt) -> WatchdogState.OwnRun? {
        guard let bootID = values["\(prefix)_BOOT_ID"]?.value else { return nil }
        return WatchdogState.OwnRun(
            bootID: bootID, invocation: values["\(prefix)_INVOCATION_ID"]?.value ?? "",
            activeEnterUS: try number("\(prefix)_ACTIVE_ENTER") ?? 0)
    }

    private func event(_ key: String) throws(StateCodec.Corrupt) -> WatchdogState.EventRecord? {
        guard let text = values[key]?.value else { return nil }
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let wall = Int(words[0]), abs(wall) < 1 << 50,
            let kind = EventKind(rawValue: String(words[1]))
        else { throw corrupt(key, "is no event") }
        return WatchdogState.EventRecord(wall: wall, kind: kind, text: String(words[2].prefix(500)))
    }
}
