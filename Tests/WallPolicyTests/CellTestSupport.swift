import Tunables
import WallPolicy

/// Always the same number: jitter of the test's choosing.
struct FixedGenerator: RandomNumberGenerator {
    var value: UInt64
    mutating func next() -> UInt64 { value }

    /// A back-off as planned.
    static let middle = FixedGenerator(value: 1 << 63)
    /// A quarter less.
    static let low = FixedGenerator(value: 16)
    /// A quarter more.
    static let high = FixedGenerator(value: .max)
}

/// One cell's machine with a clock; entries and loads are the test's to choose.
struct CellStage {
    var machine: CellStateMachine
    var now = 100.0
    var generator = FixedGenerator.middle
    /// Where the player is, and how long its item is.
    var position = 0.0
    var duration: Double? = 7200

    init(_ change: (inout Settings) -> Void = { _ in }) {
        machine = CellStateMachine(rules: .with(change))
    }

    @discardableResult
    mutating func send(_ event: CellEvent, after seconds: Double = 0) -> [CellEffect] {
        now += seconds
        return machine.handle(event, now: now, using: &generator)
    }

    /// Loads an item and plays it: the load's counter is also its entry.
    mutating func play(_ item: MediaItem, load: Int = 1, start: Double? = nil, attempt: Int = 0) {
        send(.assigned(Load(counter: load, item: item, start: start, attempt: attempt)))
        begin(load)
        position = start ?? 0
    }

    /// The player takes a load and shows its first frame.
    @discardableResult
    mutating func begin(_ load: Int) -> [CellEffect] {
        send(.accepted(load: load, entry: EntryNumber(load)))
            + send(.started(entry: EntryNumber(load))) + send(.frameShown)
    }

    /// Lets an item stand behind the current one, taken by the player.
    mutating func prepare(_ item: MediaItem, load: Int) {
        send(.prepared(Load(counter: load, item: item)))
        send(.accepted(load: load, entry: EntryNumber(load)))
    }

    /// The player is looked at, and says that it is there.
    @discardableResult
    mutating func see(
        _ position: Double, duration: Double? = 60, after seconds: Double = 2
    ) -> [CellEffect] {
        var observation = CellObservation()
        observation.position = position
        observation.duration = duration
        observation.lastFrameAt = now + seconds
        return send(.observed(observation), after: seconds)
    }

    /// The item plays; looked at and judged each second.
    @discardableResult
    mutating func watch(_ seconds: Int) -> [CellEffect] {
        var effects: [CellEffect] = []
        for _ in 0..<seconds {
            position += 1
            effects += see(position, duration: duration, after: 1)
            effects += send(.judged(shouldMove: true))
        }
        return effects
    }

    /// The player stands where it is; looked at and judged four times a second.
    @discardableResult
    mutating func stand(_ seconds: Double, shouldMove: Bool = true) -> [CellEffect] {
        var observation = CellObservation()
        observation.position = position
        observation.duration = duration
        observation.lastFrameAt = now
        var effects: [CellEffect] = []
        let end = now + seconds
        while now < end {
            effects += send(.observed(observation), after: min(0.25, end - now))
            effects += send(.judged(shouldMove: shouldMove))
        }
        return effects
    }

    /// What is open fails.
    @discardableResult
    mutating func fail(_ reason: FailureReason = .undecodable) -> [CellEffect] {
        send(.playerFailed(reason))
    }

    /// Waits for as long as the cell does, and tells it that time passed.
    @discardableResult
    mutating func wake() -> [CellEffect] {
        now = max(now, machine.deadline ?? now)
        return send(.ticked)
    }

    /// Fails, waits and opens the same item again, as the wall would.
    mutating func retry(_ load: Int, _ reason: FailureReason = .undecodable) {
        fail(reason)
        open(wake(), load)
    }

    /// Opens what the cell asked for, as far as it is the same item again.
    mutating func open(_ effects: [CellEffect], _ load: Int) {
        guard case .wantRetry(let item, let start, let attempt)? = effects.last else { return }
        play(item, load: load, start: start, attempt: attempt)
    }

    var state: String { machine.state.name }
    var playing: MediaItem? { state == "playing" ? machine.current?.load.item : nil }
    /// What a card of a cell that waits says.
    var card: CellStateMachine.Failure? { machine.failure }
    /// Seconds until the card goes.
    var wait: Double? { machine.failure == nil ? nil : machine.deadline.map { $0 - now } }
}

extension CellRules {
    /// The defaults, changed.
    static func with(_ change: (inout Settings) -> Void = { _ in }) -> CellRules {
        var settings = Settings()
        change(&settings)
        return CellRules(settings)
    }
}

extension [CellEffect] {
    var reports: [FailureReason] {
        compactMap { if case .report(_, let reason, _) = $0 { reason } else { nil } }
    }
    /// How long after each failure the next try is.
    var waits: [Double?] {
        compactMap { if case .report(_, _, let waits) = $0 { .some(waits) } else { nil } }
    }
    var probes: [MediaItem] {
        compactMap { if case .probe(let item) = $0 { item } else { nil } }
    }
    var parks: [Double] {
        compactMap { if case .parked(_, _, let seconds) = $0 { seconds } else { nil } }
    }
    var spent: [MediaItem] {
        compactMap { if case .spent(let item, _) = $0 { item } else { nil } }
    }
    var recoveries: [Double] {
        compactMap { if case .recovered(_, let seconds) = $0 { seconds } else { nil } }
    }
    var signIns: [SourceID] {
        compactMap { if case .signIn(let source) = $0 { source } else { nil } }
    }
}

/// A film of a server.
func remote(_ number: Int, host: String = "server") -> MediaItem {
    .url("http://\(host)/\(number).mp4")
}
