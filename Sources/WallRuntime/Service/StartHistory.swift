import Dispatch
import Foundation
import Synchronization
public import WallPolicy

/// `NAME.starts.json` in the state folder: how this wall's starts went lately.
///
/// Everything is done on a queue of its own: a disk that is full, gone or hangs costs the
/// counting, and no start.
public final class StartHistory: Sendable {
    /// How long a start waits for the file, seconds: a dead disk must not make a wall dark.
    static let readSeconds = 2.0
    /// How long it waits until a word is on the disk that must be there before it dies, seconds.
    static let writeSeconds = 0.5

    private let place: ResumePlace
    private let onProblem: @Sendable (String) -> Void
    private let record = Mutex(StartRecord())
    private let queue = DispatchQueue(label: "hyperwall.starts", qos: .utility)
    private let said = Atomic<Bool>(false)

    /// - Parameters:
    ///   - folder: the state folder.
    ///   - name: the wall's.
    ///   - onProblem: takes one sentence, on any thread.
    public init(
        folder: String, name: String, onProblem: @escaping @Sendable (String) -> Void
    ) {
        place = ResumePlace(folder: folder, name: "\(name).starts.json")
        self.onProblem = onProblem
    }

    /// A process of this wall begins. A file that cannot be used is as good as none.
    /// - Returns: how this start is to be made.
    public func begin() -> StartPlan {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            defer { done.signal() }
            do throws(ResumeTrouble) {
                guard let found = try self.place.read(StartRecord.self) else { return }
                self.record.withLock { $0 = found }
            } catch {
                self.onProblem(
                    "\(self.place.path) \(error.words); earlier starts count for nothing.")
            }
        }
        _ = done.wait(timeout: .now() + Self.readSeconds)
        var plan = record.withLock { $0.begin(now: Self.now) }
        // On the disk before anything is waited for, or what is counted were lost with a kill.
        save(atMost: Self.writeSeconds)
        plan.delaySeconds = max(0, plan.delaySeconds)
        return plan
    }

    /// The wall is about to open its windows: from here on its end counts as a failure until
    /// it has lived, or ends on purpose.
    public func beginsToShow() {
        change(atMost: Self.writeSeconds) { $0.beginsToShow(now: Self.now) }
    }

    /// The wall ends because that was wanted.
    public func endedOnPurpose() { change(atMost: Self.writeSeconds) { $0.endedOnPurpose() } }

    /// The wall lived for `StartRecord.livedSeconds`.
    func lived() { change(atMost: 0) { $0.lived() } }

    /// The wall lived through the quiet time of safe mode.
    func leavesSafeMode() { change(atMost: Self.writeSeconds) { $0.leavesSafeMode() } }

    /// The wall lived for an hour outside of safe mode.
    func isWell() { change(atMost: 0) { $0.isWell() } }

    private static var now: Double { Date().timeIntervalSince1970 }

    private func change(atMost seconds: Double, _ change: (inout StartRecord) -> Void) {
        let isNew = record.withLock { record in
            let before = record
            change(&record)
            return record != before
        }
        if isNew { save(atMost: seconds) }
    }

    private func save(atMost seconds: Double) {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            defer { done.signal() }
            do throws(ResumeTrouble) {
                try self.place.write(self.record.withLock { $0 })
            } catch {
                guard !self.said.exchange(true, ordering: .relaxed) else { return }
                self.onProblem(
                    "Failed starts cannot be counted: \(self.place.path) \(error.words).")
            }
        }
        if seconds > 0 { _ = done.wait(timeout: .now() + seconds) }
    }
}
