import CSDL2
public import Geometry

/// One window on one display. Main thread only.
public final class Window {
    /// How it covers its display.
    public enum Placement: Sendable, Hashable {
        /// The whole display.
        case fullscreen
        /// A window with a frame, of this size.
        case windowed(PixelSize)
    }

    /// SDL's number of it, as events carry it.
    public let id: UInt32
    /// How its display hangs.
    public let rotation: Rotation
    /// Whether it covers its display.
    public private(set) var isFullscreen: Bool
    let handle: OpaquePointer
    private var open = true

    /// Opens a window.
    /// - Parameters:
    ///   - title: for window lists; nobody sees it in fullscreen.
    ///   - display: where.
    ///   - placement: fullscreen or a window.
    ///   - gl: whether a GL context will draw into it.
    public init(
        title: String, display: DisplayInfo, placement: Placement, rotation: Rotation, gl: Bool
    ) throws(DisplayError) {
        WindowRemains.clear()
        var flags = SDL_WINDOW_ALLOW_HIGHDPI.rawValue
        if gl { flags |= SDL_WINDOW_OPENGL.rawValue }
        let position = hw_sdl_windowpos_centered(Int32(display.index))
        var size = display.bounds.size
        switch placement {
        case .fullscreen:
            // The desktop's own mode: no mode switch, and other displays are left alone.
            flags |= SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
            flags |= SDL_WINDOW_BORDERLESS.rawValue
            isFullscreen = true
        case .windowed(let wanted):
            flags |= SDL_WINDOW_RESIZABLE.rawValue
            size = wanted
            isFullscreen = false
        }
        guard
            let handle = SDL_CreateWindow(
                title, position, position, Int32(size.width), Int32(size.height), flags)
        else { throw DisplayError(.createWindow, VideoSystem.lastError) }
        self.handle = handle
        self.rotation = rotation
        id = SDL_GetWindowID(handle)
    }

    /// Physical pixels.
    public var size: PixelSize {
        var width: Int32 = 0
        var height: Int32 = 0
        SDL_GetWindowSizeInPixels(handle, &width, &height)
        return PixelSize(width: Int(width), height: Int(height))
    }

    /// The size in which the wall is laid out: `size`, turned.
    public var logicalSize: PixelSize { rotation.logicalSize(of: size) }

    /// The logical pixel under a mouse position of an SDL event.
    public func logicalPoint(mouseX: Int32, mouseY: Int32) -> (x: Int, y: Int) {
        var width: Int32 = 0
        var height: Int32 = 0
        SDL_GetWindowSize(handle, &width, &height)
        let pixels = size
        // Mouse positions are in window units, which differ from pixels on a scaled desktop.
        let x = width > 0 ? Int(mouseX) * pixels.width / Int(width) : Int(mouseX)
        let y = height > 0 ? Int(mouseY) * pixels.height / Int(height) : Int(mouseY)
        return rotation.logicalPoint(x: x, y: y, on: pixels)
    }

    /// Covers the display, or becomes a window of two thirds of it.
    public func setFullscreen(_ fullscreen: Bool) throws(DisplayError) {
        let flag = fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue : 0
        guard SDL_SetWindowFullscreen(handle, flag) == 0 else {
            throw DisplayError(.createWindow, VideoSystem.lastError)
        }
        if !fullscreen {
            SDL_SetWindowBordered(handle, SDL_TRUE)
            var bounds = SDL_Rect()
            if SDL_GetDisplayBounds(SDL_GetWindowDisplayIndex(handle), &bounds) == 0 {
                SDL_SetWindowSize(handle, bounds.w * 2 / 3, bounds.h * 2 / 3)
                SDL_SetWindowPosition(
                    handle, bounds.x + bounds.w / 6, bounds.y + bounds.h / 6)
            }
        }
        isFullscreen = fullscreen
    }

    /// Takes it off the screen; its pixels stay.
    public func hide() {
        guard VideoSystem.hasDisplay else { return }
        SDL_HideWindow(handle)
    }

    /// SDL's index of the display that it is on now, nil when that is gone.
    public var displayIndex: Int? {
        let index = SDL_GetWindowDisplayIndex(handle)
        return index >= 0 ? Int(index) : nil
    }

    /// Destroys it. Its renderer must have let go of it.
    public func close() {
        guard open else { return }
        open = false
        WindowRemains.destroy(handle)
    }

    deinit { assert(!open, "Window was not closed") }
}
