// In a file of its own: Xlib, which comes with SDL, has a type `Window` too.
import CSDL2
import Geometry

/// Resizes a window, as a user or a compositor does.
func resize(windowOf handle: OpaquePointer, to size: PixelSize) {
    SDL_SetWindowSize(handle, Int32(size.width), Int32(size.height))
    SDL_PumpEvents()
}
