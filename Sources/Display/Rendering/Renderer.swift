public import Geometry

/// Something drawn over the video, in logical pixels of its window. Layers are
/// drawn in order, clipped to each tile that they touch.
public struct Layer: Sendable {
    /// What it shows.
    public enum Content: Sendable {
        /// One colour over the whole rectangle: dimming, backgrounds.
        case fill(Color)
        /// A picture, drawn unscaled from the rectangle's origin and clipped to it.
        case bitmap(Bitmap)
        /// A frame along the inside of the rectangle: the focus ring.
        case ring(Color, thickness: Int)
    }

    /// Where it lies in its window.
    public var rect: PixelRect
    /// What it shows.
    public var content: Content

    /// A layer.
    public init(rect: PixelRect, content: Content) {
        self.rect = rect
        self.content = content
    }
}

/// The identity of a tile for a renderer's memory of it (texture, backing).
/// A cell keeps it when it moves.
public struct TileID: Sendable, Hashable {
    /// Any number that is not used twice.
    public let rawValue: UInt64
    /// An identity.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// What can draw its current video frame. Only one call at a time for one
/// source, but from any of the drawing threads.
public protocol FrameSource: AnyObject, Sendable {
    /// Draws into memory, 4 bytes a pixel, B G R and one unused.
    /// - Parameters:
    ///   - pixels: the top left pixel.
    ///   - size: pixels to fill.
    ///   - stride: bytes from one row to the next.
    /// - Returns: false when it could not; the memory is then undefined.
    func drawFrame(into pixels: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool
    /// Draws into an OpenGL framebuffer object, first row at the texture's
    /// row 0 (so that texture row 0 is the top of the picture).
    /// - Parameters:
    ///   - framebuffer: its GL name.
    ///   - size: pixels to fill.
    ///   - internalFormat: GL's constant, `GL_RGBA8`.
    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool
}

/// What is to be done with one tile in this pass.
public struct TileUpdate {
    /// Where the pixels beneath the layers come from.
    public enum Base {
        /// The source has a new frame, or must draw its frame at a new size.
        case frame(any FrameSource)
        /// As they are; only the layers changed.
        case kept
        /// One colour: a cell that has nothing to show.
        case color(Color)
    }

    /// Which tile.
    public var tile: TileID
    /// Its place in the window, logical pixels.
    public var rect: PixelRect
    /// The pixels beneath the layers.
    public var base: Base
    /// Every layer that touches the tile, bottom first, in window coordinates.
    public var layers: [Layer]
    /// True with the first frame of a new item: a renderer that can, fades.
    public var itemChanged: Bool

    /// An update.
    public init(
        tile: TileID, rect: PixelRect, base: Base, layers: [Layer], itemChanged: Bool = false
    ) {
        self.tile = tile
        self.rect = rect
        self.base = base
        self.layers = layers
        self.itemChanged = itemChanged
    }
}

/// Draws tiles into windows. All calls come from the main thread.
///
/// A pass is `draw` for each window with something to draw, then `present` for
/// each of those.
public protocol Renderer: AnyObject {
    /// `gl` or `software`.
    var kind: String { get }
    /// GL's own name, or how the pixels reach the display.
    var detail: String { get }
    /// Prepares a window. Must be called again after its size changed.
    func attach(_ window: Window) throws(DisplayError)
    /// Gives up what is held for a window that goes away.
    func detach(_ window: Window)
    /// Draws these tiles, and no other pixel of the window.
    /// - Parameter now: seconds on a monotonic clock, for cross-fades.
    func draw(_ updates: [TileUpdate], in window: Window, now: Double) throws(DisplayError)
    /// Shows what was drawn since the last present.
    func present(_ window: Window) throws(DisplayError)
    /// Tiles of this window that are still in motion (a cross-fade) and want
    /// `.kept` updates although nothing else changed.
    func tilesInMotion(in window: Window, now: Double) -> [TileID]
    /// Gives up what is held for a tile that goes away.
    func forget(_ tile: TileID)
    /// What the window shows, in logical orientation.
    func capture(_ window: Window) throws(DisplayError) -> Bitmap
    /// Gives up everything. Render contexts of players must be freed before.
    func close()
}
