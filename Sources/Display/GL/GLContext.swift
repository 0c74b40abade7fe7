import CGL
import CSDL2

/// A GL context and the hidden window that owns it, so that any display may go
/// without taking the context along.
final class GLContext {
    /// A dialect of GL that the shaders can be compiled for.
    enum Dialect: CaseIterable {
        /// Desktop GL 3.3, core profile.
        case core
        /// GL ES 3.0: small boards whose driver offers no desktop GL 3.3.
        case embedded

        /// What stands before every shader.
        var header: String {
            switch self {
            case .core: "#version 330 core\n#line 1\n"
            case .embedded: "#version 300 es\nprecision highp float;\n#line 1\n"
            }
        }
    }

    /// Which GL it is.
    let dialect: Dialect
    /// The driver's name of the device.
    let renderer: String
    /// The driver's version.
    let version: String
    /// The longest side of a texture.
    let textureSideMax: Int
    /// The hidden window.
    let window: OpaquePointer
    private let context: SDL_GLContext
    private let tellsOfReset: Bool
    private var open = true

    /// Makes a context, current on this thread, in the first of these dialects
    /// that the driver has. Windows opened afterwards suit it.
    init(dialects: [Dialect] = Dialect.allCases) throws(DisplayError) {
        (dialect, window, context) = try Self.makeFirst(of: dialects)
        renderer = GLName.string(GL_RENDERER)
        version = GLName.string(GL_VERSION)
        textureSideMax = GLName.integer(GL_MAX_TEXTURE_SIZE)
        let strategy = GLName.integer(GL_RESET_NOTIFICATION_STRATEGY)
        tellsOfReset = strategy == Int(GL_LOSE_CONTEXT_ON_RESET)
        // A driver that does not know that query answers by an error.
        _ = glGetError()
    }

    deinit { assert(!open, "GLContext was not closed") }

    /// Deletes the context and its window; everything in it must be given up before.
    func close() {
        guard open else { return }
        open = false
        SDL_GL_DeleteContext(context)
        WindowRemains.destroy(window)
    }

    /// What SDL must know before a window for GL is opened: double buffered,
    /// 8 bits a channel, neither depth nor stencil.
    static func prepareAttributes(
        _ dialect: Dialect, tellsOfReset: Bool
    ) throws(DisplayError) {
        let profile =
            dialect == .core ? SDL_GL_CONTEXT_PROFILE_CORE : SDL_GL_CONTEXT_PROFILE_ES
        let notification =
            tellsOfReset ? SDL_GL_CONTEXT_RESET_LOSE_CONTEXT : SDL_GL_CONTEXT_RESET_NO_NOTIFICATION
        let attributes: [(SDL_GLattr, Int32)] = [
            (SDL_GL_RED_SIZE, 8), (SDL_GL_GREEN_SIZE, 8), (SDL_GL_BLUE_SIZE, 8),
            (SDL_GL_ALPHA_SIZE, 0), (SDL_GL_DEPTH_SIZE, 0), (SDL_GL_STENCIL_SIZE, 0),
            (SDL_GL_DOUBLEBUFFER, 1),
            (SDL_GL_CONTEXT_PROFILE_MASK, Int32(profile.rawValue)),
            (SDL_GL_CONTEXT_MAJOR_VERSION, 3),
            (SDL_GL_CONTEXT_MINOR_VERSION, dialect == .core ? 3 : 0),
            (SDL_GL_CONTEXT_RESET_NOTIFICATION, Int32(notification.rawValue)),
        ]
        for (attribute, value) in attributes where SDL_GL_SetAttribute(attribute, value) != 0 {
            throw DisplayError(.createContext, VideoSystem.lastError)
        }
    }

    private static func makeFirst(
        of dialects: [Dialect]
    ) throws(DisplayError) -> (Dialect, OpaquePointer, SDL_GLContext) {
        var reason: String?
        for dialect in dialects {
            // A driver may refuse to tell of resets; then it goes without.
            for tellsOfReset in [true, false] {
                do throws(DisplayError) {
                    try prepareAttributes(dialect, tellsOfReset: tellsOfReset)
                    let (window, context) = try create()
                    return (dialect, window, context)
                } catch {
                    reason = reason ?? error.detail
                }
            }
        }
        throw DisplayError(.createContext, reason ?? "")
    }

    private static func create() throws(DisplayError) -> (OpaquePointer, SDL_GLContext) {
        let flags = SDL_WINDOW_OPENGL.rawValue | SDL_WINDOW_HIDDEN.rawValue
        guard let window = SDL_CreateWindow("", 0, 0, 16, 16, flags) else {
            throw DisplayError(.createContext, VideoSystem.lastError)
        }
        // It is current on this thread from here on.
        guard let context = SDL_GL_CreateContext(window) else {
            let reason = VideoSystem.lastError
            SDL_DestroyWindow(window)
            throw DisplayError(.createContext, reason)
        }
        return (window, context)
    }

    // MARK: Being current

    /// Makes it current, on whatever window it is; enough to draw into textures.
    func ensureCurrent(_ operation: DisplayError.Operation) throws(DisplayError) {
        // Changing the drawable flushes, so one that is current stays.
        guard SDL_GL_GetCurrentContext() != context else { return }
        try makeCurrent(on: window, operation)
    }

    /// Makes it current on a window.
    func makeCurrent(
        on window: OpaquePointer, _ operation: DisplayError.Operation
    ) throws(DisplayError) {
        if SDL_GL_GetCurrentContext() == context, SDL_GL_GetCurrentWindow() == window { return }
        guard SDL_GL_MakeCurrent(window, context) == 0 else {
            throw DisplayError(operation, VideoSystem.lastError)
        }
    }

    // MARK: Errors

    /// Throws when a GL call since the last check failed or the device was reset.
    func check(_ operation: DisplayError.Operation) throws(DisplayError) {
        if tellsOfReset, glGetGraphicsResetStatus() != GLName.noError {
            throw DisplayError(operation, "the graphics device was reset")
        }
        let code = glGetError()
        guard code != GLName.noError else { return }
        throw DisplayError(operation, Self.words(for: code))
    }

    /// Forgets errors of foreign code (a video decoder probes the driver);
    /// throws for those after which nothing can be drawn.
    func discardForeignErrors() throws(DisplayError) {
        // Bounded: a lost context may report the same error for ever.
        for _ in 0..<16 {
            let code = glGetError()
            if code == GLName.noError { return }
            if code == GLName.outOfMemory || code == GLName.contextLost {
                throw DisplayError(.draw, Self.words(for: code))
            }
        }
    }

    private static func words(for code: GLenum) -> String {
        switch code {
        case GLName.outOfMemory: "the graphics memory is full"
        case GLName.contextLost: "the GL context was lost"
        default: "GL error 0x" + String(code, radix: 16)
        }
    }
}
