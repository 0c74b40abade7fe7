import Foundation
import Geometry
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Where the wall is, from one start to the next.
@Suite struct ResumeFileTests {
    /// A folder, and a file in it that a wall uses.
    private final class Stage: Sendable {
        let folder: ScratchFolder
        private let sentences = Mutex<[String]>([])
        var problems: [String] { sentences.withLock { $0 } }
        var state: String { folder.at("state") }
        var path: String { state + "/wall.resume.json" }

        init() throws { folder = try ScratchFolder() }

        static func with<Result: Sendable>(
            _ body: @escaping @Sendable (Stage) throws -> Result
        ) async throws -> Result {
            try await onThread {
                let stage = try Stage()
                defer { stage.folder.remove() }
                return try body(stage)
            }
        }

        func file() -> ResumeFile {
            ResumeFile(folder: state, name: "wall") { problem in
                self.sentences.withLock { $0.append(problem) }
            }
        }

        func put(_ text: String) throws {
            try FileManager.default.createDirectory(
                atPath: state, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }

        var text: String? { try? String(contentsOfFile: path, encoding: .utf8) }
    }

    private static func snapshot(position: Double = 12.5) -> WallSnapshot {
        var snapshot = WallSnapshot()
        snapshot.grid = GridSize(columns: 3, rows: 2)
        snapshot.focus = 4
        snapshot.sounding = 2
        snapshot.volume = 35
        snapshot.filter = "favorites"
        snapshot.paused = true
        snapshot.cells = (1...6).map {
            CellSnapshot(
                number: $0, id: "\($0)", display: 1,
                rect: PixelRect(x: 0, y: 0, width: 1, height: 1))
        }
        snapshot.cells[0].item = ItemID(rawValue: "file:/a.mp4")
        snapshot.cells[0].position = position
        snapshot.cells[2].item = ItemID(rawValue: "url:1234")
        snapshot.cells[2].position = 99
        snapshot.cells[2].live = true
        snapshot.cells[3].item = ItemID(rawValue: "file:/b.mp4")
        snapshot.cells[3].position = -.infinity
        snapshot.cells[3].paused = true
        return snapshot
    }

    private static func state(position: Double = 12.5) -> ResumeState {
        ResumeState(
            snapshot: snapshot(position: position), configuredGrid: GridSize(columns: 2, rows: 2))
    }

