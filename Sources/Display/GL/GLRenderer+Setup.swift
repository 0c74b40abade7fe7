import CSDL2

/// What is asked before there is a renderer, and what libmpv asks of it.
extension GLRenderer {
    /// A windowing system's own connection, for decoders that hand over
    /// pictures in the memory of the graphics device.
    public enum NativeDisplay {
        /// Xlib's `Display *`.
        case x11(UnsafeMutableRawPointer)
        /// `struct wl_display *`.
        case wayland(UnsafeMutableRawPointer)
    }

    /// libmpv's way to GL's functions.
    public typealias ProcAddress =
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?)
        -> UnsafeMutableRawPointer?

    /// Names of rasterisers that run on the processor, in lower case.
    private static let softwareNames = ["llvmpipe", "softpipe", "swrast", "swiftshader"]

    /// For a program that opens a window with `gl: true` before it makes the
    /// renderer: all must share the context's pixel format. SDL's video must
    /// have been started. Making the renderer, and probing, do the same.
    public static func prepareAttributes() throws(DisplayError) {
        try GLContext.prepareAttributes(.core, tellsOfReset: false)
    }

    /// Which GL there is, seen by a context that is thrown away again. SDL's
    /// video must have been started.
    /// - Returns: GL's name of the device and whether it is the processor; nil
    ///   when there is no GL.
    public static func probe() -> (renderer: String, isSoftware: Bool)? {
        guard let context = try? GLContext() else { return nil }
        let renderer = context.renderer
        context.close()
        return (renderer, isSoftware(renderer))
    }

    /// Whether GL's name of a device means the processor.
    static func isSoftware(_ renderer: String) -> Bool {
        let name = renderer.lowercased()
        return softwareNames.contains { name.contains($0) }
    }

    /// For `mpv_opengl_init_params.get_proc_address`; needs no context pointer.
    public static var procAddress: ProcAddress { addressOfFunction }

    /// The windowing system's connection; nil where there is none (KMS, offscreen).
    public var nativeDisplay: NativeDisplay? {
        if let display = hw_sdl_x11_display(context.window) { return .x11(display) }
        if let display = hw_sdl_wl_display(context.window) { return .wayland(display) }
        return nil
    }
}

/// A plain function, because C calls it.
private func addressOfFunction(
    _: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer? {
    name.flatMap { SDL_GL_GetProcAddress($0) }
}
