import CWebSockets

/// libwebsockets' one callback, for every connection and everything about it; runs on
/// the thread inside `service`, `connect` or `kill`. It only unwraps and forwards.
///
/// - Returns: libwebsockets' meaning: anything but 0 ends the connection.
func handleSocket(
    wire: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
    input: UnsafeMutableRawPointer?, length: Int
) -> Int32 {
    // Questions about a context that has no connections yet come with others.
    guard let wire, let attempt = Attempt(of: wire), let context = lws_get_context(wire),
        let owner = lws_context_user(context)
    else { return 0 }
    let service = Unmanaged<ServiceContext>.fromOpaque(owner).takeUnretainedValue()
    guard let loop = service.receiver else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length)

    switch reason {
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
        // OpenSSL's check stands where user data does, and its opinion in the length.
        guard let user else { return 1 }
        return loop.checked(attempt, CertificateCheck(user), isGood: length != 0)
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return loop.appendHeaders(attempt, at: input, length)
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
        return loop.answered(attempt, UpgradeAnswer(wire))
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        loop.couldNotConnect(attempt, String(decoding: bytes, as: UTF8.self))
        return 0
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        return loop.opened(attempt, wire)
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return loop.received(attempt, bytes, FrameState(wire))
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        loop.heard(attempt)
        return 0
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return loop.mayWrite(attempt)
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        loop.serverCloses(attempt, bytes)
        return 0
    case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_WSI_DESTROY:
        loop.ended(attempt, hungUp: Hangup.isThePeers(wire))
        return 0
    default:
        return 0
    }
}
