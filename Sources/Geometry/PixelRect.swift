/// A width and a height in pixels, never negative.
public struct PixelSize: Sendable, Hashable, Codable {
    /// Pixels from left to right.
    public let width: Int
    /// Pixels from top to bottom.
    public let height: Int

    /// A size; negative values count as 0.
    public init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// True when there is no pixel in it.
    public var isEmpty: Bool { width == 0 || height == 0 }
}

/// A rectangle of pixels, origin top left, y downwards.
public struct PixelRect: Sendable, Hashable, Codable {
    /// The left edge.
    public let x: Int
    /// The top edge.
    public let y: Int
    /// Pixels from left to right, never negative.
    public let width: Int
    /// Pixels from top to bottom, never negative.
    public let height: Int

    /// The same rectangle at another place.
    public func moved(x dx: Int, y dy: Int) -> PixelRect {
        PixelRect(x: x + dx, y: y + dy, width: width, height: height)
    }

    /// A rectangle; a negative width or height counts as 0.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// One past the last column.
    public var maxX: Int { x + width }
    /// One past the last row.
    public var maxY: Int { y + height }
    /// True when there is no pixel in it.
    public var isEmpty: Bool { width == 0 || height == 0 }
    /// Its width and height.
    public var size: PixelSize { PixelSize(width: width, height: height) }

    /// The pixels that both have; empty when they do not meet.
    public func intersection(_ other: PixelRect) -> PixelRect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return PixelRect(
            x: left, y: top, width: min(maxX, other.maxX) - left,
            height: min(maxY, other.maxY) - top)
    }

    /// Whether the point lies in it.
    public func contains(x px: Int, y py: Int) -> Bool {
        px >= x && px < maxX && py >= y && py < maxY
    }

    /// The same rectangle, `amount` pixels smaller on every side.
    public func inset(by amount: Int) -> PixelRect {
        PixelRect(
            x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
    }
}
