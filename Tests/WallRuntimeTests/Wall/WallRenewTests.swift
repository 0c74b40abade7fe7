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
            var renewals = 0
            let gap = try shortest(under: .milliseconds(500)) {
                renewals += 1
                try renew(stage, renderer, items, count: renewals)
                let neighbour = try #require(stage.tiles.last).driver
                return .seconds(neighbour.meter.longestGap)
            }
            #expect(gap < .milliseconds(500), "the other cell plays on")
        }
    }

    /// Another player, and in it another item, for the left cell.
    /// - Parameter count: how often, with this time.
    private func renew(
        _ stage: WallStage, _ renderer: String, _ items: ColorItems, count: Int
    ) throws {
        let tile = try #require(stage.tiles.first)
        let driver = tile.driver
        let old = try pixel(stage)
        let other = try #require(
            items.items.first { items.colors[$0.id].map { colorDistance($0, old) >= 8 } == true })
        let new = try #require(items.colors[other.id])
        let neighbour = try #require(stage.tiles.last).driver
        let neighbours = neighbour.meter.total
        let signal = driver.signal

        // As the policy wishes.
        let load = Load(counter: 1000 + count, item: other)
        #expect(stage.wall.perform(.cell(driver.id, .renewPlayer)) == nil)
        #expect(driver.signal != nil && driver.signal !== signal)
        #expect(stage.wall.retiring.count == 1)
        try stage.reach { stage.wall.disposal.counts.ended == count }
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
        #expect(stage.wall.disposal.counts.handedOver == count)
        #expect(stage.wall.disposal.counts.abandoned == 0)
    }

    /// The middle of the left cell.
    private func pixel(_ stage: WallStage) throws -> UInt32 {
        let picture = try stage.picture()
        return picture.pixels[45 * picture.width + 40]
    }
}
