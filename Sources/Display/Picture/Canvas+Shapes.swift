public import Geometry

extension Canvas {
    /// Lays a rectangle with smooth round corners over the canvas.
    /// - Parameters:
    ///   - radius: of the corners, pixels; at most half the shorter side.
    ///   - border: a hairline along the inside of the edge, if any.
    ///   - borderWidth: its width in pixels.
    public mutating func fillRounded(
        _ rect: PixelRect, radius: Int, _ color: Color, border: Color? = nil,
        borderWidth: Int = 1
    ) {
        guard !rect.isEmpty else { return }
        let radius = min(max(radius, 0), min(rect.width, rect.height) / 2)
        paint(rect, radius: radius, color)
        guard let border, borderWidth > 0, rect.width > 2 * borderWidth,
            rect.height > 2 * borderWidth
        else { return }
        strokeRounded(rect, radius: radius, border, width: borderWidth)
    }

    /// A frame with smooth round corners along the inside of a rectangle.
    public mutating func strokeRounded(
        _ rect: PixelRect, radius: Int, _ color: Color, width: Int
    ) {
        let radius = min(max(radius, width), min(rect.width, rect.height) / 2)
        let (long, tall) = (rect.width - 2 * radius, rect.height - 2 * radius)
        fill(PixelRect(x: rect.x + radius, y: rect.y, width: long, height: width), color)
        fill(
            PixelRect(x: rect.x + radius, y: rect.maxY - width, width: long, height: width), color)
        fill(PixelRect(x: rect.x, y: rect.y + radius, width: width, height: tall), color)
        fill(
            PixelRect(x: rect.maxX - width, y: rect.y + radius, width: width, height: tall), color)
        corners(of: rect, radius: radius) { canvas, x, y, distance in
            let outer = Double(radius) - distance + 0.5
            let inner = Double(radius - width) - distance + 0.5
            canvas.blend(
                color, coverage: min(max(outer, 0), 1) - min(max(inner, 0), 1), x: x, y: y)
        }
    }

    /// A bar that shows how far something is.
    /// - Parameters:
    ///   - part: 0…1.
    ///   - track: the colour of the whole bar.
    ///   - color: the colour of the part.
    public mutating func drawProgress(
        _ rect: PixelRect, part: Double, track: Color, color: Color
    ) {
        fillRounded(rect, radius: rect.height / 2, track)
        let filled = Int((Double(rect.width) * min(max(part, 0), 1)).rounded())
        // Narrower than its own roundness it would be a needle.
        guard filled > 0 else { return }
        fillRounded(
            PixelRect(x: rect.x, y: rect.y, width: max(filled, rect.height), height: rect.height),
            radius: rect.height / 2, color)
    }

    /// Paints any shape with smooth edges: `contains` is asked at 4 × 4 points a
    /// pixel, in coordinates of 0…1 across the rectangle. For small signs.
    public mutating func fillShape(
        in rect: PixelRect, _ color: Color, contains: (_ x: Double, _ y: Double) -> Bool
    ) {
        guard !rect.isEmpty else { return }
        let (width, height) = (Double(rect.width), Double(rect.height))
        for y in 0..<rect.height {
            for x in 0..<rect.width {
                var hits = 0
                for step in 0..<16 {
                    let px = (Double(x) + (Double(step % 4) + 0.5) / 4) / width
                    let py = (Double(y) + (Double(step / 4) + 0.5) / 4) / height
                    if contains(px, py) { hits += 1 }
                }
                blend(color, coverage: Double(hits) / 16, x: rect.x + x, y: rect.y + y)
            }
        }
    }

    private mutating func paint(_ rect: PixelRect, radius: Int, _ color: Color) {
        fill(
            PixelRect(
                x: rect.x, y: rect.y + radius, width: rect.width,
                height: rect.height - 2 * radius), color)
        let long = rect.width - 2 * radius
        fill(PixelRect(x: rect.x + radius, y: rect.y, width: long, height: radius), color)
        fill(
            PixelRect(x: rect.x + radius, y: rect.maxY - radius, width: long, height: radius),
            color)
        corners(of: rect, radius: radius) { canvas, x, y, distance in
            canvas.blend(color, coverage: Double(radius) - distance + 0.5, x: x, y: y)
        }
    }

    /// Visits the pixels of the four corner squares with their distance to the
    /// centre of their corner's circle.
    private mutating func corners(
        of rect: PixelRect, radius: Int,
        _ visit: (_ canvas: inout Canvas, _ x: Int, _ y: Int, _ distance: Double) -> Void
    ) {
        for dy in 0..<radius {
            for dx in 0..<radius {
                let (ox, oy) = (Double(radius - dx) - 0.5, Double(radius - dy) - 0.5)
                let distance = (ox * ox + oy * oy).squareRoot()
                visit(&self, rect.x + dx, rect.y + dy, distance)
                visit(&self, rect.maxX - 1 - dx, rect.y + dy, distance)
                visit(&self, rect.x + dx, rect.maxY - 1 - dy, distance)
                visit(&self, rect.maxX - 1 - dx, rect.maxY - 1 - dy, distance)
            }
        }
    }
}