    @Test func whatIsSavedIsResumed() async throws {
        try await Stage.with { stage throws in
            #expect(stage.file().read() == nil)
            let saved = Self.state()
            stage.file().offer(saved, now: 0)
            let read =
                becomesTrue(within: .seconds(60)) { stage.text != nil } ? stage.file().read() : nil
            #expect(read == saved)
            #expect(read?.grid == GridSize(columns: 3, rows: 2))
            #expect(read?.configuredGrid == GridSize(columns: 2, rows: 2))
            #expect(read?.focus == 4 && read?.sounding == 2 && read?.volume == 35)
            #expect(read?.filter == "favorites" && read?.paused == true)
            #expect(
                read?.cells == [
                    .init(number: 1, item: ItemID(rawValue: "file:/a.mp4"), position: 12.5),
                    .init(number: 3, item: ItemID(rawValue: "url:1234"), position: nil),
                    .init(
                        number: 4, item: ItemID(rawValue: "file:/b.mp4"), position: nil,
                        paused: true),
                ])
            let facts = try FileManager.default.attributesOfItem(atPath: stage.path)
            #expect(facts[.posixPermissions] as? Int == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: stage.state)
                    == ["wall.resume.json"])
            #expect(stage.problems.isEmpty)
        }
    }

    @Test func itIsWrittenAtMostOnceInFiveSecondsAndOnlyWhenChanged() async throws {
        try await Stage.with { stage throws in
            let file = stage.file()
            func holds(_ position: Double) -> Bool {
                stage.text?.contains("\"position\":\(position)") == true
            }
            file.offer(Self.state(position: 1.5), now: 100)
            #expect(becomesTrue(within: .seconds(60)) { holds(1.5) })
            file.offer(Self.state(position: 2.5), now: 104.9)
            // Reading waits for whatever is being written.
            _ = file.read()
            #expect(holds(1.5))
            file.offer(Self.state(position: 3.5), now: 105)
            #expect(becomesTrue(within: .seconds(60)) { holds(3.5) })
            try FileManager.default.removeItem(atPath: stage.path)
            file.offer(Self.state(position: 3.5), now: 200)
            _ = file.read()
            #expect(stage.text == nil)
            // At the end, the last word counts.
            #expect(file.finish(Self.state(position: 4.5), atMost: 60))
            #expect(holds(4.5))
        }
    }

    /// The display goes away and the process with it: what was offered last is written, and is no
    /// hasty end.
    @Test func whatWasOfferedLastIsWrittenAtASuddenEnd() async throws {
        try await Stage.with { stage throws in
            let file = stage.file()
            file.finishOffered(atMost: 60)
            #expect(stage.text == nil, "nothing was offered")
            file.offer(Self.state(position: 1.5), now: 100)
            var last = Self.state(position: 2.5)
            last.hastyStarts = 3
            file.offer(last, now: 101)
            file.finishOffered(atMost: 60)
            #expect(stage.file().read() == Self.state(position: 2.5))
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"schema":1}"#, "\u{0}\u{1}rubbish",
        good.replacing("\"schema\":1", with: "\"schema\":0"),
        good.replacing("\"volume\":35", with: "\"volume\":101"),
        good.replacing("\"focus\":4", with: "\"focus\":-1"),
        good.replacing("\"focus\":4", with: "\"focus\":1e300"),
        good.replacing("\"number\":1,", with: "\"number\":0,"),
        good.replacing("\"number\":3", with: "\"number\":1"),
        good.replacing("\"number\":3", with: "\"number\":513"),
        good.replacing("\"position\":12.5", with: "\"position\":-1"),
        good.replacing("\"position\":12.5", with: "\"position\":1e999"),
        good.replacing("\"columns\":3", with: "\"columns\":9"),
        good.replacing("file:/a.mp4", with: String(repeating: "x", count: 5_000)),
        good.replacing("file:/a.mp4", with: ""),
        String(repeating: "[", count: 900_000), String(repeating: " ", count: 1 << 21) + good,
    ])
    func whatCannotBeIsSetAside(text: String) async throws {
        try await Stage.with { stage throws in
            try stage.put(text)
            let file = stage.file()
            #expect(file.read() == nil)
            #expect(stage.text == nil)
            #expect(try String(contentsOfFile: stage.path + ".broken", encoding: .utf8) == text)
            #expect(stage.problems.count == 1)
            #expect(stage.problems.first?.contains(".broken") == true)
            // Once.
            #expect(file.read() == nil && stage.problems.count == 1)
            #expect(file.finish(Self.state(), atMost: 60))
            #expect(file.read() == Self.state())
        }
    }

    /// What was written, as text to break.
    private static let good: String = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(state())).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }()

    @Test func aNewerFormIsNamed() async throws {
        try await Stage.with { stage throws in
            try stage.put(#"{"schema":2,"grid":"hexagons"}"#)
            #expect(stage.file().read() == nil)
            #expect(stage.problems.first?.contains("newer Hyperwall") == true)
        }
    }

    @Test func unknownFieldsAreIgnored() async throws {
        try await Stage.with { stage throws in
            try stage.put(Self.good.replacing("\"schema\":1", with: "\"schema\":1,\"x\":[{}]"))
            #expect(stage.file().read() == Self.state())
            #expect(stage.problems.isEmpty)
        }
    }

    @Test(arguments: ["link", "folder", "pipe"])
    func whatIsNoFileIsSetAside(kind: String) async throws {
        try await Stage.with { stage throws in
            try FileManager.default.createDirectory(
                atPath: stage.state, withIntermediateDirectories: true)
            let other = stage.folder.at("other")
            switch kind {
            case "link":
                try Data(Self.good.utf8).write(to: URL(fileURLWithPath: other))
                try FileManager.default.createSymbolicLink(
                    atPath: stage.path, withDestinationPath: other)
            case "folder": #expect(mkdir(stage.path, 0o700) == 0)
            default: #expect(mkfifo(stage.path, 0o600) == 0)
            }
            let file = stage.file()
            for _ in 0..<2 { #expect(file.read() == nil) }
            #expect(stage.problems.count == 1, "\(stage.problems)")
            #expect(file.finish(Self.state(), atMost: 60))
            #expect(file.read() == Self.state())
            if kind == "link" {
                #expect(try String(contentsOfFile: other, encoding: .utf8) == Self.good)
            }
        }
    }

    /// One sentence, however often; and it goes on when it can.
    @Test func aFolderThatCannotBeMadeIsSaidOnce() async throws {
        try await Stage.with { stage throws in
            try Data("no folder".utf8).write(to: URL(fileURLWithPath: stage.state))
            let file = stage.file()
            for number in 0..<5 {
                #expect(!file.finish(Self.state(position: Double(number)), atMost: 5))
            }
            #expect(stage.problems.count == 1, "\(stage.problems)")
            try FileManager.default.removeItem(atPath: stage.state)
            #expect(file.finish(Self.state(), atMost: 60))
            #expect(file.read() == Self.state())
        }
    }

    /// A wall that is killed while it writes leaves the old file or the new one.
    @Test func whatIsHalfWrittenIsNotResumed() async throws {
        try await Stage.with { stage throws in
            #expect(stage.file().finish(Self.state(), atMost: 60))
            try Data("{\"schema\"".utf8).write(to: URL(fileURLWithPath: stage.path + ".new"))
            #expect(stage.file().read() == Self.state())
            #expect(stage.file().finish(Self.state(position: 7), atMost: 60))
            #expect(stage.file().read() == Self.state(position: 7))
        }
    }
}
