import CGL
import Glibc

/// A linked pair of shaders and the places of its uniforms (-1, which GL
/// ignores, for those that it does not have).
final class ShaderProgram {
    /// GL's name of it.
    let name: GLuint
    /// Uniforms of `cell.vert`.
    let rect, target, updown, origin, across, down: GLint
    /// Uniforms of single fragment shaders.
    let tint, thickness, progress: GLint
    private var open = true

    /// Compiles `cell.vert` and a fragment shader out of a folder.
    /// - Throws: `.compileShader` with the file's name and the driver's log.
    init(
        folder: String, fragment: String, dialect: GLContext.Dialect
    ) throws(DisplayError) {
        let vertexPath = folder + "/cell.vert"
        let fragmentPath = folder + "/" + fragment
        let vertex = try Self.compile(vertexPath, GLenum(GL_VERTEX_SHADER), dialect)
        defer { glDeleteShader(vertex) }
        let pixel = try Self.compile(fragmentPath, GLenum(GL_FRAGMENT_SHADER), dialect)
        defer { glDeleteShader(pixel) }

        let name = glCreateProgram()
        glAttachShader(name, vertex)
        glAttachShader(name, pixel)
        glLinkProgram(name)
        var linked: GLint = 0
        glGetProgramiv(name, GLenum(GL_LINK_STATUS), &linked)
        guard linked != 0 else {
            let log = Self.log { glGetProgramInfoLog(name, $0, $1, $2) }
            glDeleteProgram(name)
            throw DisplayError(.compileShader, "\(fragmentPath) with \(vertexPath): \(log)")
        }
        self.name = name
        rect = glGetUniformLocation(name, "rect")
        target = glGetUniformLocation(name, "target")
        updown = glGetUniformLocation(name, "updown")
        origin = glGetUniformLocation(name, "origin")
        across = glGetUniformLocation(name, "across")
        down = glGetUniformLocation(name, "down")
        tint = glGetUniformLocation(name, "tint")
        thickness = glGetUniformLocation(name, "thickness")
        progress = glGetUniformLocation(name, "progress")
        // Textures stand in unit 0, the one before in unit 1, always.
        glUseProgram(name)
        glUniform1i(glGetUniformLocation(name, "picture"), 0)
        glUniform1i(glGetUniformLocation(name, "before"), 1)
        glUseProgram(0)
    }

    /// Deletes it; the context must be current.
    func close() {
        guard open else { return }
        open = false
        glDeleteProgram(name)
    }

    deinit { assert(!open, "ShaderProgram was not closed") }

    private static func compile(
        _ path: String, _ kind: GLenum, _ dialect: GLContext.Dialect
    ) throws(DisplayError) -> GLuint {
        let text = dialect.header + (try read(path))
        let shader = glCreateShader(kind)
        text.withCString { source in
            var source: UnsafePointer<GLchar>? = source
            glShaderSource(shader, 1, &source, nil)
        }
        glCompileShader(shader)
        var compiled: GLint = 0
        glGetShaderiv(shader, GLenum(GL_COMPILE_STATUS), &compiled)
        guard compiled != 0 else {
            let log = log { glGetShaderInfoLog(shader, $0, $1, $2) }
            glDeleteShader(shader)
            throw DisplayError(.compileShader, "\(path): \(log)")
        }
        return shader
    }

    /// The largest shader file: a hundred times what ours have.
    private static let bytesMax = 64 * 1024

    private static func read(_ path: String) throws(DisplayError) -> String {
        guard let file = fopen(path, "r") else {
            throw DisplayError(.compileShader, "\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else {
            throw DisplayError(.compileShader, "\(path): it could not be read")
        }
        guard count <= bytesMax, let text = String(validating: bytes[..<count], as: UTF8.self)
        else { throw DisplayError(.compileShader, "\(path): this is no shader") }
        return text
    }

    private static func log(
        _ fetch: (GLsizei, UnsafeMutablePointer<GLsizei>, UnsafeMutablePointer<GLchar>) -> Void
    ) -> String {
        let count = 2048
        return withUnsafeTemporaryAllocation(of: GLchar.self, capacity: count) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            start.initialize(repeating: 0, count: count)
            var written: GLsizei = 0
            fetch(GLsizei(count), &written, start)
            let text = String(cString: start)
            return text.last == "\n" ? String(text.dropLast()) : text
        }
    }
}
