import Synchronization
import Testing

/// Who has this trait waits for its turn: one at a time of all of them.
///
/// Suites that are serialized run beside each other all the same. Four walls on two cores make
/// each other late, and a test that says how late a wall may be, or that it loses no frame, fails
/// for its neighbours. So there are two rows of tests: `ProgramTests`, and beside it those that
/// wait for their turn test by test; and what wants the machine for itself has a turn, too.
struct Turn: SuiteTrait, TestTrait, TestScoping {
    /// Whether a suite has one turn for all its tests; else each of its tests has its own.
    let isOfSuite: Bool
    var isRecursive: Bool { !isOfSuite }

    /// Around the whole of a test and not around each of its cases: the time limit is for a case,
    /// and does not begin before the turn has come.
    func scopeProvider(for test: Test, testCase: Test.Case?) -> Turn? {
        test.isSuite == isOfSuite && testCase == nil ? self : nil
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turns.shared.begin()
        defer { Turns.shared.end() }
        try await function()
    }
}

extension Trait where Self == Turn {
    /// For a suite that bears no other walls beside it.
    static var alone: Turn { Turn(isOfSuite: true) }
    /// For tests that bear `ProgramTests` beside them, and no more.
    static var oneAtATime: Turn { Turn(isOfSuite: false) }
}

/// The turns, in the order in which they were asked for.
private final class Turns: Sendable {
    static let shared = Turns()

    private struct State {
        var isTaken = false
        /// Those that wait, the first first.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func begin() async {
        await withCheckedContinuation { turn in
            let isFree = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return true
                }
                state.waiting.append(turn)
                return false
            }
            if isFree { turn.resume() }
        }
    }

    func end() {
        let next = state.withLock { state in
            guard state.waiting.isEmpty else { return Optional(state.waiting.removeFirst()) }
            state.isTaken = false
            return nil
        }
        next?.resume()
    }
}
