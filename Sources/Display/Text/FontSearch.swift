import Dispatch
import Synchronization

/// Finds out, away from the main thread, which installed font has which
/// letters. Begun when a letter is first missing; a disk that is asleep must
/// not stop the wall for a label.
final class FontSearch: Sendable {
    /// A font file and what it has.
    struct Entry: Sendable {
        let path: String
        let coverage: FontCoverage
    }

    private let folders: [String]
    private let result = Mutex<[Entry]?>(nil)
    private let begun = Atomic<Bool>(false)
    private let running = DispatchGroup()

    init(folders: [String]) { self.folders = folders }

    /// Usable fonts, the most promising first; nil while they are not known.
    /// The first call begins the search.
    var entries: [Entry]? {
        if !begun.exchange(true, ordering: .relaxed) {
            DispatchQueue.global(qos: .utility).async(group: running) { @Sendable in
                let entries = FontFiles(folders: self.folders).paths.compactMap { path in
                    FontCoverage(path: path).map { Entry(path: path, coverage: $0) }
                }
                self.result.withLock { $0 = entries }
            }
        }
        return result.withLock { $0 }
    }

    /// Whether a search was begun and has ended.
    var isFinished: Bool { result.withLock { $0 != nil } }

    /// Waits for a search that was begun.
    /// - Returns: false when it took longer.
    func wait(seconds: Double) -> Bool {
        guard begun.load(ordering: .relaxed) else { return true }
        return running.wait(timeout: .now() + seconds) == .success
    }
}
