import CSDL2
import Geometry

/// Draws on the CPU: every tile straight into its rectangle of the window's
/// own pixels, dirty tiles in parallel, one barrier, one present.
public final class SoftwareRenderer: Renderer {
    /// `software`.
    public let kind = "software"
    private var windows: [UInt32: WindowPixels] = [:]
    private var stores: [TileID: TileStore] = [:]
    private let painter = TilePainter()
    private let pool: DrawingPool

    /// - Parameter threads: drawing threads, the main thread among them; as
    ///   many as there are cores.
    public init(threads: Int) {
        let painter = self.painter
        pool = DrawingPool(threads: threads) { painter.draw($0) }
    }

    /// How the pixels reach the displays.
    public var detail: String {
        let paths = Set(windows.values.map(\.path.rawValue))
        return paths.isEmpty ? "no window" : paths.sorted().joined(separator: ", ")
    }

    /// Takes the window's pixels; again after each change of its size.
    public func attach(_ window: Window) throws(DisplayError) {
        windows.removeValue(forKey: window.id)?.close()
        let pixels = try WindowPixels(window)
        pixels.view?.fill(0xFF00_0000)
        pixels.markAllDirty()
        windows[window.id] = pixels
    }

    /// Lets go of the window's pixels.
    public func detach(_ window: Window) {
        windows.removeValue(forKey: window.id)?.close()
    }

    /// Draws the tiles in parallel and returns when all are drawn.
    public func draw(
        _ updates: [TileUpdate], in window: Window, now: Double
    ) throws(DisplayError) {
        guard let pixels = windows[window.id], let view = pixels.view else { return }
        painter.removeAll()
        let bounds = PixelRect(x: 0, y: 0, width: view.size.width, height: view.size.height)
        for var update in updates {
            // Between a resize and the next layout a tile may stand over the
            // window: only what lies in it has pixels.
            update.rect = update.rect.intersection(bounds)
            guard !update.rect.isEmpty else { continue }
            let store = store(for: update)
            if update.layers.isEmpty {
                // Nothing to lay over: clean pixels need no second home after this pass.
                if case .frame = update.base { store.dropBacking() }
            } else if store.color == nil || isFrame(update.base) {
                _ = try store.ensureBacking(update.rect.size)
            }
            painter.add(.init(update: update, store: store, target: view.part(update.rect)))
        }
        pool.run(count: painter.count)
        for update in painter.updates {
            pixels.markDirty(update.rect)
            if update.layers.isEmpty { stores[update.tile]?.dropBacking() }
        }
        painter.removeAll()
    }

    private func isFrame(_ base: TileUpdate.Base) -> Bool {
        if case .frame = base { true } else { false }
    }

    private func store(for update: TileUpdate) -> TileStore {
        let store = stores[update.tile] ?? TileStore()
        if store.size != update.rect.size {
            store.dropBacking()
            // What was there had another size; black until a frame comes.
            store.color = 0xFF00_0000
            store.size = update.rect.size
        }
        stores[update.tile] = store
        return store
    }

    /// Shows the dirty rectangles.
    public func present(_ window: Window) throws(DisplayError) {
        try windows[window.id]?.present()
    }

    /// None: software does not fade.
    public func tilesInMotion(in window: Window, now: Double) -> [TileID] { [] }

    /// Lets go of a tile's clean pixels.
    public func forget(_ tile: TileID) { stores[tile] = nil }

    /// Copies the window's pixels, upright.
    public func capture(_ window: Window) throws(DisplayError) -> Bitmap {
        guard let view = windows[window.id]?.view else {
            throw DisplayError(.capture, "the window is gone")
        }
        let (width, height) = (view.size.width, view.size.height)
        // On the thread that draws: plain loops, of which the compiler makes a few wide moves.
        let pixels = [UInt32](unsafeUninitializedCapacity: width * height) { pixels, count in
            for y in 0..<height {
                let (from, to) = (view.row(y), y * width)
                for x in 0..<width {
                    pixels.initializeElement(at: to + x, to: from[x] | 0xFF00_0000)
                }
            }
            count = width * height
        }
        return Bitmap(size: view.size, pixels: pixels)
    }

    /// Ends the drawing threads.
    public func close() {
        pool.stop()
        for pixels in windows.values { pixels.close() }
        windows.removeAll()
        stores.removeAll()
    }
}
