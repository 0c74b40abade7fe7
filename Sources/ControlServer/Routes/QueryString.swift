/// The query of a target, read strictly: what cannot be read is refused and not taken for
/// nothing, because nothing can mean everything (`DELETE /api/v1/quarantine`).
enum QueryString {
    /// Fields that are looked at; no request here has more than five.
    private static let fieldsMax = 32

    /// Names and values; nil when an escape is none, the text is not UTF-8 or holds control
    /// characters, or a name comes twice.
    static func fields(_ raw: String) -> [(name: String, value: String)]? {
        let parts = raw.split(separator: "&")
        guard parts.count <= fieldsMax else { return nil }
        var fields: [(name: String, value: String)] = []
        for part in parts {
            let name = part.prefix { $0 != "=" }
            let value = part.dropFirst(name.count).dropFirst()
            guard let name = decoded(name), let value = decoded(value),
                !fields.contains(where: { $0.name == name })
            else { return nil }
            fields.append((name, value))
        }
        return fields
    }

    /// Without its escapes; nil when that is no text of one line.
    static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
