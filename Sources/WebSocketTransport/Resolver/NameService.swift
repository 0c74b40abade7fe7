import Glibc

/// The C library's way from names to addresses.
enum NameService {
    /// The addresses of a host, numeric, the best first (RFC 6724, as the C library
    /// sorts them). Blocks unless `isNumeric`, which is for hosts that are addresses.
    static func addresses(of host: String, isNumeric: Bool) -> Finding.Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = isNumeric ? AI_NUMERICHOST : AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        var code = getaddrinfo(host, nil, &hints, &list)
        if code != 0, code != EAI_AGAIN, !isNumeric {
            // A machine with nothing but its loopback has no configured address, and
            // is still to reach itself. A silent name service is not asked twice.
            hints.ai_flags = 0
            code = getaddrinfo(host, nil, &hints, &list)
        }
        guard code == 0, let list else { return .failure(failure(code)) }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var next: UnsafeMutablePointer<addrinfo>? = list
        while let entry = next, found.count < Helper.addressesMax {
            next = entry.pointee.ai_next
            guard let text = numeric(entry.pointee), !found.contains(text) else { continue }
            found.append(text)
        }
        return found.isEmpty ? .failure(.nameNotFound) : .addresses(found)
    }

    private static func numeric(_ entry: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func failure(_ code: Int32) -> WebSocketFailure {
        switch code {
        // -5 is EAI_NODATA, a name without an address, which only GNU's header has.
        case EAI_NONAME, -5: .nameNotFound
        case EAI_AGAIN: .unreachable(detail: "no name service answers")
        default: .unreachable(detail: "the name service failed (\(code))")
        }
    }
}
