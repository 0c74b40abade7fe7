import CGL
import Geometry

/// Draws rectangles with the shaders. Sets all of GL's state that it relies on
/// at the begin of a pass, because video decoders leave some of it changed,
/// and puts it back to GL's defaults, which they rely on, at the end.
final class QuadPen {
    private let cellShader, fadeShader, fillShader, pictureShader, ringShader: ShaderProgram
    private let vertices: GLuint
    private var targetSize = PixelSize(width: 0, height: 0)
    private var updown: GLfloat = 1
    private var open = true

    /// Compiles the shaders of a folder.
    init(shaderFolder: String, dialect: GLContext.Dialect) throws(DisplayError) {
        var made: [ShaderProgram] = []
        func program(_ name: String) throws(DisplayError) -> ShaderProgram {
            let program = try ShaderProgram(
                folder: shaderFolder, fragment: name, dialect: dialect)
            made.append(program)
            return program
        }
        do throws(DisplayError) {
            cellShader = try program("cell.frag")
            fadeShader = try program("crossfade.frag")
            fillShader = try program("fill.frag")
            pictureShader = try program("picture.frag")
            ringShader = try program("ring.frag")
        } catch {
            for program in made { program.close() }
            throw error
        }
        var name: GLuint = 0
        // The core profile draws nothing without one, even an empty one.
        glGenVertexArrays(1, &name)
        vertices = name
    }

    /// Deletes the shaders; the context must be current.
    func close() {
        guard open else { return }
        open = false
        for program in [cellShader, fadeShader, fillShader, pictureShader, ringShader] {
            program.close()
        }
        var name = vertices
        glDeleteVertexArrays(1, &name)
    }

    deinit { assert(!open, "QuadPen was not closed") }

    // MARK: A pass

    /// Begins to draw into a picture of ours.
    func begin(on target: RenderTarget) {
        begin(framebuffer: target.framebuffer, size: target.size, updown: 1)
    }

    /// Begins to draw into the window that is current.
    func begin(onWindowOf size: PixelSize) {
        begin(framebuffer: 0, size: size, updown: -1)
    }

    private func begin(framebuffer: GLuint, size: PixelSize, updown: GLfloat) {
        targetSize = size
        self.updown = updown
        glBindFramebuffer(GLName.framebuffer, framebuffer)
        glViewport(0, 0, GLsizei(size.width), GLsizei(size.height))
        glDisable(GLName.scissorTest)
        glDisable(GLName.blend)
        glBlendFunc(GLName.one, GLName.oneMinusSourceAlpha)
        glBlendEquation(GLenum(GL_FUNC_ADD))
        glColorMask(1, 1, 1, 1)
        glActiveTexture(GLName.texture0)
        glBindVertexArray(vertices)
    }

    /// Ends a pass.
    func end() {
        glDisable(GLName.scissorTest)
        glDisable(GLName.blend)
        glBindVertexArray(0)
        glUseProgram(0)
        bind(0, in: GLName.texture1)
        bind(0, in: GLName.texture0)
        glBindFramebuffer(GLName.framebuffer, 0)
    }

    /// Lets nothing outside of a rectangle of our own picture be drawn.
    func clip(to rect: PixelRect) {
        glEnable(GLName.scissorTest)
        // Row 0 is the top, so y needs no turning.
        glScissor(GLint(rect.x), GLint(rect.y), GLsizei(rect.width), GLsizei(rect.height))
    }

    /// Whether what is drawn next is laid over what is there, or replaces it.
    func blends(_ on: Bool) {
        if on { glEnable(GLName.blend) } else { glDisable(GLName.blend) }
    }

    // MARK: Quads

    /// A whole texture, opaque, stretched over a rectangle and turned.
    func draw(_ texture: GLuint, over rect: PixelRect, rotation: Rotation = .none) {
        use(cellShader, rect)
        setCorners(of: cellShader, rotation)
        bind(texture, in: GLName.texture0)
        draw()
    }

    /// Two textures mixed, opaque; `progress` 0 shows `before` alone.
    func draw(
        _ texture: GLuint, before: GLuint, progress: Double, over rect: PixelRect
    ) {
        use(fadeShader, rect)
        setCorners(of: fadeShader, .none)
        glUniform1f(fadeShader.progress, GLfloat(progress))
        bind(before, in: GLName.texture1)
        bind(texture, in: GLName.texture0)
        draw()
    }

    /// One colour over a rectangle; `opacity` scales its alpha.
    func fill(_ rect: PixelRect, _ color: Color, opacity: Double = 1) {
        use(fillShader, rect)
        setTint(of: fillShader, color, opacity)
        draw()
    }

    /// A bitmap's texture, pixel for pixel from the rectangle's origin, clipped to it.
    func draw(bitmap texture: GLuint, size: PixelSize, in rect: PixelRect) {
        let width = min(rect.width, size.width)
        let height = min(rect.height, size.height)
        guard width > 0, height > 0 else { return }
        use(pictureShader, PixelRect(x: rect.x, y: rect.y, width: width, height: height))
        glUniform2f(pictureShader.origin, 0, 0)
        glUniform2f(pictureShader.across, GLfloat(width) / GLfloat(size.width), 0)
        glUniform2f(pictureShader.down, 0, GLfloat(height) / GLfloat(size.height))
        bind(texture, in: GLName.texture0)
        draw()
    }

    /// A frame along the inside of a rectangle.
    func ring(_ rect: PixelRect, _ color: Color, thickness: Int) {
        guard thickness > 0 else { return }
        use(ringShader, rect)
        setTint(of: ringShader, color, 1)
        glUniform1f(ringShader.thickness, GLfloat(thickness))
        draw()
    }

    private func use(_ program: ShaderProgram, _ rect: PixelRect) {
        glUseProgram(program.name)
        glUniform4f(
            program.rect, GLfloat(rect.x), GLfloat(rect.y), GLfloat(rect.width),
            GLfloat(rect.height))
        glUniform2f(program.target, GLfloat(targetSize.width), GLfloat(targetSize.height))
        glUniform1f(program.updown, updown)
    }

    /// Which corner of the texture is the rectangle's top left, and where its
    /// edges lead: the inverse of `Rotation.physicalRect`.
    private func setCorners(of program: ShaderProgram, _ rotation: Rotation) {
        switch rotation {
        case .none: setCorners(of: program, (0, 0), (1, 0), (0, 1))
        case .quarter: setCorners(of: program, (0, 1), (0, -1), (1, 0))
        case .half: setCorners(of: program, (1, 1), (-1, 0), (0, -1))
        case .threeQuarters: setCorners(of: program, (1, 0), (0, 1), (-1, 0))
        }
    }

    private func setCorners(
        of program: ShaderProgram, _ origin: (GLfloat, GLfloat), _ across: (GLfloat, GLfloat),
        _ down: (GLfloat, GLfloat)
    ) {
        glUniform2f(program.origin, origin.0, origin.1)
        glUniform2f(program.across, across.0, across.1)
        glUniform2f(program.down, down.0, down.1)
    }

    private func setTint(of program: ShaderProgram, _ color: Color, _ opacity: Double) {
        let alpha = GLfloat(color.alpha) / 255 * GLfloat(opacity)
        glUniform4f(
            program.tint, GLfloat(color.red) / 255 * alpha, GLfloat(color.green) / 255 * alpha,
            GLfloat(color.blue) / 255 * alpha, alpha)
    }

    private func bind(_ texture: GLuint, in unit: GLenum) {
        glActiveTexture(unit)
        glBindTexture(GLName.texture2D, texture)
    }

    private func draw() { glDrawArrays(GLName.triangleStrip, 0, 4) }
}
