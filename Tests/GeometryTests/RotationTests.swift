import Geometry
import Testing

@Suite struct RotationTests {
    static let displays = [
        PixelSize(width: 1920, height: 1080), PixelSize(width: 1, height: 1),
        PixelSize(width: 7, height: 3), PixelSize(width: 3, height: 1000),
    ]

    /// A cell of one pixel, wherever it hangs, is found again by a click on it.
    @Test(arguments: Rotation.allCases)
    func aClickHitsWhatIsDrawnThere(rotation: Rotation) {
        let physical = PixelSize(width: 7, height: 3)
        let logical = rotation.logicalSize(of: physical)
        #expect(logical.width * logical.height == 21)
        var seen = Set<PixelRect>()
        for x in 0..<logical.width {
            for y in 0..<logical.height {
                let pixel = PixelRect(x: x, y: y, width: 1, height: 1)
                let drawn = rotation.physicalRect(of: pixel, on: physical)
                #expect(drawn.size == PixelSize(width: 1, height: 1))
                #expect((0..<7).contains(drawn.x) && (0..<3).contains(drawn.y))
                seen.insert(drawn)
                let back = rotation.logicalPoint(x: drawn.x, y: drawn.y, on: physical)
                #expect(back == (x, y))
            }
        }
        #expect(seen.count == 21, "no two pixels fall together")
    }

    @Test(arguments: Rotation.allCases, displays)
    func aRectangleKeepsItsPixels(rotation: Rotation, physical: PixelSize) {
        let logical = rotation.logicalSize(of: physical)
        let whole = PixelRect(x: 0, y: 0, width: logical.width, height: logical.height)
        #expect(
            rotation.physicalRect(of: whole, on: physical)
                == PixelRect(x: 0, y: 0, width: physical.width, height: physical.height))
        let rect = PixelRect(
            x: logical.width / 3, y: logical.height / 2, width: max(1, logical.width / 4),
            height: max(1, logical.height / 3))
        let drawn = rotation.physicalRect(of: rect, on: physical)
        #expect(drawn.width * drawn.height == rect.width * rect.height)
        for x in [drawn.x, drawn.maxX - 1] {
            for y in [drawn.y, drawn.maxY - 1] {
                let back = rotation.logicalPoint(x: x, y: y, on: physical)
                #expect(rect.contains(x: back.x, y: back.y))
            }
        }
        let outside = rotation.logicalPoint(x: drawn.maxX, y: drawn.y, on: physical)
        #expect(!rect.contains(x: outside.x, y: outside.y))
    }

    /// Turned clockwise, the top left of the picture comes to the top right.
    @Test func theDirectionIsClockwise() {
        let physical = PixelSize(width: 1080, height: 1920)
        let corner = PixelRect(x: 0, y: 0, width: 10, height: 20)
        #expect(
            Rotation.quarter.physicalRect(of: corner, on: physical)
                == PixelRect(x: 1060, y: 0, width: 20, height: 10))
        #expect(
            Rotation.half.physicalRect(of: corner, on: physical)
                == PixelRect(x: 1070, y: 1900, width: 10, height: 20))
        #expect(
            Rotation.threeQuarters.physicalRect(of: corner, on: physical)
                == PixelRect(x: 0, y: 1910, width: 20, height: 10))
    }
}
