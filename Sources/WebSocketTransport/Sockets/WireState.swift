import CWebSockets
import Glibc

/// What a server answered to the upgrade; read while its head is there.
struct UpgradeAnswer {
    /// The HTTP status.
    let status: Int
    /// Seconds of `Retry-After`, a day at most; nil when there is none, or a date.
    let retryAfter: Int?

    /// More digits are no number of seconds.
    private static let digitsMax = 10
    private static let secondsMax = 86_400

    init(_ wire: OpaquePointer) {
        status = Int(lws_http_client_http_response(wire))
        var text = [CChar](repeating: 0, count: Self.digitsMax + 2)
        let length = lws_hdr_copy(wire, &text, Int32(text.count), WSI_TOKEN_HTTP_RETRY_AFTER)
        let digits = text.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }
        retryAfter = Int(String(decoding: digits, as: UTF8.self)).flatMap { seconds in
            seconds < 0 ? nil : min(seconds, Self.secondsMax)
        }
    }
}

/// Where in a message a piece of it stands.
struct FrameState {
    let isText: Bool
    /// Whether the message ends with the piece.
    let isLast: Bool
    /// Bytes of the same frame that are still to come, as the server announced them.
    let bytesToCome: Int

    init(_ wire: OpaquePointer) {
        isText = lws_frame_is_binary(wire) == 0
        isLast = lws_is_final_fragment(wire) != 0
        bytesToCome = Int(clamping: lws_remaining_packet_payload(wire))
    }
}

/// Who ended a connection that ended without a closing word.
enum Hangup {
    /// False when the socket is as well as ever: then libwebsockets did not like what
    /// it read, and says so only in its log.
    static func isThePeers(_ wire: OpaquePointer) -> Bool {
        let descriptor = lws_get_socket_fd(wire)
        guard descriptor >= 0 else { return true }
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN
    }
}
