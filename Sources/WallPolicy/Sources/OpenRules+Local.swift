/// Addresses that mean this machine, or whatever hangs on the same cable.
extension OpenRules {
    /// Whether a URL names loopback, link-local or no particular address (RFC 6890): what
    /// somebody on the network must not reach through the wall. A name is taken by what it says,
    /// since what it will mean to the player is not known here.
    public static func isLocal(url: String) -> Bool {
        guard let host = URLParts(url)?.host.lowercased(), !host.isEmpty else { return true }
        // A player takes the brackets away, whatever stands in them.
        if host.hasPrefix("[") {
            return isLocal(ipv6: String(host.dropFirst().prefix { $0 != "]" }))
        }
        if host.utf8.contains(UInt8(ascii: ":")) { return true }
        // `%6c%6f…` and letters that look like digits mean to some resolvers what they hide.
        guard host.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") }) else { return true }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        if name == "localhost" || name.hasSuffix(".localhost") || name == "localhost.localdomain" {
            return true
        }
        return ipv4(name).map(isLocal(ipv4:)) ?? false
    }

    /// Whether an address is one of those: four or sixteen bytes, in network order.
    public static func isLocal(address bytes: [UInt8]) -> Bool {
        let groups = stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        switch bytes.count {
        case 4: return isLocal(ipv4: UInt32(groups[0]) << 16 | UInt32(groups[1]))
        case 16: return isLocal(ipv6: groups)
        default: return true
        }
    }

    /// The name in a URL that says nothing of where it is before somebody looks it up; nil when
    /// the text says it all.
    public static func nameToLookUp(in url: String) -> String? {
        guard !isLocal(url: url), let host = URLParts(url)?.host.lowercased(),
            !host.hasPrefix("["), ipv4(host.hasSuffix(".") ? String(host.dropLast()) : host) == nil
        else { return nil }
        return host
    }

    private static func isLocal(ipv4 address: UInt32) -> Bool {
        address >> 24 == 127 || address >> 24 == 0 || address >> 16 == 0xA9FE
    }

    /// As `inet_aton(3)` reads it, which every player does: one to four parts, each decimal,
    /// octal or hexadecimal, the last one filling what is left.
    static func ipv4(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count) else { return nil }
        var address: UInt64 = 0
        for (index, part) in parts.enumerated() {
            guard let value = number(part) else { return nil }
            let isLast = index == parts.count - 1
            let bits: UInt64 = isLast ? UInt64(8 * (4 - index)) : 8
            guard value < 1 << bits else { return nil }
            address |= value << (isLast ? 0 : UInt64(24 - 8 * index))
        }
        return UInt32(address)
    }

    private static func number(_ part: Substring) -> UInt64? {
        let isDigits = !part.isEmpty && part.utf8.allSatisfy { $0 != 0x2B && $0 != 0x2D }
        guard isDigits, part.utf8.count <= 12 else { return nil }
        if part.hasPrefix("0x") {
            return part.count == 2 ? 0 : UInt64(part.dropFirst(2), radix: 16)
        }
        if part.hasPrefix("0"), part.count > 1 { return UInt64(part.dropFirst(), radix: 8) }
        return UInt64(part)
    }

    /// What cannot be read is taken for local: nobody needs to write an address strangely.
    private static func isLocal(ipv6 text: String) -> Bool {
        ipv6(String(text.prefix { $0 != "%" })).map(isLocal(ipv6:)) ?? true
    }

    private static func isLocal(ipv6 groups: [UInt16]) -> Bool {
        if groups[0] & 0xFFC0 == 0xFE80 { return true }
        // ::, ::1 and every form that holds an IPv4 address at its end.
        let head = groups[0..<5].allSatisfy { $0 == 0 }
        let isMapped = head && (groups[5] == 0 || groups[5] == 0xFFFF)
        // `::ffff:0:127.0.0.1` of RFC 2765, and both of RFC 6052 and RFC 8215.
        let isTranslated =
            (groups[0] == 0x64 && groups[1] == 0xFF9B)
            || (groups[0..<4].allSatisfy { $0 == 0 } && groups[4] == 0xFFFF && groups[5] == 0)
        // RFC 3056: the IPv4 address stands behind the prefix.
        if groups[0] == 0x2002 { return isLocal(ipv4: UInt32(groups[1]) << 16 | UInt32(groups[2])) }
        guard isMapped || isTranslated else { return false }
        let address = UInt32(groups[6]) << 16 | UInt32(groups[7])
        return isLocal(ipv4: address)
    }

    /// The eight groups of an IPv6 address (RFC 4291 §2.2), nil for no address.
    static func ipv6(_ text: String) -> [UInt16]? {
        var text = text
        if let colon = text.lastIndex(of: ":"), text[colon...].contains(".") {
            guard let last = ipv4(String(text[text.index(after: colon)...])) else { return nil }
            text =
                text[...colon] + String(last >> 16, radix: 16) + ":"
                + String(last & 0xFFFF, radix: 16)
        }
        func groups(_ part: some StringProtocol) -> [UInt16]? {
            if part.isEmpty { return [] }
            var found: [UInt16] = []
            for group in part.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(group.utf8.count), let value = UInt16(group, radix: 16)
                else { return nil }
                found.append(value)
            }
            return found
        }
        guard let gap = text.range(ofText: "::") else {
            return groups(text).flatMap { $0.count == 8 ? $0 : nil }
        }
        guard let before = groups(text[..<gap.lowerBound]),
            let after = groups(text[gap.upperBound...]), before.count + after.count < 8
        else { return nil }
        return before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
    }
}
