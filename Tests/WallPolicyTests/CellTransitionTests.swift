import Testing
import WallPolicy

/// Each state leads where its documentation says, and nowhere else.
@Suite struct CellTransitionTests {
    /// As in the documentation of `CellStateMachine.State`; a cell can stay what it is, too.
    static let documented: [String: Set<String>] = [
        "idle": ["loading", "holding", "backingOff", "parked"],
        "loading": ["playing", "backingOff", "parked", "holding", "idle"],
        "playing": ["buffering", "loading", "backingOff", "parked", "holding", "idle"],
        "buffering": ["playing", "loading", "backingOff", "parked", "holding", "idle"],
        "backingOff": ["loading", "holding", "idle"],
        "parked": ["loading", "holding", "idle", "backingOff"],
        "holding": ["loading", "idle", "backingOff"],
    ]

    private let items = [film(1), remote(1), remote(2), camera(1)]
    private let reasons: [FailureReason] = [
        .unknown, .stalled, .noPicture, .status(401, subject: "x"), .endedEarly,
        .busy(503, retryAfter: 9, subject: "x"), .refusedConnection(subject: "x"),
    ]

    /// Anything that can be told to a cell, true or not.
    private func event(
        _ loads: Int, using generator: inout SeededGenerator
    ) -> CellEvent {
        let item = items.randomElement(using: &generator) ?? items[0]
        let reason = reasons.randomElement(using: &generator) ?? .unknown
        let entry = EntryNumber(loads)
        var observation = CellObservation()
        observation.position = Double.random(in: 0...60, using: &generator)
        observation.duration = Bool.random(using: &generator) ? 60 : nil
        observation.isBuffering = Bool.random(using: &generator)
        observation.isSeeking = Int.random(in: 0..<9, using: &generator) == 0
        let events: [CellEvent] = [
            .assigned(Load(counter: loads, item: item)), .assignedHeld(item, start: 3),
            .prepared(Load(counter: loads, item: item)), .withdrawn, .starved(reason),
            .announced(title: "a", words: "b"), .noOther(item, reason),
            .accepted(load: loads, entry: entry), .refused(load: loads), .started(entry: entry),
            .frameShown, .frameShown, .frameShown, .ended(entry: entry, .endOfFile),
            .ended(entry: entry, .stopped), .ended(entry: entry, .failed(reason)),
            .playerFailed(reason), .observed(observation), .observed(observation),
            .judged(shouldMove: true), .judged(shouldMove: false), .sought(seconds: 10),
            .explained(reason), .decoderFailed, .nextWanted, .personActed,
            .outageBegan(item.source), .outageEnded(item.source, startsAt: 0),
            .forgiven(since: 0), .pauseEnded(seconds: 100), .suspended(seconds: 5), .ticked,
        ]
        return events.randomElement(using: &generator) ?? .ticked
    }

    @Test func asDocumented() {
        var generator = SeededGenerator(seed: 1)
        var seen: [String: Set<String>] = [:]
        var machine = CellStateMachine(rules: .with { $0.crashLoopThreshold = 2 })
        var now = 0.0
        for step in 1...150_000 {
            now += Double.random(in: 0...15, using: &generator)
            let before = machine.state
            let event = event(step / 6, using: &generator)
            let effects = machine.handle(event, now: now, using: &generator)
            let after = machine.state
            #expect(effects.count <= 6, "\(event)")
            if before.name != after.name { seen[before.name, default: []].insert(after.name) }
            check(machine, now: now)
        }
        #expect(seen == Self.documented)
    }

    /// What holds in every state.
    private func check(_ machine: CellStateMachine, now: Double) {
        switch machine.state {
        case .loading(let current):
            #expect(current.isOver || current.shownAt == nil)
            #expect(machine.deadline != nil, "opening ends one day")
        case .playing(let current), .buffering(let current, _):
            #expect(current.shownAt != nil && !current.isOver)
            #expect(machine.deadline == nil)
        case .backingOff(_, let until):
            #expect(until <= now + FailureReason.retryAfterMax, "no wait is endless")
        case .parked(_, let until): #expect(until <= now + 7200)
        case .idle, .holding, .disposed: break
        }
    }

    /// A cell that is gone hears nothing more.
    @Test func disposedLeadsNowhere() {
        var stage = WallStage(columns: 2, rows: 1)
        let id = stage.ids[1]
        stage.press(.grid(columns: 1, rows: 1))
        for event: CellEvent in [
            .assigned(Load(counter: 9, item: film(9))), .nextWanted, .frameShown, .ticked,
            .playerFailed(.unknown), .personActed,
        ] {
            #expect(stage.tell(id, event).of(id).isEmpty)
        }
        #expect(stage.cell(id) == nil)
    }
}
