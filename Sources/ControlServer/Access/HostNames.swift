/// Names that mean the wall itself: what a foreign page cannot have in its address.
struct HostNames: Equatable, Sendable {
    private let names: Set<String>

    /// - Parameter machine: the machine's own name.
    init(machine: String) {
        let name = machine.lowercased()
        let short = name.prefix { $0 != "." }
        names = Set(["localhost", name, String(short), "\(short).local"]).subtracting([
            "", ".local",
        ])
    }

    /// Whether a `Host` header means the wall: an address written out, which no page's name can
    /// be (that is how DNS rebinding works), or a name of this machine.
    func include(_ host: String) -> Bool {
        guard let name = Self.name(of: host) else { return false }
        return names.contains(name) || name.hasSuffix(".localhost") || Self.isAddress(name)
    }

    /// Whether an `Origin` is that of a `Host`.
    static func isSame(origin: String, host: String) -> Bool {
        let origin = origin.lowercased()
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")]
        where origin.hasPrefix(scheme) {
            func bare(_ text: some StringProtocol) -> String {
                text.hasSuffix(port) ? String(text.dropLast(port.count)) : String(text)
            }
            return bare(origin.dropFirst(scheme.count)) == bare(host.lowercased())
        }
        return false
    }

    /// Without its port, in small letters; nil for what is none.
    static func name(of host: String) -> String? {
        let host = host.lowercased()
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            return isPort(host[host.index(after: end)...]) ? String(host[...end]) : nil
        }
        let name = host.prefix { $0 != ":" }
        return !name.isEmpty && isPort(host.dropFirst(name.count)) ? String(name) : nil
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.dropFirst().utf8.allSatisfy { 48...57 ~= $0 })
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.hasPrefix("[") {
            return name.dropFirst().dropLast().utf8.allSatisfy {
                48...57 ~= $0 || 97...102 ~= $0 || $0 == UInt8(ascii: ":")
                    || $0 == UInt8(ascii: ".")
            }
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }
}
