import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Journal

/// A folder with a journal in it, for the time of a test.
final class JournalStage: Sendable {
    let folder: ScratchFolder
    /// What the stores complained about.
    let problems = Problems()
    private let time = Mutex(1_800_000_000.0)

    /// Runs a test on a thread that may block.
    static func with<Result: Sendable>(
        _ body: @escaping @Sendable (JournalStage) throws -> Result
    ) async throws -> Result {
        try await onThread {
            let stage = JournalStage(try ScratchFolder())
            defer { stage.folder.remove() }
            return try body(stage)
        }
    }

    private init(_ folder: ScratchFolder) { self.folder = folder }

    var state: String { folder.at("state") }
    var path: String { state + "/journal.sqlite" }

    /// The time on the stores' clocks, seconds since 1970.
    var now: Double { time.withLock { $0 } }
    func passes(seconds: Double) { time.withLock { $0 += seconds } }

    func store(
        wall: String = "wall", path: String? = nil, pace: JournalStore.Pace = .init()
    ) -> JournalStore {
        JournalStore(
            path: path ?? self.path, wall: wall, pace: pace, clock: { self.now },
            onProblem: { self.problems.add($0) })
    }

    func entry(_ number: Int, wall: String = "wall", kind: String = "failure") -> JournalEntry {
        JournalEntry(
            time: now, wall: wall, kind: kind, cell: number % 9 + 1, title: "title \(number)",
            attempt: number)
    }

    /// What another program reads from the journal.
    func entries(_ query: JournalQuery = JournalQuery()) throws -> [JournalEntry] {
        let file = try JournalFile(path: path)
        defer { file.close() }
        return try file.read(query).map(\.entry)
    }

    /// The names in the folder of those that were set aside, without what SQLite
    /// keeps beside them.
    func broken() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: state)
            .filter { $0.contains(".broken-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
            .sorted()
    }

    /// The low bits of a mode.
    func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// What Python's own SQLite does with the journal.
    /// - Returns: the first value of the last statement.
    @discardableResult
    func sql(_ statements: String...) throws -> String {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            for s in sys.argv[2:]: row = db.execute(s).fetchone()
            print(row[0] if row else "")
            """
        let run = try ProgramRun.of("python3", ["-c", script, path] + statements)
        #expect(run.status == 0, "\(run.errors)")
        return run.text.trimmingCharacters(in: .newlines)
    }

    func makeState() throws {
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }
}

/// Sentences, gathered from any thread.
final class Problems: Sendable {
    private let sentences = Mutex<[String]>([])
    var all: [String] { sentences.withLock { $0 } }
    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}
