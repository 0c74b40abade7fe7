import CGL
import CSDL2
import Geometry

/// Draws the wall with OpenGL 3.3 (or GL ES 3.0): every cell into a texture of
/// its own, the cells and their layers onto a canvas for each window, and the
/// canvas, turned as its display hangs, into the window.
///
/// Make the renderer before its windows: it settles which GL they must suit.
/// Open them with `gl: true`. Main thread only.
public final class GLRenderer: Renderer {
    /// A window's picture, in logical orientation.
    private struct Canvas {
        let window: Window
        /// Nil while the window has no pixels.
        var target: RenderTarget?
        /// The swap interval asked for last.
        var interval: Int32?
    }

    /// How often displays are looked at for a change of their rate, seconds.
    private static let lookInterval = 1.0

    /// The context that everything is made in.
    let context: GLContext
    /// What is kept of labels and cards.
    let bitmaps = BitmapTextures()
    private let pen: QuadPen
    private var canvases: [UInt32: Canvas] = [:]
    private var tiles: [TileID: TileBacking] = [:]
    private var pacer: UInt32?
    private var nextLook = 0.0
    private var open = true

    /// `gl`.
    public let kind = "gl"
    /// GL's names of the device and of the driver's version.
    public let detail: String

    /// Makes the context and compiles the shaders.
    /// - Parameter shaderFolder: where `cell.vert` and the `.frag` files are.
    /// - Throws: `.createContext` when there is no GL, `.compileShader` with the
    ///   name of the file and the driver's log.
    public convenience init(shaderFolder: String) throws(DisplayError) {
        try self.init(shaderFolder: shaderFolder, dialects: GLContext.Dialect.allCases)
    }

    /// As above, with the dialects of GL that may be taken, best first.
    init(shaderFolder: String, dialects: [GLContext.Dialect]) throws(DisplayError) {
        let context = try GLContext(dialects: dialects)
        do throws(DisplayError) {
            pen = try QuadPen(shaderFolder: shaderFolder, dialect: context.dialect)
        } catch {
            context.close()
            throw error
        }
        self.context = context
        detail = "\(context.renderer), \(context.version)"
    }

    deinit { assert(!open, "GLRenderer was not closed") }

    /// Gives up everything. Render contexts of players must be freed before.
    public func close() {
        guard open else { return }
        open = false
        // Refused when the context is lost; the driver then freed all of it already.
        try? context.ensureCurrent(.draw)
        for tile in tiles.values { tile.close() }
        for canvas in canvases.values { canvas.target?.close() }
        bitmaps.close()
        pen.close()
        tiles = [:]
        canvases = [:]
        context.close()
    }

    /// Makes the context current on this thread, as libmpv wants it when a
    /// render context is made, drawn or freed.
    public func makeCurrent() throws(DisplayError) {
        try context.ensureCurrent(.draw)
    }

    // MARK: Windows

    /// Prepares a window; its canvas is black. Must be called again after its size changed.
    public func attach(_ window: Window) throws(DisplayError) {
        try context.ensureCurrent(.draw)
        let size = window.logicalSize
        guard max(size.width, size.height) <= context.textureSideMax else {
            throw DisplayError(
                .draw,
                "a window of \(size.width)×\(size.height) pixels is larger than the "
                    + "\(context.textureSideMax) that this graphics driver can draw")
        }
        var canvas = canvases[window.id] ?? Canvas(window: window)
        if let target = canvas.target, target.size == size {
            target.clear()
        } else {
            canvas.target?.close()
            canvas.target = nil
            canvases[window.id] = canvas
            if !size.isEmpty { canvas.target = try RenderTarget(size: size, smooth: false) }
        }
        canvases[window.id] = canvas
        choosePacer()
        try context.check(.draw)
    }

    /// Gives up what is held for a window that goes away.
    public func detach(_ window: Window) {
        guard let canvas = canvases.removeValue(forKey: window.id) else { return }
        // Off the window that goes. A refusal shows itself in the next draw,
        // which makes current again.
        try? context.makeCurrent(on: context.window, .draw)
        canvas.target?.close()
        choosePacer()
    }

    /// A window's picture; nil while it has no pixels or is not attached.
    func canvas(of window: Window) -> RenderTarget? { canvases[window.id]?.target }

    private func choosePacer() {
        let candidates = canvases.values.map {
            (window: $0.window.id, refreshRate: Self.refreshRate(of: $0.window))
        }
        pacer = SwapPacing.pacer(of: candidates)
    }

    private static func refreshRate(of window: Window) -> Int {
        var mode = SDL_DisplayMode()
        guard let index = window.displayIndex,
            SDL_GetDesktopDisplayMode(Int32(index), &mode) == 0
        else { return 0 }
        return Int(max(0, mode.refresh_rate))
    }

    // MARK: Drawing

