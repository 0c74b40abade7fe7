import CSDL2
import Glibc
import Synchronization

/// What happens when the X server goes away: Xlib ends the process by itself,
/// with status 1 and no chance for anyone. Here a last word, then the status
/// that makes systemd start the wall again.
public enum DisplayLoss {
    /// `sysexits.h`: EX_TEMPFAIL.
    public static let exitStatus: Int32 = 75

    private static let lastWord = Mutex<(@Sendable () -> Void)?>(nil)

    /// Installs the handler. After `VideoSystem`, which opens the connection.
    /// - Parameter action: runs once on the main thread before the process
    ///   ends; must be quick (state to be saved, one line on standard error).
    public static func install(_ action: @escaping @Sendable () -> Void) {
        lastWord.withLock { $0 = action }
        XSetIOErrorHandler(displayWasLost)
    }

    static func end() -> Never {
        let action = lastWord.withLock { word in
            let taken = word
            word = nil
            return taken
        }
        action?()
        // Not exit(): its handlers would talk to the X server that is gone.
        _exit(exitStatus)
    }
}

private func displayWasLost(_ display: OpaquePointer?) -> Int32 { DisplayLoss.end() }

extension Window {
    /// The file descriptor whose bytes mean input for this window, -1 when the
    /// driver has none that may be waited for.
    public var inputDescriptor: Int32 { hw_sdl_x11_fd(handle) }

    /// The native displays, for mpv's hardware decoding.
    public var nativeDisplay: (x11: UnsafeMutableRawPointer?, wayland: UnsafeMutableRawPointer?) {
        (hw_sdl_x11_display(handle), hw_sdl_wl_display(handle))
    }
}
