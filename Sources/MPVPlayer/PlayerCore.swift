import CMPV
import Glibc

/// The two handles of one mpv core and the callback's context.
///
/// The second, the sampler, observes what changes with every frame
/// (`time-pos`, drops) and has no wake-up: it is emptied when the wall looks,
/// so that a playing cell wakes nobody for it.
///
/// `@unchecked Sendable`: libmpv's handles may be used from any thread; this
/// crosses one only to be destroyed, after its owner has given it up.
final class PlayerCore: @unchecked Sendable {
    private(set) var main: OpaquePointer?
    private(set) var sampler: OpaquePointer?
    let signal: PlayerSignal
    private var retained: Unmanaged<PlayerSignal>?

    /// - Throws: when mpv refuses an option, or cannot be made at all.
    init(
        options: [(MPVOption, String)], wake: @escaping @Sendable () -> Void
    ) throws(MPVError) {
        signal = PlayerSignal(wake: wake)
        guard let handle = mpv_create() else {
            throw Self.creationFailure()
        }
        main = handle
        do throws(MPVError) {
            for (option, value) in options {
                try MPVError.check(
                    mpv_set_option_string(handle, option.rawValue, value),
                    "option \(option.rawValue)=\(value)")
            }
            try MPVError.check(mpv_initialize(handle), "initialize")
            try MPVError.check(mpv_request_log_messages(handle, "warn"), "log level")
            sampler = mpv_create_client(handle, "sampler")
            guard sampler != nil else {
                throw MPVError(operation: "create sampler", code: MPV_ERROR_NOMEM.rawValue)
            }
        } catch {
            destroy()
            throw error
        }
        let retained = Unmanaged.passRetained(signal)
        self.retained = retained
        mpv_set_wakeup_callback(handle, playerEventArrived, retained.toOpaque())
    }

    /// mpv says only that there is no player. The causes are two: no memory, or
    /// a number format in which it could not read its own options.
    private static func creationFailure() -> MPVError {
        let format = setlocale(LC_NUMERIC, nil).map { String(cString: $0) } ?? "unknown"
        guard format == "C" else {
            return MPVError(
                operation: "create a player while LC_NUMERIC is \(format), which must be C",
                code: MPV_ERROR_UNSUPPORTED.rawValue)
        }
        return MPVError(operation: "create", code: MPV_ERROR_NOMEM.rawValue)
    }

    /// The signal as the context of a C callback; lives until `destroy()`.
    var callbackContext: UnsafeMutableRawPointer { Unmanaged.passUnretained(signal).toOpaque() }

    /// Ends the core. May block on a network read; its render context must be
    /// freed before. Idempotent.
    func destroy() {
        if let sampler {
            self.sampler = nil
            mpv_destroy(sampler)
        }
        if let main {
            self.main = nil
            mpv_set_wakeup_callback(main, nil, nil)
            mpv_terminate_destroy(main)
        }
        retained?.release()
        retained = nil
    }

    deinit { assert(main == nil, "PlayerCore was not destroyed") }
}
