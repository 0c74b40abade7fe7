import Dispatch
import Synchronization
import WallPolicy

/// `NAME.resume.json` in the state folder: where the wall is, for its next start.
///
/// Everything is done on a queue of its own: a disk that is full, gone or hangs
/// costs the resuming, and no frame.
final class ResumeFile: Sendable {
    /// Between two writings, seconds.
    static let intervalSeconds = 5.0
    /// How long a start waits for the file, seconds: a dead disk must not make a wall dark.
    static let readSeconds = 2.0

    private struct State {
        /// What is in the file, as far as known.
        var written: ResumeState?
        /// What was offered last, written or not.
        var offered: ResumeState?
        var isWriting = false
        /// When writing began last, on the wall's clock.
        var beganAt = -Double.infinity
        /// What was said last about writing, so that it is said once.
        var said: String?
    }

    private let place: ResumePlace
    private let onProblem: @Sendable (String) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "hyperwall.resume", qos: .utility)

    /// - Parameters:
    ///   - folder: the state folder.
    ///   - name: the wall's.
    ///   - onProblem: takes one sentence, on any thread.
    init(folder: String, name: String, onProblem: @escaping @Sendable (String) -> Void) {
        place = ResumePlace(folder: folder, name: "\(name).resume.json")
        self.onProblem = onProblem
    }

    /// What the last wall of this name left. A file that cannot be used is set aside
    /// as `.broken`, with one warning.
    /// - Returns: nil when there is nothing to resume.
    func read(atMost seconds: Double = ResumeFile.readSeconds) -> ResumeState? {
        let found = Box<Result<ResumeState?, ResumeTrouble>>()
        let done = DispatchSemaphore(value: 0)
        queue.async { [place] in
            found.put(Result { () throws(ResumeTrouble) in try place.read() })
            done.signal()
        }
        guard done.wait(timeout: .now() + seconds) == .success, let result = found.value else {
            onProblem("\(place.path) cannot be read in time; the wall starts anew.")
            return nil
        }
        switch result {
        case .success(let state): return state
        case .failure(let trouble):
            onProblem("\(place.path) \(trouble.words); the wall starts anew.")
            return nil
        }
    }

    /// Writes where the wall is, unless it stands in the file already, the last writing
    /// is younger than 5 s, or still goes on. Returns at once.
    /// - Parameter now: seconds on the wall's clock.
    func offer(_ wanted: ResumeState, now: Double) {
        let begins = state.withLock { state in
            state.offered = wanted
            guard !state.isWriting, now - state.beganAt >= Self.intervalSeconds,
                state.written != wanted
            else { return false }
            state.isWriting = true
            state.beganAt = now
            return true
        }
        if begins { queue.async { self.write(wanted) } }
    }

    /// Writes where the wall is at its end, however young the last writing.
    /// - Parameter seconds: how long to wait for it.
    /// - Returns: whether it is written.
    @discardableResult
    func finish(_ wanted: ResumeState, atMost seconds: Double) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.write(wanted)
            done.signal()
        }
        guard done.wait(timeout: .now() + seconds) == .success else { return false }
        return state.withLock { $0.written == wanted }
    }

    /// The wall ends at once, and not for anything that it plays: writes what was offered last.
    /// - Parameter seconds: how long to wait for it.
    func finishOffered(atMost seconds: Double) {
        guard var last = state.withLock({ $0.offered }) else { return }
        last.hastyStarts = 0
        finish(last, atMost: seconds)
    }

    /// The wall ended by itself and is not to go on where it was.
    /// - Parameter seconds: how long to wait for it.
    func forget(atMost seconds: Double) {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.place.remove()
            done.signal()
        }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func write(_ wanted: ResumeState) {
        let problem: String?
        do throws(ResumeTrouble) {
            if state.withLock({ $0.written != wanted }) { try place.write(wanted) }
            problem = nil
        } catch {
            problem = "Where the wall is cannot be saved: \(place.path) \(error.words)."
        }
        let isNew = state.withLock { state in
            state.isWriting = false
            if problem == nil { state.written = wanted }
            defer { state.said = problem }
            return state.said != problem
        }
        if let problem, isNew { onProblem(problem) }
    }
}

/// A value that one thread leaves for another.
private final class Box<Value: Sendable>: Sendable {
    private let storage = Mutex<Value?>(nil)
    var value: Value? { storage.withLock { $0 } }
    func put(_ value: Value) { storage.withLock { $0 = value } }
}
