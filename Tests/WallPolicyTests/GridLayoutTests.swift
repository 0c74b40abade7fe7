import Geometry
import Testing
import WallPolicy

@Suite struct GridLayoutTests {
    static let sizes =
        [
            (1, 1), (1, 9), (2, 2), (7, 5), (8, 8), (63, 17), (641, 359), (853, 480), (1080, 1920),
            (1366, 768), (1919, 1079), (1920, 1080), (3840, 2160), (5119, 1439),
        ].map { PixelSize(width: $0.0, height: $0.1) }

    @Test(arguments: sizes)
    func cellsCoverEveryPixelOnce(size: PixelSize) {
        for columns in 1...8 {
            for rows in 1...8 {
                let rects = GridLayout(GridSize(columns: columns, rows: rows)).rects(in: size)
                #expect(rects.count == columns * rows)
                // Row by row each begins where its neighbours end, so none overlap.
                for (index, rect) in rects.enumerated() {
                    let isLast = index % columns == columns - 1
                    let next = isLast ? nil : rects[index + 1]
                    let below = index / columns == rows - 1 ? nil : rects[index + columns]
                    #expect(rect.maxX == next?.x ?? size.width)
                    #expect(rect.maxY == below?.y ?? size.height)
                    if let next { #expect(next.y == rect.y && next.height == rect.height) }
                    if let below { #expect(below.x == rect.x && below.width == rect.width) }
                    if index % columns == 0 { #expect(rect.x == 0) }
                    if index < columns { #expect(rect.y == 0) }
                    // Odd pixels are spread: no cell is much larger than another.
                    #expect(abs(rect.width * columns - size.width) < columns)
                    #expect(abs(rect.height * rows - size.height) < rows)
                }
                let pixels = rects.reduce(0) { $0 + $1.width * $1.height }
                #expect(pixels == size.width * size.height)
            }
        }
    }

    @Test func cellsAreNumberedRowByRow() {
        let rects = GridLayout(GridSize(columns: 3, rows: 2))
            .rects(in: PixelSize(width: 300, height: 200))
        #expect(rects.map(\.x) == [0, 100, 200, 0, 100, 200])
        #expect(rects.map(\.y) == [0, 0, 0, 100, 100, 100])
    }
}
