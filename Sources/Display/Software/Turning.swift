import Geometry

/// Copies a rectangle of an upright picture to where it lies on a turned display.
enum Turning {
    static func copy(
        _ rect: PixelRect, of source: PixelView, to target: PixelView, rotation: Rotation
    ) {
        let place = rotation.physicalRect(of: rect, on: target.size)
        // Blocks, so that the strided side stays in the cache.
        let block = 32
        for top in Swift.stride(from: 0, to: place.height, by: block) {
            for left in Swift.stride(from: 0, to: place.width, by: block) {
                for y in top..<min(top + block, place.height) {
                    let row = target.row(place.y + y) + place.x
                    for x in left..<min(left + block, place.width) {
                        let from = rotation.logicalPoint(
                            x: place.x + x, y: place.y + y, on: target.size)
                        row[x] = source.row(from.y)[from.x]
                    }
                }
            }
        }
    }
}
