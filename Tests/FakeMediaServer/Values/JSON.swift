import Foundation

/// A JSON value, in the order in which it is written.
enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
    case null
    case flag(Bool)
    case number(Int64)
    case fraction(Double)
    case text(String)
    case list([JSON])
    case object([(String, JSON)])

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
    init(floatLiteral value: Double) { self = .fraction(value) }

    /// The UTF-8 text.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let number): bytes += String(number).utf8
        case .fraction(let number): bytes += String(number).utf8
        case .text(let text): Self.write(text, to: &bytes)
        case .list(let list):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in list.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for (name, value) in fields {
                // The servers leave out what is not there.
                if case .null = value { continue }
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.write(name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
            for byte in text.utf8 {
                switch byte {
                case 0x22, 0x5C: bytes += [0x5C, byte]
                case 0..<0x20: bytes += String(format: "\\u%04x", byte).utf8
                default: bytes.append(byte)
                }
            }
        } else {
            bytes += text.utf8
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSON: Decodable {
    /// From what a client sent; the order of fields is lost.
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else if let number = try? value.decode(Double.self) {
            self = .fraction(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self).map { ($0.key, $0.value) })
        }
    }

    /// A field, whatever its case; nil when it is not there or null.
    subscript(_ name: String) -> JSON? {
        guard case .object(let fields) = self else { return nil }
        let found = fields.first { $0.0.lowercased() == name.lowercased() }?.1
        if case .null? = found { return nil }
        return found
    }

    /// A text, or a number as text.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        default: nil
        }
    }

    /// A whole number, also as text.
    var number: Int64? {
        switch self {
        case .number(let number): number
        case .fraction(let number): Int64(exactly: number.rounded())
        case .text(let text): Int64(text)
        default: nil
        }
    }

    /// Yes or no.
    var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    /// The elements; none when it is no list.
    var elements: [JSON] {
        if case .list(let list) = self { list } else { [] }
    }
}

extension JSON {
    /// A text, or nothing.
    static func text(ifThere text: String?) -> JSON { text.map { .text($0) } ?? .null }
    /// A number, or nothing.
    static func number(ifThere number: Int64?) -> JSON { number.map { .number($0) } ?? .null }
}
