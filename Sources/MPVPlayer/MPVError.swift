import CMPV

/// A call into libmpv that failed.
public struct MPVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was asked of mpv: `create`, `option vo`, `command loadfile`.
    public let operation: String
    /// mpv's code, below 0 (`MPV_ERROR_…`).
    public let code: Int32

    /// An error.
    public init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// mpv's own words for the code.
    public var reason: String {
        mpv_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }

    /// One sentence.
    public var description: String { "mpv: \(operation): \(reason)" }

    /// Throws when `status` is an error; says what was tried.
    static func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(MPVError) {
        guard status < 0 else { return }
        throw MPVError(operation: operation(), code: status)
    }
}

/// Why an item could not be played, from the code of an END_FILE.
public enum PlaybackFault: Sendable, Hashable {
    /// `MPV_ERROR_LOADING_FAILED` (−13): not found, refused, unknown host, timeout.
    case loadingFailed
    /// `MPV_ERROR_UNKNOWN_FORMAT` (−17): HTML, rubbish, zero bytes.
    case unknownFormat
    /// `MPV_ERROR_NOTHING_TO_PLAY` (−16): no track that can be played.
    case nothingToPlay
    /// `MPV_ERROR_VO_INIT_FAILED` (−15).
    case videoOutput
    /// `MPV_ERROR_AO_INIT_FAILED` (−14).
    case audioOutput
    /// Any other code.
    case other(Int32)

    /// From mpv's code, below 0.
    public init(code: Int32) {
        switch mpv_error(rawValue: code) {
        case MPV_ERROR_LOADING_FAILED: self = .loadingFailed
        case MPV_ERROR_UNKNOWN_FORMAT: self = .unknownFormat
        case MPV_ERROR_NOTHING_TO_PLAY: self = .nothingToPlay
        case MPV_ERROR_VO_INIT_FAILED: self = .videoOutput
        case MPV_ERROR_AO_INIT_FAILED: self = .audioOutput
        default: self = .other(code)
        }
    }
}
