import CGL

/// GL's constants in the type that its calls take; the header gives `Int32`.
enum GLName {
    static let texture2D = GLenum(GL_TEXTURE_2D)
    static let texture0 = GLenum(GL_TEXTURE0)
    static let texture1 = GLenum(GL_TEXTURE1)
    static let framebuffer = GLenum(GL_FRAMEBUFFER)
    static let blend = GLenum(GL_BLEND)
    static let scissorTest = GLenum(GL_SCISSOR_TEST)
    static let one = GLenum(GL_ONE)
    static let oneMinusSourceAlpha = GLenum(GL_ONE_MINUS_SRC_ALPHA)
    static let rgba = GLenum(GL_RGBA)
    static let unsignedByte = GLenum(GL_UNSIGNED_BYTE)
    static let triangleStrip = GLenum(GL_TRIANGLE_STRIP)
    static let colorBuffer = GLbitfield(GL_COLOR_BUFFER_BIT)
    static let noError = GLenum(GL_NO_ERROR)
    static let outOfMemory = GLenum(GL_OUT_OF_MEMORY)
    static let contextLost = GLenum(GL_CONTEXT_LOST)

    /// A string of the driver, empty when it has none.
    static func string(_ name: Int32) -> String {
        glGetString(GLenum(name)).map { String(cString: $0) } ?? ""
    }

    /// An integer of the driver.
    static func integer(_ name: Int32) -> Int {
        var value: GLint = 0
        glGetIntegerv(GLenum(name), &value)
        return Int(value)
    }
}
