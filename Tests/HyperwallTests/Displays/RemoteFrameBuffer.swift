import Foundation

/// As much of the RFB protocol (RFC 6143, and its registered extension
/// SetDesktopSize) as it takes to give a server more screens. Blocks.
struct RemoteFrameBuffer {
    private let descriptor: Int32

    /// Connects without a password.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            throw SideProgram.Failure(description: "RFB: \(String(cString: strerror(errno)))")
        }
        try greet()
    }

    func close() { Glibc.close(descriptor) }

    private func greet() throws {
        _ = try read(12)
        try send(Array("RFB 003.008\n".utf8))
        let kinds = try read(1)[0]
        guard try read(Int(kinds)).contains(1) else {
            throw SideProgram.Failure(description: "RFB: a password is wanted")
        }
        try send([1])
        _ = try read(4)
        // Shared, so that nobody else is thrown out.
        try send([1])
        _ = try read(20)
        let name = try read(4).reduce(0) { $0 << 8 | Int($1) }
        _ = try read(name)
        // SetEncodings: raw, and ExtendedDesktopSize (-308).
        try send([2, 0, 0, 2] + wide(0) + wide(-308))
        // The server takes a size only from those who have seen the present one.
        try send([3, 0] + [0, 0, 0, 0] + half(1) + half(1))
        _ = try read(1)
    }

    /// Asks for these screens.
    func setScreens(_ screens: [(x: Int, y: Int, width: Int, height: Int)]) throws {
        let width = screens.map { $0.x + $0.width }.max() ?? 0
        let height = screens.map { $0.y + $0.height }.max() ?? 0
        var message = [251, 0] + half(width) + half(height) + [UInt8(screens.count), 0]
        for (index, screen) in screens.enumerated() {
            message += wide(index) + half(screen.x) + half(screen.y)
            message += half(screen.width) + half(screen.height) + wide(0)
        }
        try send(message)
    }

    private func send(_ bytes: [UInt8]) throws {
        guard
            Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { throw SideProgram.Failure(description: "RFB: the server hung up") }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count else {
            throw SideProgram.Failure(description: "RFB: the server said too little")
        }
        return bytes
    }

    private func half(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

    private func wide(_ value: Int) -> [UInt8] {
        let bits = UInt32(truncatingIfNeeded: value)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
}
