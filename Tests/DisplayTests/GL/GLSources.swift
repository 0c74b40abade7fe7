import CGL
import Display
import Geometry
import Synchronization

/// A video of one colour whose top left quarter (a quarter of each side) may
/// have another. Leaves GL as untidy as libmpv may: viewport, scissor, blend
/// and clear state changed.
final class PaintedSource: FrameSource {
    let color: Color
    let marker: Color
    private let asked = Mutex<[PixelSize]>([])

    init(_ color: Color, marker: Color? = nil) {
        self.color = color
        self.marker = marker ?? color
    }

    /// The sizes that were asked for, in order.
    var sizes: [PixelSize] { asked.withLock { $0 } }

    func drawFrame(into: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool { false }

    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool {
        asked.withLock { $0.append(size) }
        guard internalFormat == GL_RGBA8 else { return false }
        glBindFramebuffer(GLenum(GL_FRAMEBUFFER), framebuffer)
        glDisable(GLenum(GL_SCISSOR_TEST))
        clear(color)
        glEnable(GLenum(GL_SCISSOR_TEST))
        // Row 0 is the top of the picture.
        glScissor(0, 0, GLsizei(size.width / 4), GLsizei(size.height / 4))
        clear(marker)
        glBindFramebuffer(GLenum(GL_FRAMEBUFFER), 0)
        glViewport(3, 3, 1, 1)
        glEnable(GLenum(GL_BLEND))
        glBlendFunc(GLenum(GL_ONE), GLenum(GL_ONE))
        return true
    }

    private func clear(_ color: Color) {
        // A decoder leaves any alpha in its frames.
        glClearColor(
            GLfloat(color.red) / 255, GLfloat(color.green) / 255, GLfloat(color.blue) / 255, 0.25)
        glClear(GLbitfield(GL_COLOR_BUFFER_BIT))
    }
}

/// A source that spoils the picture, leaves a GL error and says that it failed.
final class FailingSource: FrameSource {
    func drawFrame(into: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool { false }

    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool {
        glBindFramebuffer(GLenum(GL_FRAMEBUFFER), framebuffer)
        glDisable(GLenum(GL_SCISSOR_TEST))
        glClearColor(1, 0, 1, 1)
        glClear(GLbitfield(GL_COLOR_BUFFER_BIT))
        glEnable(0xFFFF)
        return false
    }
}
