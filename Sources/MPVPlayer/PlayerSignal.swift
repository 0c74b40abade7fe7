import Synchronization

/// What libmpv's callbacks leave behind: a bit each, and a wake-up of the
/// loop. They run on mpv's threads and do nothing else, as `render.h` demands.
public final class PlayerSignal: Sendable {
    private let frame = Atomic<Bool>(false)
    private let events = Atomic<Bool>(false)
    private let wake: @Sendable () -> Void

    /// - Parameter wake: wakes the loop; called from mpv's threads, must not block.
    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Whether a frame waits.
    public var hasFrame: Bool { frame.load(ordering: .relaxed) }

    /// Whether a frame waits, and forgets it.
    public func takeFrame() -> Bool {
        // A plain look first: most cells are clean in most passes.
        frame.load(ordering: .relaxed) && frame.exchange(false, ordering: .acquiring)
    }

    /// A frame was taken before it was known whose it is: it waits again.
    public func returnFrame() { frame.store(true, ordering: .releasing) }

    /// Whether events wait, and forgets it.
    public func takeEvents() -> Bool {
        events.load(ordering: .relaxed) && events.exchange(false, ordering: .acquiring)
    }

    func frameArrived() {
        if !frame.exchange(true, ordering: .releasing) { wake() }
    }

    func eventArrived() {
        if !events.exchange(true, ordering: .releasing) { wake() }
    }
}

// Named file-level functions: a closure written in isolated code would trap on
// mpv's threads.
func playerFrameArrived(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<PlayerSignal>.fromOpaque(context).takeUnretainedValue().frameArrived()
}

func playerEventArrived(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<PlayerSignal>.fromOpaque(context).takeUnretainedValue().eventArrived()
}
