import Geometry

/// What the software renderer keeps of one tile besides the window's pixels.
///
/// A tile without layers is drawn straight into the window and keeps nothing.
/// With layers its clean pixels are needed again whenever a layer changes, so
/// they live in `backing` for as long as there are layers.
final class TileStore {
    var backing: PixelBuffer?
    /// Whether `backing` holds the tile's clean pixels.
    var backingIsCurrent = false
    /// The tile's one colour, if that is what its clean pixels are.
    var color: UInt32?
    var size = PixelSize(width: 0, height: 0)

    /// Makes room for clean pixels of this size.
    func ensureBacking(_ wanted: PixelSize) throws(DisplayError) -> PixelBuffer {
        if let backing, backing.size == wanted { return backing }
        let made = try PixelBuffer(size: wanted)
        backing = made
        backingIsCurrent = false
        return made
    }

    func dropBacking() {
        backing = nil
        backingIsCurrent = false
    }
}
