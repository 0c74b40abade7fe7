import Foundation
import TestSupport
import Testing

@testable import Journal

/// A journal that cannot be used is set aside with one warning, and a new one is
/// begun; where that cannot be either, the wall goes on without.
@Suite struct TroubleTests {
    /// What stands where the journal should be.
    enum Obstacle: CaseIterable {
        case rubbish, half, newer, foreign, folder, link, pipe, columnless
    }

    private func put(_ obstacle: Obstacle, _ stage: JournalStage) throws {
        try stage.makeState()
        let url = URL(fileURLWithPath: stage.path)
        switch obstacle {
        case .rubbish:
            try Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: url)
        case .half:
            let store = stage.store()
            for number in 0..<2000 { store.append(stage.entry(number)) }
            store.close(atMost: 60)
            // The pages after the first, where everything stands.
            let whole = try Data(contentsOf: url)
            let size = try #require(whole.count > 40_000 ? whole.count : nil)
            try (whole.prefix(4096) + Data(repeating: 0xA5, count: size - 4096)).write(to: url)
        case .newer:
            let store = stage.store()
            store.append(stage.entry(0))
            store.close(atMost: 60)
            try stage.sql("PRAGMA user_version = 2")
        case .foreign:
            try stage.sql("CREATE TABLE recipes (id, cake)")
        case .columnless:
            try stage.sql("PRAGMA user_version = 1", "CREATE TABLE entry (id, time)")
        case .folder:
            try FileManager.default.createDirectory(
                at: url.appendingPathComponent("full"), withIntermediateDirectories: true)
        case .link:
            try Data("precious".utf8).write(to: URL(fileURLWithPath: stage.folder.at("other")))
            try FileManager.default.createSymbolicLink(
                atPath: stage.path, withDestinationPath: stage.folder.at("other"))
        case .pipe: #expect(mkfifo(stage.path, 0o600) == 0)
        }
    }

    @Test(arguments: Obstacle.allCases)
    func whatIsNoJournalIsSetAside(obstacle: Obstacle) async throws {
        try await JournalStage.with { stage throws in
            try put(obstacle, stage)
            let store = stage.store()
            store.append(stage.entry(1))
            #expect(store.flush(atMost: 60))
            store.append(stage.entry(2))
            #expect(store.flush(atMost: 60))
            #expect(try stage.entries().map(\.attempt) == [1, 2])
            let broken = try stage.broken()
            #expect(broken.count == 1, "\(broken)")
            #expect(broken.first?.hasPrefix("journal.sqlite.broken-20") == true)
            #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
            #expect(stage.problems.all.first?.contains(broken.first ?? "?") == true)
            #expect(try stage.mode(stage.path) == 0o600)
            if obstacle == .link {
                let other = try String(contentsOfFile: stage.folder.at("other"), encoding: .utf8)
                #expect(other == "precious")
            }
            store.close(atMost: 60)
        }
    }

    /// The journal goes bad under a wall that has it open; its quarantine is not lost.
    @Test(arguments: [true, false])
    func damageUnderAWallIsSetAside(showsWhileWriting: Bool) async throws {
        try await JournalStage.with { stage throws in
            let looksOften = JournalStore.Pace(firstMaintenance: 0.02, maintenance: 0.02)
            let store = stage.store(pace: showsWhileWriting ? .init() : looksOften)
            let row = QuarantineRow(
                item: "a", title: "t", source: "s", reason: "r", since: stage.now,
                until: stage.now + 60)
            store.replaceQuarantine([row])
            for number in 0..<1000 { store.append(stage.entry(number)) }
            #expect(store.flush(atMost: 60))
            if showsWhileWriting {
                try stage.sql("DROP TABLE entry")
            } else {
                // Both are opened before either is spoilt: what is noticed at once is set aside.
                let handles = try ["", "-wal"].map { name in
                    try #require(FileHandle(forWritingAtPath: stage.path + name))
                }
                for handle in handles {
                    let size = try handle.seekToEnd()
                    try handle.seek(toOffset: 0)
                    try handle.write(contentsOf: Data(repeating: 0x5A, count: Int(size)))
                    try handle.close()
                }
                #expect(becomesTrue(within: .seconds(60)) { !stage.problems.all.isEmpty })
            }
            store.append(stage.entry(7))
            #expect(store.flush(atMost: 60))
            #expect(try stage.broken().count == 1)
            #expect(try stage.entries().map(\.attempt) == [7])
            #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
            let file = try JournalFile(path: stage.path)
            #expect(try file.quarantine(wall: "wall") == [row])
            file.close()
            store.close(atMost: 60)
        }
    }

    /// Damage in a page that nobody writes to is found by the look at the whole file.
    @Test func damageInOldPagesIsFound() async throws {
        try await JournalStage.with { stage throws in
            let first = stage.store()
            for number in 0..<10 {
                for _ in 0..<500 { first.append(stage.entry(number)) }
                #expect(first.flush(atMost: 60))
            }
            first.close(atMost: 60)
            let handle = try #require(FileHandle(forWritingAtPath: stage.path))
            try handle.seek(toOffset: 30 * 4096)
            try handle.write(contentsOf: Data(repeating: 0x5A, count: 4 * 4096))
            try handle.close()
            let store = stage.store(pace: .init(firstMaintenance: 0.01))
            #expect(becomesTrue(within: .seconds(60)) { !stage.problems.all.isEmpty })
            store.append(stage.entry(1))
            #expect(store.flush(atMost: 60))
            #expect(try stage.entries().map(\.attempt) == [1])
            store.close(atMost: 60)
        }
    }

    /// The wall that finds the damage sets it aside; the other one follows it, and its
    /// end takes nothing away from the new journal.
    @Test func twoWallsShareTheNewJournal() async throws {
        try await JournalStage.with { stage throws in
            let one = stage.store(wall: "one")
            let two = stage.store(wall: "two")
            for store in [one, two] {
                store.append(stage.entry(1))
                #expect(store.flush(atMost: 60))
            }
            let folder = try JournalFolder.locked(stage.state, making: false, rootVisits: false)
            #expect(try folder.setAside("journal.sqlite", now: stage.now).contains(".broken-20"))
            folder.unlock()
            one.append(stage.entry(2, wall: "one"))
            #expect(one.flush(atMost: 60))
            func log() throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: stage.path + "-wal")[
                    .systemFileNumber] as? Int
            }
            let before = try log()
            two.close(atMost: 60)
            // SQLite deletes logs by name, but not for a database that was moved.
            #expect(try log() == before && before != nil)
            let three = stage.store(wall: "two")
            three.append(stage.entry(3, wall: "two"))
            #expect(three.flush(atMost: 60))
            one.append(stage.entry(4, wall: "one"))
            #expect(one.flush(atMost: 60))
            #expect(try stage.entries().map(\.attempt) == [2, 3, 4])
            one.close(atMost: 60)
            three.close(atMost: 60)
            #expect(try stage.entries().map(\.attempt) == [2, 3, 4])
            #expect(stage.problems.all.isEmpty, "\(stage.problems.all)")
        }
    }

    @Test func theOneWithTheHistoryIsNotGivenUpForEmptyOnes() async throws {
        try await JournalStage.with { stage throws in
            try FileManager.default.createDirectory(
                atPath: stage.state, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            for number in 1...6 {
                try? FileManager.default.removeItem(atPath: stage.path)
                // The first has a month in it, the others broke as soon as they were made.
                let rubbish = Data(repeating: 7, count: number == 1 ? 100_000 : 500)
                try rubbish.write(to: URL(fileURLWithPath: stage.path))
                let store = stage.store()
                store.append(stage.entry(number))
                #expect(store.flush(atMost: 60))
                store.close(atMost: 60)
                stage.passes(seconds: 3600)
            }
            let sizes = try stage.broken().map { name in
                try FileManager.default.attributesOfItem(
                    atPath: "\((stage.path as NSString).deletingLastPathComponent)/\(name)")[.size]
                    as? Int ?? 0
            }
            #expect(sizes.count == 3 && sizes.max() == 100_000, "\(sizes)")
        }
    }

    @Test func noMoreThanThreeBrokenOnesAreKept() async throws {
        try await JournalStage.with { stage throws in
            for number in 1...6 {
                try? FileManager.default.removeItem(atPath: stage.path)
                try put(.rubbish, stage)
                for name in ["-wal", "-shm"] {
                    try Data("x".utf8).write(to: URL(fileURLWithPath: stage.path + name))
                }
                let store = stage.store()
                store.append(stage.entry(number))
                #expect(store.flush(atMost: 60))
                store.close(atMost: 60)
                stage.passes(seconds: 3600)
            }
            #expect(try stage.broken().count == 3)
            let all = try FileManager.default.contentsOfDirectory(atPath: stage.state)
            // Three databases with two companions each, and the one in use with its own.
            #expect(all.count <= 12, "\(all)")
            #expect(stage.problems.all.count == 6)
        }
    }

    /// Not even the folder can be made: one warning, no entry, no delay; and when it
    /// can be made after all, the journal begins.
    @Test func withoutAFolderTheWallGoesOn() async throws {
        try await JournalStage.with { stage throws in
            try Data("no folder".utf8).write(to: URL(fileURLWithPath: stage.state))
            let store = stage.store(pace: .init(retry: 0.02))
            let began = ContinuousClock.now
            for number in 0..<100 { store.append(stage.entry(number)) }
            #expect(ContinuousClock.now - began < .seconds(5))
            #expect(!store.flush(atMost: 5))
            #expect(becomesTrue(within: .seconds(60)) { stage.problems.all.count == 1 })
            #expect(stage.problems.all.first?.contains(stage.state) == true)
            try FileManager.default.removeItem(atPath: stage.state)
            #expect(becomesTrue(within: .seconds(60)) { (try? stage.entries().count) == 100 })
            #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
            store.close(atMost: 60)
        }
    }

    @Test func aFolderThatEverybodyMayWriteToIsNotUsed() async throws {
        try await JournalStage.with { stage throws in
            try stage.makeState()
            #expect(chmod(stage.state, 0o777) == 0)
            let store = stage.store()
            store.append(stage.entry(1))
            #expect(!store.flush(atMost: 5))
            #expect(stage.problems.all.count == 1)
            #expect(!FileManager.default.fileExists(atPath: stage.path))
            store.close(atMost: 60)
        }
    }

    /// `geteuid() == 0` may do anything but write where the file system cannot.
    @Test(.enabled(if: Tmpfs.isPossible, "only root can mount a file system to write-protect"))
    func aReadOnlyDiskCostsTheJournalAlone() async throws {
        try await JournalStage.with { stage throws in
            try stage.makeState()
            try Tmpfs.with(stage.state, size: "2m") { disk in
                let store = stage.store(pace: .init(retry: 0.02))
                store.append(stage.entry(1))
                #expect(store.flush(atMost: 60))
                store.close(atMost: 60)
                try disk.remount("ro")
                let next = stage.store(pace: .init(retry: 0.02))
                next.append(stage.entry(2))
                #expect(!next.flush(atMost: 5))
                #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
                try disk.remount("rw")
                #expect(
                    try becomesTrue(within: .seconds(60)) {
                        try stage.entries().map(\.attempt) == [1, 2]
                    })
                next.close(atMost: 60)
                #expect(try stage.broken().isEmpty)
                #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
            }
        }
    }

    /// A full disk is no fault of the journal: it stays, and goes on when there is room.
    @Test(.enabled(if: Tmpfs.isPossible, "only root can mount a file system to fill"))
    func aFullDiskIsWaitedFor() async throws {
        try await JournalStage.with { stage throws in
            try stage.makeState()
            try Tmpfs.with(stage.state, size: "600k") { _ in
                let store = stage.store(pace: .init(retry: 0.02))
                store.append(stage.entry(1))
                #expect(store.flush(atMost: 60))
                let filler = stage.state + "/filler"
                #expect(
                    FileManager.default.createFile(
                        atPath: filler, contents: Data(repeating: 1, count: 500_000)))
                for number in 2...1500 { store.append(stage.entry(number)) }
                #expect(!store.flush(atMost: 5))
                #expect(becomesTrue(within: .seconds(60)) { stage.problems.all.count == 1 })
                #expect(stage.problems.all.first?.contains("full") == true)
                try FileManager.default.removeItem(atPath: filler)
                #expect(becomesTrue(within: .seconds(60)) { store.flush(atMost: 5) })
                #expect(try stage.entries().map(\.attempt) == Array(1...1500))
                #expect(try stage.broken().isEmpty)
                #expect(stage.problems.all.count == 1, "\(stage.problems.all)")
                store.close(atMost: 60)
            }
        }
    }

    @Test func aReaderSaysWhatIsWrongAndChangesNothing() async throws {
        try await JournalStage.with { stage throws in
            func failure() throws -> JournalError? {
                do throws(JournalError) {
                    _ = try JournalFile(path: stage.path)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(try failure() == .missing(path: stage.path))
            try put(.rubbish, stage)
            #expect(try failure()?.description.contains("cannot be read") == true)
            #expect(try stage.broken().isEmpty)
        }
    }
}
