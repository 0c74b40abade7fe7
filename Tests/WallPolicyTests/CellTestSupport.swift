import WallPolicy

/// One cell's machine with a clock; entries and loads are the test's to choose.
struct CellStage {
    var machine: CellStateMachine
    var now = 100.0

    init(retryBase: Double = 2, startTimeout: Double = 30) {
        machine = CellStateMachine(retryBase: retryBase, startTimeout: startTimeout)
    }

    @discardableResult
    mutating func send(_ event: CellEvent, after seconds: Double = 0) -> [CellEffect] {
        now += seconds
        return machine.handle(event, now: now)
    }

    /// Loads an item and plays it: the load's counter is also its entry.
    mutating func play(_ item: MediaItem, load: Int = 1) {
        send(.assigned(Load(counter: load, item: item)))
        send(.accepted(load: load, entry: EntryNumber(load)))
        send(.started(entry: EntryNumber(load)))
        send(.frameShown)
    }

    /// Lets an item stand behind the current one, taken by the player.
    mutating func prepare(_ item: MediaItem, load: Int) {
        send(.prepared(Load(counter: load, item: item)))
        send(.accepted(load: load, entry: EntryNumber(load)))
    }

    var state: String { machine.state.name }
    var playing: MediaItem? { state == "playing" ? machine.current?.load.item : nil }
    var card: CellStateMachine.Failure? {
        if case .backingOff(let failure, _) = machine.state { failure } else { nil }
    }
    /// Seconds until the card goes.
    var wait: Double? {
        if case .backingOff(_, let until) = machine.state { until - now } else { nil }
    }
}

extension [CellEffect] {
    var reports: [FailureReason] {
        compactMap { if case .report(_, let reason) = $0 { reason } else { nil } }
    }
    var probes: [MediaItem] {
        compactMap { if case .probe(let item) = $0 { item } else { nil } }
    }
}
