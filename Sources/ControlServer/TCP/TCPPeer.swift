import Glibc

extension Peer {
    /// Who is at the other end of an accepted TCP connection; nil when it is gone already.
    init?(tcp descriptor: Int32) {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &size)
            }
        }
        guard result == 0 else { return nil }
        switch Int32(storage.ss_family) {
        case AF_INET:
            self.init(
                withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self).sin_addr })
        case AF_INET6:
            self.init(
                withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self).sin6_addr })
        default: return nil
        }
    }

    /// An address written out; nil when it is none.
    init?(address: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, address, &four) == 1 {
            self.init(four)
        } else if inet_pton(AF_INET6, address, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    /// An IPv4 address; all of 127.0.0.0/8 is this machine.
    init(_ address: in_addr) {
        let number = UInt32(bigEndian: address.s_addr)
        self =
            number >> 24 == 127
            ? .loopback
            : .network([24, 16, 8, 0].map { String(number >> $0 & 255) }.joined(separator: "."))
    }

    /// An IPv4 address in an IPv6 one (RFC 4291 §2.5.5.2) is that address. Of others the first
    /// half counts: one machine has a whole /64 to try tokens from.
    init(_ address: in6_addr) {
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 {
            let number = bytes[12...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            self.init(in_addr(s_addr: number.bigEndian))
        } else if bytes[..<15].allSatisfy({ $0 == 0 }), bytes[15] == 1 {
            self = .loopback
        } else {
            let half = bytes[..<8].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            self = .network(half.joined() + "::/64")
        }
    }
}