    /// Draws these tiles, and no other pixel of the window's canvas.
    /// - Parameter now: seconds on a monotonic clock, for cross-fades.
    public func draw(
        _ updates: [TileUpdate], in window: Window, now: Double
    ) throws(DisplayError) {
        try context.ensureCurrent(.draw)
        guard let canvas = canvases[window.id] else {
            throw DisplayError(.draw, "the window was not prepared")
        }
        // A window may have moved, or its display have got another mode.
        if now >= nextLook || nextLook > now + Self.lookInterval {
            nextLook = now + Self.lookInterval
            choosePacer()
        }
        guard let target = canvas.target else { return }

        for update in updates where !update.rect.isEmpty {
            let tile = tiles[update.tile] ?? TileBacking(window: window.id)
            tiles[update.tile] = tile
            tile.window = window.id
            try tile.take(update, now: now, sideMax: context.textureSideMax)
        }
        try context.discardForeignErrors()

        pen.begin(on: target)
        let all = PixelRect(x: 0, y: 0, width: target.size.width, height: target.size.height)
        for update in updates {
            guard let tile = tiles[update.tile] else { continue }
            let visible = update.rect.intersection(all)
            if visible.isEmpty { continue }
            pen.clip(to: visible)
            drawBase(of: tile, over: update.rect, now: now)
            for layer in update.layers where !layer.rect.intersection(visible).isEmpty {
                draw(layer)
            }
        }
        pen.end()
        try context.check(.draw)
    }

    private func drawBase(of tile: TileBacking, over rect: PixelRect, now: Double) {
        pen.blends(false)
        let progress = tile.fadeProgress(now: now) ?? 1
        switch (tile.base, tile.fade?.before) {
        case (.picture(let picture), .picture(let before)?):
            pen.draw(picture.texture, before: before.texture, progress: progress, over: rect)
        case (.picture(let picture), .color(let color)?):
            pen.draw(picture.texture, over: rect)
            pen.blends(true)
            pen.fill(rect, color.opaque, opacity: 1 - progress)
        case (.picture(let picture), nil): pen.draw(picture.texture, over: rect)
        case (.color(let color), _): pen.fill(rect, color.opaque)
        }
        pen.blends(true)
    }

    private func draw(_ layer: Layer) {
        switch layer.content {
        case .fill(let color): pen.fill(layer.rect, color)
        case .bitmap(let bitmap):
            guard !bitmap.size.isEmpty,
                max(bitmap.width, bitmap.height) <= context.textureSideMax
            else { return }
            pen.draw(bitmap: bitmaps.texture(for: bitmap), size: bitmap.size, in: layer.rect)
        case .ring(let color, let thickness): pen.ring(layer.rect, color, thickness: thickness)
        }
    }

    /// Tiles of this window whose cross-fade is not over, and wants `.kept`
    /// updates. A fade whose tile nobody draws any more counts for a second.
    public func tilesInMotion(in window: Window, now: Double) -> [TileID] {
        var moving: [TileID] = []
        for (id, tile) in tiles where tile.window == window.id {
            guard let fade = tile.fade else { continue }
            if now < fade.start + TileBacking.fadeDuration + 1 { moving.append(id) }
        }
        return moving
    }

    /// Gives up what is held for a tile that goes away.
    public func forget(_ tile: TileID) {
        guard let backing = tiles.removeValue(forKey: tile) else { return }
        // Without a context its textures are gone already.
        try? context.ensureCurrent(.draw)
        backing.close()
    }

    // MARK: Showing

    /// Shows what was drawn since the last present.
    public func present(_ window: Window) throws(DisplayError) {
        guard try compose(window) else { return }
        try setInterval(of: window)
        // Swapping returns nothing: SDL's error text is the only sign of a failure.
        SDL_ClearError()
        SDL_GL_SwapWindow(window.handle)
        let failure = VideoSystem.lastError
        guard failure.isEmpty else { throw DisplayError(.present, failure) }
    }

    /// Draws the canvas into the window's back buffer.
    /// - Returns: false when the window has no pixels.
    func compose(_ window: Window) throws(DisplayError) -> Bool {
        guard let canvas = canvases[window.id] else {
            throw DisplayError(.present, "the window was not prepared")
        }
        let size = window.size
        guard let target = canvas.target, !size.isEmpty else { return false }
        try context.makeCurrent(on: window.handle, .present)
        pen.begin(onWindowOf: size)
        pen.draw(
            target.texture,
            over: PixelRect(x: 0, y: 0, width: size.width, height: size.height),
            rotation: window.rotation)
        pen.end()
        try context.check(.present)
        return true
    }

    private func setInterval(of window: Window) throws(DisplayError) {
        let interval: Int32 = window.id == pacer ? 1 : 0
        // Some drivers keep one interval for all windows.
        guard canvases.count > 1 || canvases[window.id]?.interval != interval else { return }
        // A driver that cannot (offscreen) swaps at once, which is no failure.
        _ = SDL_GL_SetSwapInterval(interval)
        canvases[window.id]?.interval = interval
    }

    /// What the window shows, in logical orientation, opaque.
    public func capture(_ window: Window) throws(DisplayError) -> Bitmap {
        try context.ensureCurrent(.capture)
        guard let target = canvas(of: window) else {
            throw DisplayError(.capture, "the window has no picture")
        }
        let pixels = target.readPixels()
        try context.check(.capture)
        return Bitmap(size: target.size, pixels: pixels)
    }
}

extension Color {
    /// The same colour without its alpha.
    fileprivate var opaque: Color { Color(red: red, green: green, blue: blue) }
}
