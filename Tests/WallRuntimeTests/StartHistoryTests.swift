import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Starts that are counted on disk.
@Suite struct StartHistoryTests {
    private let said = Said()

    private func start(_ folder: ScratchFolder) -> StartHistory {
        StartHistory(folder: folder.path, name: "wall") { said.add($0) }
    }

    @Test("processes that die are counted by the next one")
    func counts() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        for number in 0..<5 {
            let history = start(folder)
            let plan = history.begin()
            #expect(plan.failures == number)
            #expect(!plan.isSafe)
            history.beginsToShow()
        }
        let sixth = start(folder)
        #expect(sixth.begin().isSafe)
        sixth.beginsToShow()
        sixth.endedOnPurpose()
        #expect(
            start(folder).begin()
                == StartPlan(failures: 0, isSafe: false, delaySeconds: 0, quietSeconds: 600))
        #expect(said.all.isEmpty)
    }

    @Test(
        "a file that cannot be used is set aside, said once, and counts for nothing",
        arguments: ["", "{", "[1]", #"{"schema":9}"#, String(repeating: "x", count: 2 << 20)])
    func broken(content: String) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try Data(content.utf8).write(to: URL(fileURLWithPath: folder.at("wall.starts.json")))
        let history = start(folder)
        #expect(history.begin().failures == 0)
        history.beginsToShow()
        #expect(said.all.count == 1)
        #expect(try folder.names() == ["wall.starts.json", "wall.starts.json.broken"])
        #expect(start(folder).begin().failures == 1)
    }

    @Test("a folder that cannot be written costs the counting, and no start")
    func unwritable() throws {
        let history = StartHistory(folder: "/proc/nothing", name: "wall") { said.add($0) }
        #expect(history.begin().failures == 0)
        history.beginsToShow()
        history.endedOnPurpose()
        #expect(said.all.count == 1, "\(said.all)")
    }
}

private final class Said: Sendable {
    private let sentences = Mutex<[String]>([])
    var all: [String] { sentences.withLock { $0 } }
    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}
