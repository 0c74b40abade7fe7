import CSDL2
import Synchronization

/// Windows that were closed while no display was there.
///
/// SDL 2.26 looks up the display of a window that it destroys and follows a
/// null pointer when there is none (all cables pulled, all televisions off):
/// such a window is destroyed once a display is there again.
enum WindowRemains {
    /// SDL's numbers of them.
    private static let waiting = Mutex<[UInt32]>([])

    /// Destroys a window, now or as soon as that can be done. Main thread only.
    static func destroy(_ window: OpaquePointer) {
        if VideoSystem.hasDisplay {
            SDL_DestroyWindow(window)
        } else {
            waiting.withLock { $0.append(SDL_GetWindowID(window)) }
        }
    }

    /// Destroys those that wait. Main thread only, when a display is there.
    static func clear() {
        guard VideoSystem.hasDisplay else { return }
        let numbers = waiting.withLock { held in
            defer { held = [] }
            return held
        }
        // SDL knows no window of a number that it gave up itself.
        for number in numbers { SDL_GetWindowFromID(number).map(SDL_DestroyWindow) }
    }
}
