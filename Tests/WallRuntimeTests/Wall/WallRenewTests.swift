import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// A cell whose player hangs gets another one.
@Suite(.serialized) @RenderThread struct WallRenewTests {
    /// The old picture stays until the new player has one, and the old player is ended.
    @Test(arguments: ["software", "gl"]) func aNewPlayerTakesOverTheOldPicture(
        renderer: String
    ) throws {
        let items = try ColorItems([0xFF3030, 0x30FF30], seconds: 60, rate: 25)
        try WallStage.run(
            renderer, PixelSize(width: 160, height: 90), grid: "2x1", items: items.items,
            colors: items.colors
        ) { stage in
            try stage.expectColors()
            let tile = try #require(stage.tiles.first)
            let driver = tile.driver
            let old = try #require(stage.color(of: tile))
            let other = try #require(items.items.first { items.colors[$0.id] != old })
            let new = try #require(items.colors[other.id])
            let neighbour = try #require(stage.tiles.last).driver
            let neighbours = neighbour.meter.total
            let signal = driver.signal

            // As the policy wishes: another player, and in it another item.
            let load = Load(counter: 1000, item: other)
            #expect(stage.wall.perform(.cell(driver.id, .renewPlayer)) == nil)
            #expect(driver.signal != nil && driver.signal !== signal)
            #expect(stage.wall.retiring.count == 1)
            try stage.reach { stage.wall.disposal.counts.ended == 1 }
            #expect(stage.wall.retiring.isEmpty)
            #expect(try colorDistance(pixel(stage), old) < 8, "it stays, however long that takes")
            // A toast or a card over it changes nothing.
            stage.wall.overlaysChanged = true
            for tile in stage.tiles { tile.needs.insert(.layers) }
            try stage.reach { stage.tiles.allSatisfy(\.needs.isEmpty) }
            #expect(try colorDistance(pixel(stage), old) < 8)
            #expect(stage.wall.perform(.cell(driver.id, .load(load))) == nil)

            var wrong: [UInt32] = []
            try stage.reach {
                let pixel = try pixel(stage)
                if colorDistance(pixel, new) < 8 { return true }
                // Under GL the change is a fade.
                let fades = renderer == "gl" && pixel & 0xFF < 0x60
                if colorDistance(pixel, old) >= 8, !fades { wrong.append(pixel) }
                return false
            }
            #expect(
                wrong.isEmpty, "\(wrong.count): \(wrong.prefix(4).map { String($0, radix: 16) })")
            #expect(neighbour.meter.total > neighbours)
            #expect(neighbour.meter.longestGap < 0.5, "the other cell plays on")
            #expect(stage.wall.disposal.counts.handedOver == 1)
            #expect(stage.wall.disposal.counts.abandoned == 0)
        }
    }

    /// The middle of the left cell.
    private func pixel(_ stage: WallStage) throws -> UInt32 {
        let picture = try stage.picture()
        return picture.pixels[45 * picture.width + 40]
    }
}
