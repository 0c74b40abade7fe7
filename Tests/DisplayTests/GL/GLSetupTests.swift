import Foundation
import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct GLSetupTests {
    @Test func theRasteriserOfThisMachineIsSeen() throws {
        let video = try VideoSystem(purpose: .gl, driver: "offscreen")
        defer { video.close() }
        let probed = try #require(GLRenderer.probe())
        #expect(!probed.renderer.isEmpty)
        #expect(probed.isSoftware == GLRenderer.isSoftware(probed.renderer))
        // Twice: the first left nothing behind.
        #expect(GLRenderer.probe()?.renderer == probed.renderer)
    }

    @Test func withoutGLThereIsNone() throws {
        let video = try VideoSystem(purpose: .gl, driver: "dummy")
        defer { video.close() }
        #expect(GLRenderer.probe() == nil)
        #expect(throws: DisplayError.self) {
            try GLRenderer(shaderFolder: GLStage.shaderFolder).close()
        }
    }

    @Test(arguments: [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", true), ("softpipe", true),
        ("Software Rasterizer swrast", true), ("ANGLE (Google, SwiftShader Device)", true),
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", false), ("V3D 4.2", false),
        ("NVIDIA GeForce RTX 3060/PCIe/SSE2", false),
    ])
    func softwareIsKnownByItsName(name: String, isSoftware: Bool) {
        #expect(GLRenderer.isSoftware(name) == isSoftware)
    }

    @Test func thePlayersGetGLsFunctions() throws {
        try GLStage.run(PixelSize(width: 20, height: 20)) { renderer, _ in
            try renderer.makeCurrent()
            #expect(GLRenderer.procAddress(nil, "glDrawArrays") != nil)
            #expect(GLRenderer.procAddress(nil, nil) == nil)
            #expect(renderer.nativeDisplay == nil)
            #expect(renderer.kind == "gl")
            #expect(renderer.detail.contains(renderer.context.renderer))
        }
    }

    /// Every shader, blending, swizzled upload and read-back in each dialect.
    @Test(arguments: GLContext.Dialect.allCases)
    func eachDialectDrawsTheSame(dialect: GLContext.Dialect) throws {
        let size = PixelSize(width: 60, height: 40)
        try GLStage.run([size], dialect: dialect) { stage in
            #expect(stage.renderer.context.dialect == dialect)
            #expect(
                stage.renderer.context.version.hasPrefix("OpenGL ES") == (dialect == .embedded))
            let window = stage.windows[0]
            let rect = PixelRect(x: 0, y: 0, width: 60, height: 40)
            let orange = Bitmap(
                size: PixelSize(width: 4, height: 4),
                pixels: Array(repeating: 0xFFFF_8000, count: 16))
            let layers = [
                Layer(
                    rect: PixelRect(x: 30, y: 10, width: 10, height: 10),
                    content: .fill(Color(hex: 0xFFFFFF, alpha: 128))),
                Layer(
                    rect: PixelRect(x: 45, y: 20, width: 4, height: 4), content: .bitmap(orange)),
                Layer(rect: rect, content: .ring(.white, thickness: 2)),
            ]
            for (time, color) in [(0.0, 0xC8_0000), (1.0, 0x0000C8)] as [(Double, UInt32)] {
                try stage.renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(1), rect: rect,
                            base: .frame(PaintedSource(Color(hex: color), marker: .pureGreen)),
                            layers: layers, itemChanged: true)
                    ], in: window, now: time)
            }
            try stage.renderer.draw(
                [TileUpdate(tile: TileID(1), rect: rect, base: .kept, layers: layers)],
                in: window, now: 1.15)
            try stage.renderer.present(window)
            let picture = try stage.renderer.capture(window)
            let mixed = Color(hex: 0x640064)
            expectPixel(picture, 5, 5, is: .pureGreen)
            expectPixel(picture, 25, 30, is: mixed, tolerance: 2)
            expectPixel(
                picture, 35, 15, is: Color.white.over(mixed, alpha: 128 / 255), tolerance: 3)
            expectPixel(picture, 46, 21, is: Color(hex: 0xFF8000))
            expectPixel(picture, 0, 20, is: .white)
        }
    }

    // MARK: Shaders

    /// A copy of the shaders with one file changed, or taken away.
    private nonisolated func withShaders(
        changed name: String, to text: String?, _ test: (String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hyperwall-shaders-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: GLStage.shaderFolder, toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.removeItem(atPath: folder + "/" + name)
        if let text { try Data(text.utf8).write(to: URL(filePath: folder + "/" + name)) }
        try test(folder)
    }

    private nonisolated func message(ofShadersIn folder: String) throws -> String {
        let video = try VideoSystem(purpose: .gl, driver: "offscreen")
        defer { video.close() }
        do throws(DisplayError) {
            try GLRenderer(shaderFolder: folder).close()
        } catch {
            #expect(error.operation == .compileShader)
            return error.detail
        }
        return ""
    }

    @Test func anErrorInAShaderNamesFileAndLine() throws {
        let broken = "out vec4 color;\nvoid main() {\n    color = colour;\n}\n"
        try withShaders(changed: "ring.frag", to: broken) { folder in
            let said = try message(ofShadersIn: folder)
            #expect(said.hasPrefix(folder + "/ring.frag: "))
            #expect(said.contains("colour"))
            #expect(said.contains("3"))
        }
    }

    @Test func shadersThatDoNotFitTogetherNameBoth() throws {
        let other = "in vec3 texel;\nout vec4 color;\nvoid main() { color = texel.xyzz; }\n"
        try withShaders(changed: "fill.frag", to: other) { folder in
            let said = try message(ofShadersIn: folder)
            #expect(said.hasPrefix("\(folder)/fill.frag with \(folder)/cell.vert: "))
            #expect(said.contains("texel"))
        }
    }

    @Test func aMissingOrAbsurdShaderIsNamed() throws {
        try withShaders(changed: "picture.frag", to: nil) { folder in
            let said = try message(ofShadersIn: folder)
            #expect(said == folder + "/picture.frag: No such file or directory")
        }
        try withShaders(changed: "cell.vert", to: String(repeating: "/", count: 100_000)) {
            let said = try message(ofShadersIn: $0)
            #expect(said == $0 + "/cell.vert: this is no shader")
        }
        let said = try message(ofShadersIn: "/nowhere")
        #expect(said.hasPrefix("/nowhere/cell.vert: "))
    }
}
