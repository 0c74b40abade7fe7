import Display
import Glibc
import Logging
import MPVPlayer
import Tunables

/// The renderer that was taken, and SDL started the way that it needs.
struct RenderBackend {
    let video: VideoSystem
    let renderer: any Renderer
    /// The same renderer, when it is GL.
    let gl: GLRenderer?
    /// GL that is a program on the CPU.
    let softwareGL: Bool
    let logger: Logger

    /// Takes a renderer.
    /// - Parameters:
    ///   - choice: `HYPERWALL_RENDERER`.
    ///   - headless: no display is to be used.
    ///   - threads: drawing threads of the software renderer.
    static func open(
        _ choice: RendererChoice, headless: Bool, threads: Int, shaderFolder: String,
        logger: Logger
    ) throws(WallFailure) -> RenderBackend {
        do throws(DisplayError) {
            switch choice {
            case .software: return try software(headless: headless, threads: threads, logger)
            case .gl: return try openGL(headless, shaderFolder, logger)
            case .auto:
                if let backend = try automaticGL(headless, shaderFolder, logger) { return backend }
                return try software(headless: headless, threads: threads, logger)
            }
        } catch  where error.operation == .compileShader {
            throw WallFailure(
                "The wall's shaders cannot be used: \(error). Run scripts/install again, name "
                    + "their folder's parent in HYPERWALL_SHARE, or draw without them by "
                    + "HYPERWALL_RENDERER=software.", exitStatus: 1)
        } catch  where error.operation == .createContext {
            throw WallFailure(
                "OpenGL does not work here (\(error)): set HYPERWALL_RENDERER=auto, or install "
                    + "libgl1-mesa-dri.", exitStatus: 75)
        } catch {
            throw WallFailure(
                "The wall has no display: \(error). Start it in a graphical session, "
                    + "or with --headless to draw without one.", exitStatus: 75)
        }
    }

    /// GL if it is real hardware; nil if the CPU would do its work.
    private static func automaticGL(
        _ headless: Bool, _ shaderFolder: String, _ logger: Logger
    ) throws(DisplayError) -> RenderBackend? {
        let video = try VideoSystem(purpose: .gl, driver: headless ? "offscreen" : nil)
        do throws(DisplayError) {
            try GLRenderer.prepareAttributes()
        } catch {
            video.close()
            return nil
        }
        guard let probe = GLRenderer.probe() else {
            logger.info("no OpenGL here: drawing in software")
            video.close()
            return nil
        }
        guard !probe.isSoftware else {
            logger.info("OpenGL is \(probe.renderer), a program on the CPU: drawing in software")
            video.close()
            return nil
        }
        do throws(DisplayError) {
            let renderer = try GLRenderer(shaderFolder: shaderFolder)
            return RenderBackend(
                video: video, renderer: renderer, gl: renderer, softwareGL: false,
                logger: logger)
        } catch {
            logger.warning("OpenGL does not work (\(error)): drawing in software")
            video.close()
            return nil
        }
    }

    private static func openGL(
        _ headless: Bool, _ shaderFolder: String, _ logger: Logger
    ) throws(DisplayError) -> RenderBackend {
        let video = try VideoSystem(purpose: .gl, driver: headless ? "offscreen" : nil)
        do throws(DisplayError) {
            try GLRenderer.prepareAttributes()
            let isSoftware = GLRenderer.probe()?.isSoftware ?? false
            let renderer = try GLRenderer(shaderFolder: shaderFolder)
            return RenderBackend(
                video: video, renderer: renderer, gl: renderer, softwareGL: isSoftware,
                logger: logger)
        } catch {
            video.close()
            throw error
        }
    }

    /// SDL's driver for the software renderer; nil leaves it to SDL.
    static func softwareDriver(headless: Bool) -> String? {
        if headless { return "offscreen" }
        guard getenv("SDL_VIDEODRIVER") == nil, getenv("DISPLAY") != nil else { return nil }
        // Only x11 lends out its windows' pixels; under Wayland that is Xwayland.
        return "x11"
    }

    private static func software(
        headless: Bool, threads: Int, _ logger: Logger
    ) throws(DisplayError) -> RenderBackend {
        let video = try VideoSystem(
            purpose: .software, driver: softwareDriver(headless: headless))
        if !["x11", "offscreen", "dummy"].contains(video.driver) {
            logger.notice(
                "\(video.driver) lends no window pixels: each picture is uploaded as a texture")
        }
        let renderer = SoftwareRenderer(threads: threads)
        return RenderBackend(
            video: video, renderer: renderer, gl: nil, softwareGL: false, logger: logger)
    }

    /// Gives a player its render context. Before its first load.
    func attach(_ player: Player) throws(MPVError) {
        guard let gl else {
            try player.attachSoftware()
            return
        }
        makeCurrent()
        var x11: UnsafeMutableRawPointer?
        var wayland: UnsafeMutableRawPointer?
        switch gl.nativeDisplay {
        case .x11(let display): x11 = display
        case .wayland(let display): wayland = display
        case nil: break
        }
        try player.attachGL(
            getProcAddress: GLRenderer.procAddress, x11: x11, wayland: wayland)
    }

    /// Before render contexts are made or freed.
    func makeCurrent() {
        do throws(DisplayError) {
            try gl?.makeCurrent()
        } catch {
            // The next draw fails too, and ends the wall with the right status.
            logger.error("\(error)")
        }
    }
}
