import Geometry

/// Source-over blending on the CPU, only where overlays are.
enum Blending {
    /// Draws one layer onto a tile.
    /// - Parameters:
    ///   - layer: in window coordinates.
    ///   - tile: the tile's place in the window.
    ///   - target: the tile's pixels.
    static func draw(_ layer: Layer, over tile: PixelRect, into target: PixelView) {
        switch layer.content {
        case .fill(let color): fill(color.premultiplied, layer.rect, tile, target)
        case .bitmap(let bitmap): draw(bitmap, layer.rect, tile, target)
        case .ring(let color, let thickness):
            for side in sides(of: layer.rect, thickness: thickness) {
                fill(color.premultiplied, side, tile, target)
            }
        }
    }

    /// The four sides of a frame, without overlap.
    static func sides(of rect: PixelRect, thickness: Int) -> [PixelRect] {
        let t = min(thickness, rect.width / 2, rect.height / 2)
        return [
            PixelRect(x: rect.x, y: rect.y, width: rect.width, height: t),
            PixelRect(x: rect.x, y: rect.maxY - t, width: rect.width, height: t),
            PixelRect(x: rect.x, y: rect.y + t, width: t, height: rect.height - 2 * t),
            PixelRect(x: rect.maxX - t, y: rect.y + t, width: t, height: rect.height - 2 * t),
        ]
    }

    private static func fill(
        _ pixel: UInt32, _ rect: PixelRect, _ tile: PixelRect, _ target: PixelView
    ) {
        let area = rect.intersection(tile)
        guard !area.isEmpty, pixel >> 24 != 0 else { return }
        for y in (area.y - tile.y)..<(area.maxY - tile.y) {
            let row = target.row(y) + (area.x - tile.x)
            if pixel >> 24 == 255 {
                row.update(repeating: pixel, count: area.width)
            } else {
                for x in 0..<area.width { row[x] = over(pixel, row[x]) }
            }
        }
    }

    private static func draw(
        _ bitmap: Bitmap, _ rect: PixelRect, _ tile: PixelRect, _ target: PixelView
    ) {
        let shown = PixelRect(
            x: rect.x, y: rect.y, width: min(rect.width, bitmap.width),
            height: min(rect.height, bitmap.height))
        let area = shown.intersection(tile)
        guard !area.isEmpty else { return }
        bitmap.pixels.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            for y in area.y..<area.maxY {
                let from = base + (y - rect.y) * bitmap.width + (area.x - rect.x)
                let to = target.row(y - tile.y) + (area.x - tile.x)
                for x in 0..<area.width {
                    let pixel = from[x]
                    switch pixel >> 24 {
                    case 0: continue
                    case 255: to[x] = pixel
                    default: to[x] = over(pixel, to[x])
                    }
                }
            }
        }
    }

    /// A premultiplied pixel over an opaque one. Two channels at a time; the
    /// division by 255 is the usual exact one by shifts.
    @inline(__always)
    static func over(_ source: UInt32, _ below: UInt32) -> UInt32 {
        let inverse = 255 &- (source >> 24)
        var redBlue = (below & 0x00FF_00FF) &* inverse &+ 0x0080_0080
        redBlue = ((redBlue &+ ((redBlue >> 8) & 0x00FF_00FF)) >> 8) & 0x00FF_00FF
        var green = ((below >> 8) & 0xFF) &* inverse &+ 0x80
        green = (green &+ (green >> 8)) >> 8
        return (source & 0x00FF_FFFF) &+ redBlue &+ (green << 8) | 0xFF00_0000
    }
}
