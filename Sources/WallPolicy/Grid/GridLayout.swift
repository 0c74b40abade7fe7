public import Geometry

/// Rectangles with weights that tile a display. The N×M grid is one maker of
/// layouts; uneven ones are others.
public struct GridLayout: Sendable, Hashable {
    /// One rectangle in units of the layout.
    public struct Slot: Sendable, Hashable {
        /// Units from the left.
        public let x: Int
        /// Units from the top.
        public let y: Int
        /// Units wide.
        public let width: Int
        /// Units high.
        public let height: Int

        /// A slot.
        public init(x: Int, y: Int, width: Int, height: Int) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    /// Units from left to right.
    public let columns: Int
    /// Units from top to bottom.
    public let rows: Int
    /// The rectangles, in the order of the cells.
    public let slots: [Slot]

    /// A grid of equal cells, row by row.
    public init(_ grid: GridSize) {
        columns = grid.columns
        rows = grid.rows
        slots = (0..<grid.count).map {
            Slot(x: $0 % grid.columns, y: $0 / grid.columns, width: 1, height: 1)
        }
    }

    /// The rectangles on a display: they cover it without gap or overlap, and
    /// odd pixels are spread.
    /// - Parameter size: logical pixels of the display.
    public func rects(in size: PixelSize) -> [PixelRect] {
        slots.map { slot in
            let left = slot.x * size.width / columns
            let top = slot.y * size.height / rows
            return PixelRect(
                x: left, y: top,
                width: (slot.x + slot.width) * size.width / columns - left,
                height: (slot.y + slot.height) * size.height / rows - top)
        }
    }
}
