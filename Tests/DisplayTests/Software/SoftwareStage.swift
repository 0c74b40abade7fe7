import Geometry
import Synchronization
import Testing

@testable import Display

/// SDL's offscreen driver, the software renderer and its windows, for the time
/// of a test.
final class SoftwareStage {
    /// The renderer under test.
    let renderer: SoftwareRenderer
    private let video: VideoSystem
    /// Its windows, in the order of their opening.
    private(set) var windows: [Window] = []

    /// Runs a test with a window for each size, all attached.
    static func run(
        _ sizes: [PixelSize], rotation: Rotation = .none, threads: Int = 3,
        _ test: (SoftwareStage) throws -> Void
    ) throws {
        let video = try VideoSystem(purpose: .software, driver: "offscreen")
        defer { video.close() }
        let stage = SoftwareStage(renderer: SoftwareRenderer(threads: threads), video: video)
        defer { stage.close() }
        for size in sizes { _ = try stage.open(size, rotation: rotation) }
        try test(stage)
    }

    /// Runs a test with one window.
    static func run(
        _ size: PixelSize, rotation: Rotation = .none, threads: Int = 3,
        _ test: (SoftwareRenderer, Window) throws -> Void
    ) throws {
        try run([size], rotation: rotation, threads: threads) {
            try test($0.renderer, $0.windows[0])
        }
    }

    private init(renderer: SoftwareRenderer, video: VideoSystem) {
        self.renderer = renderer
        self.video = video
    }

    /// Opens one more window and attaches it.
    func open(_ size: PixelSize, rotation: Rotation = .none) throws -> Window {
        let display = try #require(video.displays().first)
        let window = try Window(
            title: "test", display: display, placement: .windowed(size), rotation: rotation,
            gl: false)
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

/// A video in memory, of one colour; its top left quarter (a quarter of each
/// side) may have another. The fourth byte is rubbish, as a decoder leaves it.
final class MemorySource: FrameSource {
    let color: Color
    let marker: Color
    private let asked = Mutex<[PixelSize]>([])

    init(_ color: Color, marker: Color? = nil) {
        self.color = color
        self.marker = marker ?? color
    }

    /// The sizes that were asked for, in order.
    var sizes: [PixelSize] { asked.withLock { $0 } }

    func drawFrame(into pixels: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool {
        asked.withLock { $0.append(size) }
        for y in 0..<size.height {
            let row = (pixels + y * stride).assumingMemoryBound(to: UInt32.self)
            for x in 0..<size.width {
                let isMarker = x < size.width / 4 && y < size.height / 4
                let opaque = (isMarker ? marker : color).premultiplied
                row[x] = (opaque & 0xFFFFFF) | UInt32(x & 0xFF) << 24
            }
        }
        return true
    }

    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool { false }
}

/// A source that spoils the picture and says that it failed.
final class SpoilingSource: FrameSource {
    func drawFrame(into pixels: UnsafeMutableRawPointer, size: PixelSize, stride: Int) -> Bool {
        for y in 0..<size.height {
            (pixels + y * stride).assumingMemoryBound(to: UInt32.self)
                .update(repeating: 0xFFFF_00FF, count: size.width)
        }
        return false
    }

    func drawFrame(framebuffer: UInt32, size: PixelSize, internalFormat: Int32) -> Bool { false }
}
