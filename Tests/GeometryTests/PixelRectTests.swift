import Geometry
import Testing

@Suite struct PixelRectTests {
    /// Small rectangles in every position to each other, empty ones among them.
    static let rects: [PixelRect] = (0..<3).flatMap { x in
        (0..<3).flatMap { y in
            (0..<3).flatMap { width in
                (0..<3).map { PixelRect(x: x, y: y, width: width, height: $0) }
            }
        }
    }

    @Test func anIntersectionIsThePixelsOfBoth() {
        for first in Self.rects {
            for second in Self.rects {
                let both = first.intersection(second)
                for x in -1..<6 {
                    for y in -1..<6 {
                        let wanted = first.contains(x: x, y: y) && second.contains(x: x, y: y)
                        #expect(both.contains(x: x, y: y) == wanted, "\(first) \(second)")
                    }
                }
            }
        }
    }

    @Test func farApartNothingIsShared() {
        let far = PixelRect(x: -50, y: -50, width: 10, height: 10)
        let near = PixelRect(x: 0, y: 0, width: 10, height: 10)
        #expect(far.intersection(near).isEmpty && near.intersection(far).isEmpty)
        #expect(far.intersection(near).width >= 0 && far.intersection(near).height >= 0)
    }

    @Test func nothingIsNegative() {
        #expect(PixelSize(width: -1, height: 5).isEmpty)
        #expect(PixelRect(x: 3, y: 3, width: -4, height: 2).isEmpty)
        let inset = PixelRect(x: 0, y: 0, width: 6, height: 3).inset(by: 2)
        #expect(inset.isEmpty && inset.width == 2 && inset.height == 0)
    }

    @Test func gridsAreClamped() {
        #expect(GridSize(columns: 0, rows: 9) == GridSize(columns: 1, rows: 8))
        #expect(GridSize(columns: 3, rows: 2).count == 6)
    }
}
