import Geometry

/// Draws the tiles of one pass from several threads.
///
/// `@unchecked Sendable`: the main thread fills `jobs` before the pool starts
/// and empties it behind the barrier; in between every job belongs to the one
/// thread that took its index, and no two jobs share pixels.
final class TilePainter: @unchecked Sendable {
    struct Job {
        let update: TileUpdate
        let store: TileStore
        /// The tile's pixels in the window or canvas.
        let target: PixelView
    }

    private var jobs: [Job] = []

    func add(_ job: Job) { jobs.append(job) }
    var count: Int { jobs.count }
    /// What was added, behind the barrier.
    var updates: some Sequence<TileUpdate> { jobs.lazy.map(\.update) }
    func removeAll() { jobs.removeAll(keepingCapacity: true) }

    func draw(_ index: Int) {
        let job = jobs[index]
        let store = job.store
        switch job.update.base {
        case .frame(let source):
            if job.update.layers.isEmpty {
                // The common case: straight into the window, no copy.
                store.color = drawFrame(source, job.target) ? nil : blacken(job.target)
                return
            }
            guard let backing = store.backing?.view else { return }
            store.color = drawFrame(source, backing) ? nil : blacken(backing)
            store.backingIsCurrent = true
            job.target.copy(from: backing)
        case .kept:
            if let color = store.color {
                job.target.fill(color)
            } else if let backing = store.backing?.view {
                if store.backingIsCurrent {
                    job.target.copy(from: backing)
                } else {
                    // No layer lay here until now, so the window's pixels are clean.
                    backing.copy(from: job.target)
                    store.backingIsCurrent = true
                }
            }
        case .color(let color):
            store.color = color.premultiplied | 0xFF00_0000
            store.backingIsCurrent = false
            job.target.fill(color.premultiplied | 0xFF00_0000)
        }
        for layer in job.update.layers {
            Blending.draw(layer, over: job.update.rect, into: job.target)
        }
    }

    private func drawFrame(_ source: any FrameSource, _ target: PixelView) -> Bool {
        source.drawFrame(into: target.base, size: target.size, stride: target.stride)
    }

    private func blacken(_ target: PixelView) -> UInt32 {
        target.fill(0xFF00_0000)
        return 0xFF00_0000
    }
}
