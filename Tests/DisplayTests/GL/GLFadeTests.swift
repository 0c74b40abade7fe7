import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct GLFadeTests {
    private nonisolated static let size = PixelSize(width: 40, height: 40)
    private nonisolated static let all = PixelRect(x: 0, y: 0, width: 40, height: 40)

    private nonisolated func show(
        _ base: TileUpdate.Base, changed: Bool = false, at now: Double, rect: PixelRect = all,
        _ renderer: GLRenderer, _ window: Window
    ) throws -> Color {
        try renderer.draw(
            [
                TileUpdate(
                    tile: TileID(7), rect: rect, base: base, layers: [], itemChanged: changed)
            ], in: window, now: now)
        return try renderer.capture(window).color(rect.x + 20, rect.y + 20)
    }

    @Test func anItemChangeFades() throws {
        try GLStage.run(Self.size) { renderer, window in
            let old = PaintedSource(Color(hex: 0xC80000))
            let new = PaintedSource(Color(hex: 0x0000C8))
            let idle = liveTextures()
            // The very first item has nothing to fade from.
            #expect(
                try show(.frame(old), changed: true, at: 10, renderer, window) == old.color)
            #expect(renderer.tilesInMotion(in: window, now: 10).isEmpty)

            #expect(
                try show(.frame(new), changed: true, at: 11, renderer, window) == old.color)
            #expect(renderer.tilesInMotion(in: window, now: 11.1) == [TileID(7)])
            let middle = try show(.kept, at: 11.15, renderer, window)
            #expect(middle.isClose(to: Color(hex: 0x640064), tolerance: 2))
            // The new item moves while it fades in.
            let late = try show(.frame(new), at: 11.225, renderer, window)
            #expect(late.isClose(to: Color(hex: 0x320096), tolerance: 2))
            #expect(liveTextures() == idle + 2)

            // The end is drawn too, and is the end.
            #expect(renderer.tilesInMotion(in: window, now: 11.31) == [TileID(7)])
            #expect(try show(.kept, at: 11.31, renderer, window) == new.color)
            #expect(renderer.tilesInMotion(in: window, now: 11.31).isEmpty)
            #expect(liveTextures() == idle + 1)
            #expect(old.sizes.count == 1)
        }
    }

    @Test func anItemFadesInFromAColor() throws {
        try GLStage.run(Self.size) { renderer, window in
            _ = try show(.color(Color(hex: 0x006400)), at: 0, renderer, window)
            let source = PaintedSource(Color(hex: 0xC80000))
            _ = try show(.frame(source), changed: true, at: 1, renderer, window)
            let middle = try show(.kept, at: 1.15, renderer, window)
            #expect(middle.isClose(to: Color(hex: 0x643200), tolerance: 2))
            #expect(try show(.kept, at: 1.3, renderer, window) == source.color)
        }
    }

    @Test func aColorEndsAFade() throws {
        try GLStage.run(Self.size) { renderer, window in
            let idle = liveTextures()
            _ = try show(.frame(PaintedSource(.pureRed)), at: 0, renderer, window)
            _ = try show(.frame(PaintedSource(.pureBlue)), changed: true, at: 1, renderer, window)
            #expect(try show(.color(.pureGreen), at: 1.1, renderer, window) == .pureGreen)
            #expect(renderer.tilesInMotion(in: window, now: 1.1).isEmpty)
            #expect(liveTextures() == idle)
        }
    }

    @Test func aFadeThatNobodyDrawsIsNotWaitedFor() throws {
        try GLStage.run(Self.size) { renderer, window in
            _ = try show(.frame(PaintedSource(.pureRed)), at: 0, renderer, window)
            _ = try show(.frame(PaintedSource(.pureBlue)), changed: true, at: 1, renderer, window)
            #expect(renderer.tilesInMotion(in: window, now: 1.2) == [TileID(7)])
            #expect(renderer.tilesInMotion(in: window, now: 60).isEmpty)
        }
    }
}
