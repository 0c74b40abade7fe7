import CSDL2
public import Geometry
import Glibc

/// SDL's video system: one for the process, on the main thread.
public final class VideoSystem {
    /// What kind of pixels the wall needs from the driver.
    public enum Purpose: Sendable {
        /// A window whose pixels are written directly.
        case software
        /// A window that a GL context draws into.
        case gl
    }

    /// SDL's name of the driver in use: `x11`, `wayland`, `KMSDRM`, `offscreen`, `dummy`.
    public let driver: String
    private var open = true

    /// Starts SDL's video with hints that must stand before it.
    /// - Parameters:
    ///   - purpose: which renderer will draw.
    ///   - driver: a driver by name, or nil for SDL's own choice.
    /// - Throws: `.initialize` with SDL's words when there is no display.
    public init(purpose: Purpose, driver: String?) throws(DisplayError) {
        // Ours are kept: SDL would turn a signal into a dropped event.
        Self.hint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
        // The window surface must be the window's own pixels, never an
        // emulation by a texture (1.60 against 1.15 cores with nine 720p cells).
        Self.hint(SDL_HINT_FRAMEBUFFER_ACCELERATION, purpose == .software ? "0" : "1")
        // A wall of several displays stays up when one of them loses the focus.
        Self.hint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0")
        Self.hint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "1")
        if purpose == .gl { Self.hint(SDL_HINT_VIDEO_X11_FORCE_EGL, "1") }
        // The end of a window is ours to judge; SDL's quit is left for its own.
        Self.hint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "0")
        Self.hint(SDL_HINT_APP_NAME, "Hyperwall")
        if let driver { Self.hint(SDL_HINT_VIDEODRIVER, driver) }
        guard SDL_Init(Uint32(SDL_INIT_VIDEO)) == 0 else {
            throw DisplayError(.initialize, Self.lastError)
        }
        let taken = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
        // SDL's last resort draws where nobody sees it. That is for those who ask for it.
        if driver == nil, getenv("SDL_VIDEODRIVER") == nil,
            ["offscreen", "dummy", "evdev"].contains(taken)
        {
            SDL_Quit()
            throw DisplayError(.initialize, "no X server, Wayland compositor or KMS device answers")
        }
        self.driver = taken
        SDL_DisableScreenSaver()
        SDL_StartTextInput()
    }

    /// Ends SDL. All windows and renderers must be closed before.
    public func close() {
        guard open else { return }
        open = false
        // It destroys windows, which SDL cannot without a display. The
        // connection ends with the process then, and the windows with it.
        guard Self.hasDisplay else { return }
        SDL_Quit()
    }

    deinit { assert(!open, "VideoSystem was not closed") }

    /// The displays that are there now, in the driver's order.
    public func displays() -> [DisplayInfo] {
        let count = SDL_GetNumVideoDisplays()
        guard count > 0 else { return [] }
        return (0..<count).compactMap { index in
            var bounds = SDL_Rect()
            guard SDL_GetDisplayBounds(index, &bounds) == 0 else { return nil }
            var mode = SDL_DisplayMode()
            let hasMode = SDL_GetDesktopDisplayMode(index, &mode) == 0
            let name =
                SDL_GetDisplayName(index).map { String(cString: $0) } ?? "display \(index + 1)"
            return DisplayInfo(
                index: Int(index), name: name,
                bounds: PixelRect(
                    x: Int(bounds.x), y: Int(bounds.y), width: Int(bounds.w), height: Int(bounds.h)),
                refreshRate: hasMode ? Int(max(0, mode.refresh_rate)) : 0)
        }
    }

    /// Whether there is any display now. SDL 2.26 follows a null pointer when a
    /// window is hidden or destroyed while there is none.
    static var hasDisplay: Bool { SDL_GetNumVideoDisplays() > 0 }

    static var lastError: String {
        SDL_GetError().map { String(cString: $0) } ?? ""
    }

    private static func hint(_ name: String, _ value: String) {
        // Refused only when the environment sets the hint itself, which is the user's right.
        _ = SDL_SetHint(name, value)
    }

    /// SDL's version, as linked.
    public static var version: String {
        var version = SDL_version()
        SDL_GetVersion(&version)
        return "\(version.major).\(version.minor).\(version.patch)"
    }
}

/// A display as the windowing system reports it.
public struct DisplayInfo: Sendable, Hashable {
    /// SDL's index, valid until displays change.
    public let index: Int
    /// The windowing system's name; two displays may share one.
    public let name: String
    /// Its place on the desktop.
    public let bounds: PixelRect
    /// Refreshes a second, 0 when the driver does not say.
    public let refreshRate: Int
}
