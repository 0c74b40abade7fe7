/// Where the whole picture stands, so that no edge of it burns into a display.
///
/// The picture walks one pixel at a time along a spiral, from the middle to the
/// corner of a small square and back: every place of the square is visited, no
/// step can be seen, and it never stays. What it leaves free is a frame of
/// `2 × distance` pixels in all, which belongs to nobody and is black.
public enum PixelShift {
    /// So far from the middle at most, to each side; pixels.
    public static let distance = 4
    /// A window with a shorter side has no pixels to give away.
    public static let sideMin = 128

    /// Places in the square.
    private static let places = (2 * distance + 1) * (2 * distance + 1)

    /// How far the picture stands from the middle after so many steps; pixels,
    /// each -`distance`…`distance`.
    public static func offset(step: Int) -> (x: Int, y: Int) {
        // There and back; both ends are visited once a turn.
        let turn = 2 * (places - 1)
        let along = (step % turn + turn) % turn
        return place(along < places ? along : turn - along)
    }

    /// The part of a window that the wall is laid out in.
    /// - Parameters:
    ///   - size: of the window, laid out.
    ///   - step: steps made so far, nil when the picture does not move: it fills the window then.
    public static func stage(in size: PixelSize, step: Int?) -> PixelRect {
        guard let step, min(size.width, size.height) >= sideMin else {
            return PixelRect(x: 0, y: 0, width: size.width, height: size.height)
        }
        let offset = offset(step: step)
        return PixelRect(
            x: distance + offset.x, y: distance + offset.y, width: size.width - 2 * distance,
            height: size.height - 2 * distance)
    }

    /// The places of a square spiral by number: 1 right, 1 down, 2 left, 2 up, 3 right, …
    private static func place(_ number: Int) -> (x: Int, y: Int) {
        var (x, y) = (0, 0)
        var left = number
        var length = 1
        var (dx, dy) = (1, 0)
        while left > 0 {
            let steps = min(left, length)
            x += dx * steps
            y += dy * steps
            left -= steps
            (dx, dy) = (-dy, dx)
            if dy == 0 { length += 1 }
        }
        return (x, y)
    }
}
