import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// What a change of the grid does to the cells that stay.
    @Suite struct SurvivorTests {
        @Test func survivorsOfAGridChangePlayOn() async throws {
            try await WallStage.with(videos: 12) { stage in
                try await stage.wall(["--grid", "3x3", stage.videos]) { wall in
                    try await wall.plays(9)
                    let nine = try await wall.wait("positions are known") {
                        $0.cells.allSatisfy { $0.position != nil }
                    }
                    try await wall.takeKeyboard()
                    // The focused cell and the sounding one survive wherever they are.
                    try await wall.press("Down", "Down", "Right", "m", "Right")
                    try await wall.wait("focus on 9, sound of 8") {
                        $0.focus == 9 && $0.sounding == 8
                    }
                    try await wall.press("2")
                    let four = try await wall.wait("2×2") { $0.cells.count == 4 }
                    let kept = four.cells.map(\.id)
                    #expect(kept == [0, 1, 7, 8].map { nine.cells[$0].id })
                    try await wall.press("3")
                    let again = try await wall.wait("3×3 plays") {
                        $0.cells.count == 9 && $0.cells.allSatisfy(\.isPlaying)
                            && ($0.cells.first?.position ?? 0) > (nine.cells[0].position ?? 0) + 2
                    }
                    #expect(again.cells.prefix(4).map(\.id) == kept)
                    #expect(Set(again.cells.map(\.id)).count == 9)
                    for cell in again.cells.prefix(4) {
                        let before = try #require(nine.cells.first { $0.id == cell.id })
                        let between = try #require(four.cells.first { $0.id == cell.id })
                        #expect(cell.loads == before.loads && cell.item == before.item)
                        #expect(between.statistics.shownFrames >= before.statistics.shownFrames)
                        #expect(cell.statistics.shownFrames > between.statistics.shownFrames)
                        #expect(try #require(cell.position) > #require(before.position))
                    }
                }
            }
        }

        /// What is generated has no end: read ahead, it would fill the memory.
        @Test func theDemoIsNotReadAheadAfterAGridChange() async throws {
            try await WallStage.with { stage in
                try await stage.wall(["--grid", "2x2"]) { wall in
                    try await wall.plays(4)
                    try await wall.takeKeyboard()
                    try await wall.press("1")
                    try await wall.wait("one cell") { $0.cells.count == 1 }
                    try await wall.press("2")
                    let four = try await wall.plays(4)
                    let later = try await wall.wait("some seconds later") {
                        $0.uptimeSeconds > four.uptimeSeconds + 5
                    }
                    #expect(later.cache.usedBytes < 32 * 1_048_576)
                }
            }
        }

        @Test func aGrowingFolderIsNoticed() async throws {
            try await WallStage.with(videos: 1) { stage in
                try await stage.wall(["--grid", "1x1", stage.videos]) { wall in
                    try await wall.wait("one item") { $0.items.count == 1 }
                    try await wall.plays(1)
                    try ProgramClips.put(1, into: stage.folder.at("new"))
                    try await stage.server?.run([
                        "cp", stage.folder.at("new/clip 01.mp4"), "\(stage.videos)/later.mp4",
                    ])
                    try await wall.wait("two items") { $0.items.count == 2 }
                    try await wall.takeKeyboard()
                    // What was prepared before it came may be first.
                    try await wall.press("n")
                    try await wall.wait("something plays") { now in
                        now.cells[0].loads == 2 && now.cells[0].isPlaying
                    }
                    try await wall.press("n")
                    try await wall.wait("the new one plays") { now in
                        now.cells.contains { $0.title == "later" && $0.isPlaying }
                    }
                }
            }
        }
    }
}
