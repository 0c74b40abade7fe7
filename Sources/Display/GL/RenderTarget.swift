import CGL
import Geometry

/// A texture that can be drawn into; row 0 is the top of the picture.
final class RenderTarget {
    /// GL's name of its format: 8 bits a channel.
    static let format = GL_RGBA8

    /// Pixels.
    let size: PixelSize
    /// GL's name of the texture.
    let texture: GLuint
    /// GL's name of the framebuffer object that fills it.
    let framebuffer: GLuint
    private var open = true

    /// A black picture. Leaves no framebuffer bound.
    /// - Parameter smooth: whether it is filtered where it is drawn at another size.
    init(size: PixelSize, smooth: Bool) throws(DisplayError) {
        self.size = size
        texture = Self.makeTexture(smooth: smooth)
        glTexImage2D(
            GLName.texture2D, 0, Self.format, GLsizei(size.width), GLsizei(size.height), 0,
            GLName.rgba, GLName.unsignedByte, nil)
        glBindTexture(GLName.texture2D, 0)
        var name: GLuint = 0
        glGenFramebuffers(1, &name)
        framebuffer = name
        glBindFramebuffer(GLName.framebuffer, framebuffer)
        glFramebufferTexture2D(
            GLName.framebuffer, GLenum(GL_COLOR_ATTACHMENT0), GLName.texture2D, texture, 0)
        let status = glCheckFramebufferStatus(GLName.framebuffer)
        guard status == GLenum(GL_FRAMEBUFFER_COMPLETE) else {
            close()
            throw DisplayError(
                .draw, "no picture of \(size.width)×\(size.height) pixels could be made")
        }
        clear()
    }

    /// Makes it black. Leaves no framebuffer bound.
    func clear() {
        glBindFramebuffer(GLName.framebuffer, framebuffer)
        glDisable(GLName.scissorTest)
        glClearColor(0, 0, 0, 1)
        glClear(GLName.colorBuffer)
        glBindFramebuffer(GLName.framebuffer, 0)
    }

    /// Deletes it; the context must be current.
    func close() {
        guard open else { return }
        open = false
        var name = framebuffer
        glDeleteFramebuffers(1, &name)
        name = texture
        glDeleteTextures(1, &name)
    }

    deinit { assert(!open, "RenderTarget was not closed") }

    /// A texture without storage, bound, clamped at its edges.
    static func makeTexture(smooth: Bool) -> GLuint {
        var name: GLuint = 0
        glGenTextures(1, &name)
        glActiveTexture(GLName.texture0)
        glBindTexture(GLName.texture2D, name)
        let filter = smooth ? GL_LINEAR : GL_NEAREST
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_MIN_FILTER), filter)
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_MAG_FILTER), filter)
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_WRAP_S), GL_CLAMP_TO_EDGE)
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_WRAP_T), GL_CLAMP_TO_EDGE)
        return name
    }
}

extension RenderTarget {
    /// Its pixels, top row first, `0xFFRRGGBB`. Leaves no framebuffer bound.
    func readPixels() -> [UInt32] {
        let count = size.width * size.height
        glBindFramebuffer(GLName.framebuffer, framebuffer)
        defer { glBindFramebuffer(GLName.framebuffer, 0) }
        return [UInt32](unsafeUninitializedCapacity: count) { buffer, used in
            buffer.initialize(repeating: 0)
            // R G B A in memory: the one format that GL ES has for reading too.
            glReadPixels(
                0, 0, GLsizei(size.width), GLsizei(size.height), GLName.rgba,
                GLName.unsignedByte, buffer.baseAddress)
            for index in buffer.indices {
                let value = UInt32(littleEndian: buffer[index])
                buffer[index] =
                    0xFF00_0000 | (value & 0xFF) << 16 | value & 0xFF00 | value >> 16 & 0xFF
            }
            used = count
        }
    }
}
