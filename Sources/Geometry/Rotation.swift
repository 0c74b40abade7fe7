/// How a display hangs: degrees clockwise by which the picture is turned.
public enum Rotation: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Landscape, as the display delivers it.
    case none = 0
    /// A quarter turn clockwise.
    case quarter = 90
    /// Upside down.
    case half = 180
    /// A quarter turn counter-clockwise.
    case threeQuarters = 270

    /// Whether width and height change places.
    public var swapsSides: Bool { self == .quarter || self == .threeQuarters }

    /// The size in which a wall is laid out on a display of `size` physical pixels.
    public func logicalSize(of size: PixelSize) -> PixelSize {
        swapsSides ? PixelSize(width: size.height, height: size.width) : size
    }

    /// Where a rectangle of the laid-out wall lies on the display.
    /// - Parameters:
    ///   - rect: in logical pixels.
    ///   - physical: the display's own size.
    public func physicalRect(of rect: PixelRect, on physical: PixelSize) -> PixelRect {
        switch self {
        case .none: rect
        case .quarter:
            PixelRect(
                x: physical.width - rect.maxY, y: rect.x, width: rect.height, height: rect.width)
        case .half:
            PixelRect(
                x: physical.width - rect.maxX, y: physical.height - rect.maxY, width: rect.width,
                height: rect.height)
        case .threeQuarters:
            PixelRect(
                x: rect.y, y: physical.height - rect.maxX, width: rect.height, height: rect.width)
        }
    }

    /// The logical point under a physical one (a mouse click).
    public func logicalPoint(x: Int, y: Int, on physical: PixelSize) -> (x: Int, y: Int) {
        switch self {
        case .none: (x, y)
        case .quarter: (y, physical.width - 1 - x)
        case .half: (physical.width - 1 - x, physical.height - 1 - y)
        case .threeQuarters: (physical.height - 1 - y, x)
        }
    }
}

/// How an item fills its cell.
public enum FitMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Fills the cell, cuts what stands over.
    case cover
    /// The whole picture, letterboxed.
    case contain
    /// The whole cell, the aspect ratio given up.
    case stretch
}

/// Columns and rows of cells on one display.
public struct GridSize: Sendable, Hashable, Codable {
    /// The most columns, and the most rows.
    public static let maximum = 8
    /// Cells from left to right, 1…8.
    public let columns: Int
    /// Cells from top to bottom, 1…8.
    public let rows: Int

    /// A grid; values outside 1…8 are clamped.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 1), Self.maximum)
        self.rows = min(max(rows, 1), Self.maximum)
    }

    /// Cells on one display.
    public var count: Int { columns * rows }
}
