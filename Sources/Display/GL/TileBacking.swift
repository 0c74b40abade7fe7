import Geometry

/// What is remembered of a tile: the picture beneath its layers and, while an
/// item change fades, the picture before.
final class TileBacking {
    /// How long an item change takes, seconds.
    static let fadeDuration = 0.3

    /// Pixels beneath the layers.
    enum Base {
        /// Nothing to show.
        case color(Color)
        /// The last frame.
        case picture(RenderTarget)

        fileprivate func close() {
            if case .picture(let target) = self { target.close() }
        }
    }

    /// The window that it was drawn in last.
    var window: UInt32
    /// What stands beneath the layers.
    private(set) var base = Base.color(Color(hex: 0))
    /// What it gives way to `base`, and since when (seconds).
    private(set) var fade: (before: Base, start: Double)?
    private var drawn = false

    /// A tile that was never drawn.
    init(window: UInt32) { self.window = window }

    /// Takes over what an update brings. The context must be current.
    /// - Parameter sideMax: the longest side of a texture; a larger tile is drawn smaller
    ///   and stretched.
    func take(_ update: TileUpdate, now: Double, sideMax: Int) throws(DisplayError) {
        endFade(ifOver: now)
        switch update.base {
        case .kept:
            return
        case .color(let color):
            show(color)
        case .frame(let source):
            // Before the first picture there is no item to fade from.
            if update.itemChanged, drawn { startFade(now) }
            let size = PixelSize(
                width: min(update.rect.width, sideMax), height: min(update.rect.height, sideMax))
            let target = try target(of: size)
            if !source.drawFrame(
                framebuffer: target.framebuffer, size: size, internalFormat: RenderTarget.format)
            {
                // What is in the texture now may be anything.
                show(Color(hex: 0))
            }
        }
        drawn = true
    }

    /// How far the fade is, 0…1; nil when there is none.
    func fadeProgress(now: Double) -> Double? {
        guard let fade else { return nil }
        return min(max((now - fade.start) / Self.fadeDuration, 0), 1)
    }

    /// Gives the picture before up once it is no longer seen.
    func endFade(ifOver now: Double) {
        if fadeProgress(now: now) == 1 { endFade() }
    }

    /// Gives everything up; the context must be current.
    func close() {
        endFade()
        base.close()
        base = .color(Color(hex: 0))
    }

    private func show(_ color: Color) {
        endFade()
        base.close()
        base = .color(color)
    }

    private func startFade(_ now: Double) {
        endFade()
        fade = (base, now)
        base = .color(Color(hex: 0))
    }

    private func endFade() {
        fade?.before.close()
        fade = nil
    }

    private func target(of size: PixelSize) throws(DisplayError) -> RenderTarget {
        if case .picture(let target) = base, target.size == size { return target }
        let target = try RenderTarget(size: size, smooth: true)
        base.close()
        base = .picture(target)
        return target
    }
}
