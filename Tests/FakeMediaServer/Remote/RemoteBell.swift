import Foundation

/// Wakes a thread out of `poll`: two sockets, one of which somebody writes a byte to.
struct RemoteBell: Sendable {
    /// What is polled; negative when the system has no more descriptors.
    let ear: Int32
    private let button: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else {
            (ear, button) = (-1, -1)
            return
        }
        (ear, button) = (ends[0], ends[1])
    }

    func ring() {
        var byte: UInt8 = 1
        // A full one has woken it already.
        if button >= 0 { _ = send(button, &byte, 1, Int32(MSG_NOSIGNAL)) }
    }

    /// Has been heard.
    func quieten() {
        var bytes = [UInt8](repeating: 0, count: 256)
        while ear >= 0, Foundation.read(ear, &bytes, bytes.count) == bytes.count {}
    }

    func close() {
        if ear >= 0 { _ = Foundation.close(ear) }
        if button >= 0 { _ = Foundation.close(button) }
    }
}
