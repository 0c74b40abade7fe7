import CMPV

/// One libmpv player. Knows files and properties, not cells.
///
/// Everything asked of it is asynchronous: on the thread that draws, a
/// synchronous call can deadlock for good. Main thread only, until `close`.
public final class Player {
    /// How a file enters mpv's playlist.
    public enum LoadMode: String, Sendable {
        /// Plays at once, in place of everything.
        case replace
        /// Stands behind the current one; mpv goes on to it, and opens it early.
        case append = "append-play"
    }

    /// What mpv's callbacks say.
    public var signal: PlayerSignal { core.signal }
    /// Where its frames come from; nil until attached and after `close`.
    public private(set) var renderContext: RenderContext?
    let core: PlayerCore
    private var closed = false

    /// Makes a player that does nothing yet.
    /// - Parameters:
    ///   - options: set before mpv starts.
    ///   - wake: wakes the loop; called from mpv's threads.
    /// - Throws: the option that mpv refused, or that there is no mpv to be had.
    public init(
        options: [(MPVOption, String)], wake: @escaping @Sendable () -> Void
    ) throws(MPVError) {
        core = try PlayerCore(options: options, wake: wake)
    }

    /// Gives it a render context that draws into memory. Before the first load.
    public func attachSoftware() throws(MPVError) {
        guard let handle = core.main, renderContext == nil else { return }
        var pointer: OpaquePointer?
        try MPVError.check(hw_mpv_render_create_sw(&pointer, handle), "software render context")
        try adopt(pointer)
    }

    /// Gives it a render context that draws with OpenGL; the context is current
    /// on this thread. Before the first load.
    /// - Parameters:
    ///   - getProcAddress: looks up GL functions.
    ///   - x11: the X display for VA-API interop, or nil.
    ///   - wayland: the Wayland display, or nil.
    public func attachGL(
        getProcAddress:
            @escaping @convention(c) (
                UnsafeMutableRawPointer?, UnsafePointer<CChar>?
            ) -> UnsafeMutableRawPointer?,
        x11: UnsafeMutableRawPointer?, wayland: UnsafeMutableRawPointer?
    ) throws(MPVError) {
        guard let handle = core.main, renderContext == nil else { return }
        var pointer: OpaquePointer?
        try MPVError.check(
            hw_mpv_render_create_gl(&pointer, handle, getProcAddress, nil, x11, wayland),
            "OpenGL render context")
        try adopt(pointer)
    }

    private func adopt(_ pointer: OpaquePointer?) throws(MPVError) {
        guard let pointer else {
            throw MPVError(operation: "render context", code: MPV_ERROR_GENERIC.rawValue)
        }
        let context = RenderContext(owning: pointer)
        context.onUpdate(core.callbackContext)
        renderContext = context
    }

    /// Asks for a file. The answer is `commandReply` with its playlist entry.
    /// - Parameters:
    ///   - url: a path or URL, as mpv takes them.
    ///   - options: for this file only.
    ///   - reply: comes back in the answer.
    public func load(
        _ url: String, mode: LoadMode, options: [(MPVOption, String)] = [], reply: UInt64
    ) throws(MPVError) {
        var arguments = [url, mode.rawValue]
        if !options.isEmpty {
            // mpv's fixed-length quoting: a comma or quote in a value is no syntax.
            let list = options.map { "\($0.rawValue)=%\($1.utf8.count)%\($1)" }
            arguments.append(list.joined(separator: ","))
        }
        try command(.loadFile, arguments, reply: reply)
    }

    /// Gives a command; with `reply` 0 only a refusal is of interest.
    public func command(
        _ command: MPVCommand, _ arguments: [String] = [], reply: UInt64 = 0
    ) throws(MPVError) {
        guard let handle = core.main else { return }
        let status = withCStrings([command.rawValue] + arguments) { pointers in
            mpv_command_async(handle, reply, pointers)
        }
        try MPVError.check(status, "command \(command.rawValue)")
    }

