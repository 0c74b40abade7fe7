import Display
import Geometry
import MPVPlayer

/// A player's frames as the renderer wants them.
final class PlayerFrames: FrameSource {
    private let context: RenderContext

    init(_ context: RenderContext) { self.context = context }

    func drawFrame(into pixels: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool {
        context.draw(into: pixels, width: size.width, height: size.height, stride: stride) >= 0
    }

    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool {
        context.draw(
            framebuffer: framebuffer, width: size.width, height: size.height,
            internalFormat: internalFormat) >= 0
    }
}
