import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// A wall in safe mode: what it says, and how it leaves.
@Suite(.serialized) @RenderThread struct WallLifeTests {
    @Test("safe mode is to be seen, and ends after its time", arguments: [true, false])
    func safeMode(isRestarted: Bool) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        for _ in 0..<5 {
            let died = StartHistory(folder: folder.path, name: "wall") { _ in }
            _ = died.begin()
            died.beginsToShow()
        }
        let starts = StartHistory(folder: folder.path, name: "wall") { _ in }
        var plan = starts.begin()
        #expect(plan.isSafe)
        // Long enough that a slow machine shows it.
        plan.quietSeconds = 5
        starts.beginsToShow()
        let life = WallLife(starts: starts, plan: plan, isRestarted: isRestarted)
        let items = try ColorItems([0x3030FF], seconds: 60, rate: 25)
        try WallStage.run(
            "software", PixelSize(width: 320, height: 180), grid: "1x1", items: items.items,
            colors: items.colors, life: life
        ) { stage in
            let window = try #require(stage.wall.windows.first)
            try stage.reach {
                window.overlay?.notice != nil && stage.wall.published.value.safeMode != nil
            }
            #expect(window.overlay?.notice == "Safe mode")
            // In the lower right corner.
            #expect(window.layers.contains { $0.rect.x > 160 && $0.rect.y > 120 })
            let words = try #require(stage.wall.published.value.safeMode)
            #expect(words.hasPrefix("Safe mode: 5 starts in a row"))

            _ = stage.turn {
                stage.wall.exitStatus != nil || stage.wall.safeMode != words
            }
            #expect(stage.wall.exitStatus == (isRestarted ? 0 : nil))
            #expect(stage.wall.safeMode == (isRestarted ? words : Catalogue.safeModeLasts))
            // Whoever starts next, starts as configured.
            #expect(!StartHistory(folder: folder.path, name: "wall") { _ in }.begin().isSafe)
            stage.wall.exitStatus = nil
        }
    }
}
