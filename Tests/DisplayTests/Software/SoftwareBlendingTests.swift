import Foundation
import Geometry
import Synchronization
import Testing

@testable import Display

@Suite struct SoftwareBlendingTests {
    /// Every alpha with every value beneath: what the shifts yield is the
    /// rounded quotient, in each of the three channels at once.
    @Test func everyAlphaOverEveryValueIsExact() {
        var wrong = 0
        for alpha in 0...255 as ClosedRange<UInt32> {
            // The most and the least that a premultiplied channel can hold, and between.
            for source in [0, alpha / 3, alpha] {
                for below in 0...255 as ClosedRange<UInt32> {
                    let other = 255 - below
                    let result = Blending.over(
                        alpha << 24 | source << 16 | (alpha - source) << 8 | source,
                        0xFF00_0000 | below << 16 | other << 8 | below)
                    let expected = [
                        source + rest(below, alpha), alpha - source + rest(other, alpha),
                        source + rest(below, alpha),
                    ]
                    let seen = [result >> 16 & 0xFF, result >> 8 & 0xFF, result & 0xFF]
                    if seen != expected || result >> 24 != 255 { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
    }

    private func rest(_ below: UInt32, _ alpha: UInt32) -> UInt32 {
        UInt32((Double(below) * Double(255 - alpha) / 255).rounded())
    }

    /// Against straight colours in floating point, two roundings apart at most.
    @Test func aColorOverAColorIsWithinOneStep() {
        var generator = SystemRandomNumberGenerator()
        var furthest = 0.0
        for _ in 0..<50_000 {
            let above = Color(
                hex: UInt32.random(in: 0...0xFFFFFF, using: &generator),
                alpha: UInt8.random(in: 0...255, using: &generator))
            let below = Color(hex: UInt32.random(in: 0...0xFFFFFF, using: &generator))
            let result = Blending.over(above.premultiplied, below.premultiplied)
            let part = Double(above.alpha) / 255
            for (shift, a, b) in [
                (16, above.red, below.red), (8, above.green, below.green),
                (0, above.blue, below.blue),
            ] {
                let exact = Double(a) * part + Double(b) * (1 - part)
                furthest = max(furthest, abs(Double(result >> UInt32(shift) & 0xFF) - exact))
            }
        }
        #expect(furthest <= 1.01)
    }

    @Test(arguments: [0, 1, 2, 3, 5, 50]) func theSidesOfAFrameNeverOverlap(thickness: Int) {
        for (width, height) in [(10, 8), (1, 1), (2, 9), (7, 3), (0, 4)] {
            let rect = PixelRect(x: 3, y: 5, width: width, height: height)
            let sides = Blending.sides(of: rect, thickness: thickness)
            var hits: [Int: Int] = [:]
            for side in sides {
                for y in side.y..<side.maxY {
                    for x in side.x..<side.maxX { hits[y * 1000 + x, default: 0] += 1 }
                }
            }
            #expect(hits.values.allSatisfy { $0 == 1 })
            #expect(
                hits.keys.allSatisfy { rect.contains(x: $0 % 1000, y: $0 / 1000) })
        }
    }
}

@Suite struct SoftwarePoolTests {
    /// Every tile of every pass is drawn once, and before `run` returns. Plain
    /// memory behind the barrier: the thread sanitizer sees a missing one.
    @Test(arguments: [1, 2, 3, 8]) func noTileIsLostBehindTheBarrier(threads: Int) {
        final class Board: @unchecked Sendable {
            // Each element is written by one thread of a pass, read behind it.
            let cells = UnsafeMutablePointer<Int>.allocate(capacity: 64)
            deinit { cells.deallocate() }
        }
        let board = Board()
        board.cells.initialize(repeating: 0, count: 64)
        let pool = DrawingPool(threads: threads) { index in
            // Unequal tiles: the caller is often done first and has to wait.
            for _ in 0..<(index % 5) { sched_yield() }
            board.cells[index] += index + 1
        }
        defer { pool.stop() }
        var wrong = 0
        for pass in 0..<2000 {
            let count = (pass * 7) % 65
            pool.run(count: count)
            for index in 0..<64 {
                if board.cells[index] != (index < count ? index + 1 : 0) { wrong += 1 }
                board.cells[index] = 0
            }
        }
        #expect(wrong == 0)
    }

    @Test func severalThreadsDrawOnePass() {
        let seen = Mutex<Set<UInt>>([])
        let meeting = DispatchSemaphore(value: 0)
        // Each of the two waits for the other: alone, neither would end.
        let pool = DrawingPool(threads: 2) { index in
            seen.withLock { _ = $0.insert(UInt(pthread_self())) }
            if index == 0 {
                #expect(meeting.wait(timeout: .now() + 60) == .success)
            } else {
                meeting.signal()
            }
        }
        pool.run(count: 2)
        #expect(seen.withLock { $0.count } == 2)
        pool.stop()
        pool.stop()
    }
}
