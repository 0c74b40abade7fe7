import CMPV
import Synchronization

/// A player's render context: must be freed on the thread that owns drawing,
/// before its player is destroyed (mpv aborts otherwise).
///
/// `@unchecked Sendable`: the pointer never changes between creation and
/// `free()`. One drawing thread at a time calls `draw…`; `free()` is called by
/// the owner of drawing when no pass runs. mpv's own lock does the rest.
public final class RenderContext: @unchecked Sendable {
    private var pointer: OpaquePointer?

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// Takes note of mpv's wish to draw.
    /// - Returns: true when there is a new frame.
    public func hasNewFrame() -> Bool {
        guard let pointer else { return false }
        return mpv_render_context_update(pointer) & UInt64(MPV_RENDER_UPDATE_FRAME.rawValue) != 0
    }

    /// Draws the current frame as B G R x into memory.
    /// - Returns: mpv's status, below 0 for an error.
    public func draw(
        into pixels: UnsafeMutableRawPointer, width: Int, height: Int, stride: Int
    ) -> Int32 {
        guard let pointer else { return MPV_ERROR_UNINITIALIZED.rawValue }
        return hw_mpv_render_sw(pointer, pixels, Int32(width), Int32(height), stride)
    }

    /// Draws the current frame into a framebuffer object of the current GL context.
    /// - Returns: mpv's status, below 0 for an error.
    public func draw(
        framebuffer: UInt32, width: Int, height: Int, internalFormat: Int32
    ) -> Int32 {
        guard let pointer else { return MPV_ERROR_UNINITIALIZED.rawValue }
        return hw_mpv_render_gl(
            pointer, Int32(bitPattern: framebuffer), Int32(width), Int32(height), internalFormat, 0)
    }

    /// Takes the frame without drawing it, so that a hidden cell keeps its time.
    /// - Returns: mpv's status, below 0 for an error.
    public func skip() -> Int32 {
        guard let pointer else { return MPV_ERROR_UNINITIALIZED.rawValue }
        return hw_mpv_render_skip(pointer)
    }

    /// Frees it. On the thread that draws; with GL, the context current.
    public func free() {
        guard let pointer else { return }
        self.pointer = nil
        mpv_render_context_set_update_callback(pointer, nil, nil)
        mpv_render_context_free(pointer)
    }

    deinit { assert(pointer == nil, "RenderContext was not freed") }

    func onUpdate(_ signal: UnsafeMutableRawPointer) {
        guard let pointer else { return }
        mpv_render_context_set_update_callback(pointer, playerFrameArrived, signal)
    }
}