    /// Sets an option of the running player.
    public func set(_ option: MPVOption, _ value: String) throws(MPVError) {
        guard let handle = core.main else { return }
        let status = value.withCString { text in
            var pointer: UnsafePointer<CChar>? = text
            return mpv_set_property_async(
                handle, 0, option.rawValue, MPV_FORMAT_STRING, &pointer)
        }
        try MPVError.check(status, "set \(option.rawValue)=\(value)")
    }

    /// Observes a property whose changes matter at once: comes by `nextEvents`.
    public func observe(_ property: MPVProperty) throws(MPVError) {
        try observe(property, on: core.main)
    }

    /// Observes a property that changes with every frame: comes by
    /// `nextSamples`, its last value only, and wakes nobody.
    public func sample(_ property: MPVProperty) throws(MPVError) {
        try observe(property, on: core.sampler)
    }

    /// Asks for a property once; comes by `nextSamples`.
    public func requestSample(_ property: MPVProperty) throws(MPVError) {
        guard let sampler = core.sampler else { return }
        try MPVError.check(
            mpv_get_property_async(sampler, 0, property.rawValue, property.format),
            "get \(property.rawValue)")
    }

    private func observe(_ property: MPVProperty, on handle: OpaquePointer?) throws(MPVError) {
        guard let handle else { return }
        try MPVError.check(
            mpv_observe_property(handle, 0, property.rawValue, property.format),
            "observe \(property.rawValue)")
    }

    /// Hands over everything that mpv had to say since the last call.
    public func nextEvents(_ body: (PlayerEvent) -> Void) { drain(core.main, body) }

    /// Hands over the sampled properties that changed since the last call.
    public func nextSamples(_ body: (PlayerEvent) -> Void) { drain(core.sampler, body) }

    /// Events taken in one call at most; mpv's own queue holds 1000.
    private static let eventsMax = 1024

    private func drain(_ handle: OpaquePointer?, _ body: (PlayerEvent) -> Void) {
        guard let handle else { return }
        for _ in 0..<Self.eventsMax {
            guard let event = mpv_wait_event(handle, 0),
                event.pointee.event_id != MPV_EVENT_NONE
            else { return }
            let isLast = event.pointee.event_id == MPV_EVENT_SHUTDOWN
            if let copy = PlayerEvent(event) { body(copy) }
            // Whoever hears of a shutdown may close the player at once.
            if isLast { return }
        }
    }

    /// Frees the render context here and hands the core to `disposal`.
    /// Idempotent. With GL, the context is current on this thread.
    public func close(_ disposal: PlayerDisposal) {
        guard !closed else { return }
        closed = true
        renderContext?.free()
        renderContext = nil
        disposal.dispose(core)
    }

    deinit { assert(closed, "Player was not closed") }

    /// libmpv's version of its client interface, `major.minor`.
    public static var apiVersion: String {
        let version = mpv_client_api_version()
        return "\(version >> 16).\(version & 0xFFFF)"
    }
}

extension MPVProperty {
    var format: mpv_format {
        switch self {
        case .timePosition, .duration, .containerFPS, .estimatedFPS: MPV_FORMAT_DOUBLE
        case .pausedForCache, .coreIdle, .seeking, .seekable, .paused, .endReached, .isImage,
            .isAlbumArt:
            MPV_FORMAT_FLAG
        case .videoCodec, .hardwareDecoderCurrent, .videoTrack, .mediaTitle: MPV_FORMAT_STRING
        case .videoWidth, .videoHeight, .decoderDrops, .outputDrops: MPV_FORMAT_INT64
        case .cacheState: MPV_FORMAT_NODE
        }
    }
}

/// Calls `body` with a nil-terminated array of C strings.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> R
) -> R {
    // One buffer for all strings; the pointers are made when it stands still.
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(bytes.count)
        bytes.append(contentsOf: string.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = offsets.map { offset in
            buffer.baseAddress.map { $0 + offset }
        }
        pointers.append(nil)
        return pointers.withUnsafeMutableBufferPointer { list in
            guard let base = list.baseAddress else {
                preconditionFailure("never empty: ends in nil")
            }
            return body(base)
        }
    }
}
