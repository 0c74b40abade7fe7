import Dispatch
import Foundation
import Synchronization
import WallPolicy

/// Looks up where the host of an address is that somebody names over the network: what a name
/// hides may be this very machine.
///
/// It is a fence and no wall. Between this look and the player's own a name may change its
/// meaning (DNS rebinding), and whatever answers may send the player on to another address;
/// neither can be seen from here. Who may name addresses at all is decided by the token.
struct HostLookUp: Sendable {
    /// The addresses of a name, each four or sixteen bytes in network order; empty for none. It
    /// may block.
    var resolve: @Sendable (String) -> [[UInt8]] = Self.addresses
    /// A name service that takes longer is not waited for, seconds.
    var seconds = 3.0

    /// Names that are looked up at once, of the whole program: those that hang must not become
    /// many threads.
    static let threadsMax = 4
    private static let running = Mutex(0)

    /// The wish with what is known of the host in it, if there is one.
    func completed(_ wish: ControlWish) async -> ControlWish {
        guard case .cell(let number, .play(.url(let url, _), let moment, let start)) = wish else {
            return wish
        }
        let place = await place(of: url)
        return .cell(number, .play(.url(url, host: place), moment: moment, start: start))
    }

    /// Where the host of an address is.
    func place(of url: String) async -> HostPlace {
        guard let name = OpenRules.nameToLookUp(in: url) else { return .elsewhere }
        let mayRun = Self.running.withLock { running in
            guard running < Self.threadsMax else { return false }
            running += 1
            return true
        }
        guard mayRun else { return .unknown }
        return await withCheckedContinuation { continuation in
            let once = Once(continuation)
            // A thread of its own: those of Dispatch are for work that does not block.
            Thread.detachNewThread {
                let addresses = resolve(name)
                Self.running.withLock { $0 -= 1 }
                if addresses.isEmpty {
                    once.resume(.success(.unknown))
                } else {
                    // The player may try any of them.
                    let isHere = addresses.contains(where: OpenRules.isLocal(address:))
                    once.resume(.success(isHere ? .here : .elsewhere))
                }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
                once.resume(.success(.unknown))
            }
        }
    }

    /// By the C library, as the player does it: `getaddrinfo(3)`.
    static func addresses(of name: String) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let list else { return [] }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let address = entry.pointee.ai_addr else { continue }
            switch entry.pointee.ai_family {
            case AF_INET:
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    found.append(withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) })
                }
            case AF_INET6:
                address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    found.append(withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) })
                }
            default: break
            }
        }
        return found
    }
}
