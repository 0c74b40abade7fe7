public import Geometry

extension Bitmap {
    /// The same picture, no larger than the box, its shape kept; never made larger.
    public func scaled(toFit box: PixelSize) -> Bitmap {
        guard !box.isEmpty, width > box.width || height > box.height else { return self }
        let whole = PixelRect(x: 0, y: 0, width: width, height: height)
        return scaled(whole, toFit: box) ?? self
    }

    /// A part of it, no larger than the box, its shape kept; never made larger.
    /// - Returns: nil when the part does not lie within, or nothing is left of it.
    public func scaled(_ part: PixelRect, toFit box: PixelSize) -> Bitmap? {
        guard part.x >= 0, part.y >= 0, part.width > 0, part.height > 0,
            part.x + part.width <= width, part.y + part.height <= height, !box.isEmpty
        else { return nil }
        let factor = min(
            1, Double(box.width) / Double(part.width), Double(box.height) / Double(part.height))
        let target = PixelSize(
            width: max(1, Int((Double(part.width) * factor).rounded())),
            height: max(1, Int((Double(part.height) * factor).rounded())))
        let columns = (0..<target.width).map { Self.span($0, of: target.width, in: part.width) }
        let result = [UInt32](unsafeUninitializedCapacity: target.width * target.height) {
            result, count in
            pixels.withUnsafeBufferPointer { pixels in
                var next = 0
                for y in 0..<target.height {
                    let rows = Self.span(y, of: target.height, in: part.height)
                    let first = (part.y + rows.lowerBound) * width + part.x
                    for columns in columns {
                        let mean = Self.mean(
                            pixels, from: first + columns.lowerBound, width: columns.count,
                            height: rows.count, stride: width)
                        result.initializeElement(at: next, to: mean)
                        next += 1
                    }
                }
            }
            count = target.width * target.height
        }
        return Bitmap(size: target, pixels: result)
    }

    /// The source pixels under one of the target's.
    private static func span(_ index: Int, of target: Int, in source: Int) -> Range<Int> {
        let first = index * source / target
        return first..<max(first + 1, (index + 1) * source / target)
    }

    /// The mean of a rectangle; premultiplied, so that the channels can be added.
    @inline(__always)
    private static func mean(
        _ pixels: UnsafeBufferPointer<UInt32>, from first: Int, width: Int, height: Int, stride: Int
    ) -> UInt32 {
        if width == 1, height == 1 { return pixels[first] }
        var sums: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for row in 0..<height {
            let start = first + row * stride
            for index in start..<(start + width) {
                let pixel = UInt64(pixels[index])
                sums.0 &+= pixel >> 24
                sums.1 &+= pixel >> 16 & 0xFF
                sums.2 &+= pixel >> 8 & 0xFF
                sums.3 &+= pixel & 0xFF
            }
        }
        // One division for the four: exact while a sum has no more than 2^16 pixels in it.
        let count = UInt64(width * height)
        guard count <= 1 << 16 else {
            func part(_ sum: UInt64) -> UInt32 { UInt32((sum + count / 2) / count) }
            return part(sums.0) << 24 | part(sums.1) << 16 | part(sums.2) << 8 | part(sums.3)
        }
        let reciprocal = (1 << 40) / count + 1
        func part(_ sum: UInt64) -> UInt32 {
            UInt32(truncatingIfNeeded: ((sum &+ count / 2) &* reciprocal) >> 40)
        }
        return part(sums.0) << 24 | part(sums.1) << 16 | part(sums.2) << 8 | part(sums.3)
    }
}
