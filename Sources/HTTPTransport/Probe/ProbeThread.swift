import Glibc

/// A thread that asks questions and ends by itself. Not Foundation's: a program that
/// only asks would carry all of it, 20 MB of memory before the first question.
enum ProbeThread {
    /// Starts one; returns whether the system had one left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(ProbeThreadBody(body))
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else {
            context.release()
            return false
        }
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        guard pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0,
            pthread_create(&thread, &attributes, runProbeThread, context.toOpaque()) == 0
        else {
            context.release()
            return false
        }
        return true
    }
}

/// What the thread runs.
private final class ProbeThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// The thread's body; takes over what was retained for it.
private func runProbeThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ProbeThreadBody>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
