import Geometry
import Testing

/// The walk against burn-in.
@Suite struct PixelShiftTests {
    private struct Place: Hashable {
        let x, y: Int
        init(_ step: Int) { (x, y) = PixelShift.offset(step: step) }
    }

    @Test func everyPlaceIsVisitedAndNoStepCanBeSeen() {
        let walk = (0...160).map(Place.init)
        #expect(Set(walk).count == 81)
        #expect(walk.allSatisfy { abs($0.x) <= 4 && abs($0.y) <= 4 })
        for (from, to) in zip(walk, walk.dropFirst()) {
            #expect(abs(from.x - to.x) + abs(from.y - to.y) == 1, "one pixel, and never none")
        }
        #expect(Place(160) == Place(0) && Place(-1) == Place(159) && Place(1_000_000) == Place(0))
    }

    @Test func theStageNeverLeavesItsWindow() {
        for size in [PixelSize(width: 1920, height: 1080), PixelSize(width: 128, height: 300)] {
            let window = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
            for step in 0..<160 {
                let stage = PixelShift.stage(in: size, step: step)
                #expect(stage.intersection(window) == stage)
                #expect(stage.width == size.width - 8 && stage.height == size.height - 8)
            }
            #expect(PixelShift.stage(in: size, step: nil) == window)
        }
        let small = PixelShift.stage(in: PixelSize(width: 127, height: 500), step: 3)
        #expect(small == PixelRect(x: 0, y: 0, width: 127, height: 500))
    }
}
