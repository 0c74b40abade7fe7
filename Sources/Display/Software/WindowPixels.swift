import CSDL2
import Geometry

/// Where the software renderer's pixels of one window live, and how they get
/// onto the display.
final class WindowPixels {
    /// How pixels reach the display.
    enum Path: String {
        /// The window's own pixels: x11, offscreen, dummy.
        case direct = "window pixels"
        /// A canvas turned into the window's pixels, for a rotated display.
        case turned = "window pixels, rotated"
        /// A canvas uploaded as a texture: plain Wayland, KMS.
        case texture = "texture upload"
    }

    let path: Path
    let physicalSize: PixelSize
    let rotation: Rotation
    /// Dirty rectangles since the last present, physical pixels.
    private var dirty: [SDL_Rect] = []
    private let window: OpaquePointer
    private let surface: UnsafeMutablePointer<SDL_Surface>?
    private let canvas: PixelBuffer?
    private var renderer: OpaquePointer?
    private var texture: OpaquePointer?

    init(_ window: Window) throws(DisplayError) {
        self.window = window.handle
        rotation = window.rotation
        let size = window.size
        physicalSize = size
        // With the acceleration hint at 0 a driver without window pixels gives
        // NULL and an empty error text; the driver's name tells beforehand.
        let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
        if ["x11", "offscreen", "dummy"].contains(driver) {
            guard let surface = SDL_GetWindowSurface(window.handle),
                surface.pointee.pixels != nil,
                surface.pointee.format.pointee.BytesPerPixel == 4
            else { throw DisplayError(.windowSurface, VideoSystem.lastError) }
            self.surface = surface
            if rotation == .none {
                path = .direct
                canvas = nil
            } else {
                path = .turned
                canvas = try PixelBuffer(size: rotation.logicalSize(of: size))
            }
            return
        }
        surface = nil
        path = .texture
        canvas = try PixelBuffer(size: rotation.logicalSize(of: size))
        guard let renderer = SDL_CreateRenderer(window.handle, -1, 0) else {
            throw DisplayError(.windowSurface, VideoSystem.lastError)
        }
        self.renderer = renderer
        let logical = rotation.logicalSize(of: size)
        texture = SDL_CreateTexture(
            renderer, SDL_PIXELFORMAT_ARGB8888.rawValue,
            Int32(SDL_TEXTUREACCESS_STREAMING.rawValue), Int32(logical.width),
            Int32(logical.height))
        guard texture != nil else {
            SDL_DestroyRenderer(renderer)
            self.renderer = nil
            throw DisplayError(.windowSurface, VideoSystem.lastError)
        }
    }

    /// The pixels to draw into, logical orientation.
    var view: PixelView? {
        if let canvas { return canvas.view }
        guard let surface, let pixels = surface.pointee.pixels else { return nil }
        return PixelView(
            base: pixels, stride: Int(surface.pointee.pitch), size: physicalSize)
    }

    var hasDirt: Bool { !dirty.isEmpty }

    /// Notes a drawn rectangle, logical pixels; turns it where that is needed.
    func markDirty(_ rect: PixelRect) {
        let physical = path == .texture ? rect : rotation.physicalRect(of: rect, on: physicalSize)
        dirty.append(
            SDL_Rect(
                x: Int32(physical.x), y: Int32(physical.y), w: Int32(physical.width),
                h: Int32(physical.height)))
        guard path == .turned, let canvas, let surface, let pixels = surface.pointee.pixels else {
            return
        }
        let target = PixelView(
            base: pixels, stride: Int(surface.pointee.pitch), size: physicalSize)
        Turning.copy(rect, of: canvas.view, to: target, rotation: rotation)
    }

    func markAllDirty() {
        let logical = rotation.logicalSize(of: physicalSize)
        markDirty(PixelRect(x: 0, y: 0, width: logical.width, height: logical.height))
    }

    func present() throws(DisplayError) {
        guard !dirty.isEmpty else { return }
        defer { dirty.removeAll(keepingCapacity: true) }
        guard let renderer, let texture, let canvas else {
            let status = dirty.withUnsafeBufferPointer {
                SDL_UpdateWindowSurfaceRects(window, $0.baseAddress, Int32($0.count))
            }
            guard status == 0 else { throw DisplayError(.present, VideoSystem.lastError) }
            return
        }
        for rect in dirty {
            var rect = rect
            let pixels = canvas.base + Int(rect.y) * canvas.stride + Int(rect.x) * 4
            guard SDL_UpdateTexture(texture, &rect, pixels, Int32(canvas.stride)) == 0 else {
                throw DisplayError(.present, VideoSystem.lastError)
            }
        }
        try showTexture(renderer, texture)
    }

    private func showTexture(
        _ renderer: OpaquePointer, _ texture: OpaquePointer
    ) throws(DisplayError) {
        let logical = rotation.logicalSize(of: physicalSize)
        // SDL turns about the centre, so the unturned rectangle is centred.
        var place = SDL_Rect(
            x: Int32((physicalSize.width - logical.width) / 2),
            y: Int32((physicalSize.height - logical.height) / 2), w: Int32(logical.width),
            h: Int32(logical.height))
        guard
            SDL_RenderCopyEx(
                renderer, texture, nil, &place, Double(rotation.rawValue), nil, SDL_FLIP_NONE) == 0
        else { throw DisplayError(.present, VideoSystem.lastError) }
        SDL_RenderPresent(renderer)
    }

    func close() {
        if let texture { SDL_DestroyTexture(texture) }
        if let renderer { SDL_DestroyRenderer(renderer) }
        texture = nil
        renderer = nil
    }
}
