import Geometry
import Testing

@testable import Display

/// SDL's offscreen driver, a renderer and its windows, for the time of a test.
final class GLStage {
    /// The renderer under test.
    let renderer: GLRenderer
    private let video: VideoSystem
    /// Its windows, in the order of their opening.
    private(set) var windows: [Window] = []

    /// The project's own shaders.
    static let shaderFolder: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/") + "/Shaders"
    }()

    /// Runs a test with a window for each size, all attached.
    static func run(
        _ sizes: [PixelSize], rotation: Rotation = .none, dialect: GLContext.Dialect = .core,
        _ test: (GLStage) throws -> Void
    ) throws {
        let video = try VideoSystem(purpose: .gl, driver: "offscreen")
        defer { video.close() }
        try GLRenderer.prepareAttributes()
        let stage = GLStage(
            renderer: try GLRenderer(shaderFolder: shaderFolder, dialects: [dialect]),
            video: video)
        defer { stage.close() }
        for size in sizes { _ = try stage.open(size, rotation: rotation) }
        try test(stage)
    }

    /// Runs a test with one window.
    static func run(
        _ size: PixelSize, rotation: Rotation = .none,
        _ test: (GLRenderer, Window) throws -> Void
    ) throws {
        try run([size], rotation: rotation) { try test($0.renderer, $0.windows[0]) }
    }

    private init(renderer: GLRenderer, video: VideoSystem) {
        self.renderer = renderer
        self.video = video
    }

    /// Opens one more window and attaches it.
    func open(_ size: PixelSize, rotation: Rotation = .none) throws -> Window {
        let display = try #require(video.displays().first)
        let window = try Window(
            title: "test", display: display, placement: .windowed(size), rotation: rotation,
            gl: true)
        windows.append(window)
        #expect(window.size == size)
        try renderer.attach(window)
        return window
    }

    /// Takes a window away, as a display that is unplugged does.
    func close(_ window: Window) {
        renderer.detach(window)
        window.close()
        windows.removeAll { $0 === window }
    }

    private func close() {
        for window in windows { close(window) }
        renderer.close()
    }
}

/// Cells of a grid as a wall would cut a window.
func cellRects(columns: Int, rows: Int, in size: PixelSize) -> [PixelRect] {
    (0..<rows * columns).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let left = column * size.width / columns
        let top = row * size.height / rows
        return PixelRect(
            x: left, y: top, width: (column + 1) * size.width / columns - left,
            height: (row + 1) * size.height / rows - top)
    }
}

extension TileID {
    /// A tile by a small number.
    init(_ number: Int) { self.init(rawValue: UInt64(number)) }
}

/// Colours that cannot be taken for one another.
extension Color {
    static let pureRed = Color(hex: 0xFF0000)
    static let pureGreen = Color(hex: 0x00FF00)
    static let pureBlue = Color(hex: 0x0000FF)
    static let white = Color(hex: 0xFFFFFF)
    static let black = Color(hex: 0x000000)
}
