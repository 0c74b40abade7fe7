/// Anything that has an id on the server.
enum FakeThing: Hashable, Sendable {
    case view(Int)
    case playlist(Int)
    case collection(Int)
    case channel(Int)
    case series(Int)
    /// An item that is served from a file.
    case item(Int)
    /// An episode that is known to exist and has no file.
    case missing(Int)

    /// A number of its own.
    private var code: Int {
        switch self {
        case .view(let n): 3 + n
        case .playlist(let n): 5000 + n
        case .collection(let n): 6000 + n
        case .channel(let n): 8000 + n
        case .series(let n): 20_000 + n
        case .item(let n): 100_000 + n
        case .missing(let n): 90_000_000 + n
        }
    }

    private init?(code: Int) {
        switch code {
        case 3..<100: self = .view(code - 3)
        case 5000..<6000: self = .playlist(code - 5000)
        case 6000..<7000: self = .collection(code - 6000)
        case 8000..<9000: self = .channel(code - 8000)
        case 20_000..<30_000: self = .series(code - 20_000)
        case 100_000..<90_000_000: self = .item(code - 100_000)
        case 90_000_000..<100_000_000: self = .missing(code - 90_000_000)
        default: return nil
        }
    }

    /// Its id: 32 hexadecimal digits on Jellyfin, a decimal number on Emby.
    func id(_ dialect: FakeDialect) -> String {
        dialect.isJellyfin ? HexID.of(code, kind: 0) : String(code)
    }

    /// What has this id. Jellyfin takes dashes and capitals.
    init?(id: String, _ dialect: FakeDialect) {
        let code = dialect.isJellyfin ? HexID.number(id, kind: 0) : Int(id)
        guard let code, let thing = FakeThing(code: code) else { return nil }
        self = thing
    }
}

/// Ids that look like nothing and mean a number.
enum HexID {
    /// 32 hexadecimal digits.
    static func of(_ number: Int, kind: Int) -> String {
        padded(mixed(number, kind)) + padded(UInt64(bitPattern: Int64(number)))
    }

    /// The number; nil for an id that was not made here.
    static func number(_ id: String, kind: Int) -> Int? {
        let digits = id.lowercased().filter { $0 != "-" }
        guard digits.utf8.count == 32, let value = UInt64(digits.suffix(16), radix: 16),
            value < UInt64(Int32.max), padded(mixed(Int(value), kind)) == digits.prefix(16)
        else { return nil }
        return Int(value)
    }

    /// With the dashes of a GUID.
    static func dashed(_ id: String) -> String {
        guard id.utf8.count == 32 else { return id }
        var text = ""
        for (index, digit) in id.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// SplitMix64's last step.
    private static func mixed(_ number: Int, _ kind: Int) -> UInt64 {
        var z = UInt64(bitPattern: Int64(number)) &* 8 &+ UInt64(kind) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func padded(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
