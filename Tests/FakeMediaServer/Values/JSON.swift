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
        var text = ""
        write(to: &text)
        return Array(text.utf8)
    }

    private func write(to out: inout String) {
        switch self {
        case .null: out += "null"
        case .flag(let flag): out += flag ? "true" : "false"
        case .number(let number): out += String(number)
        case .fraction(let number): out += String(number)
        case .text(let text): Self.write(text, to: &out)
        case .list(let list):
            var separator = "["
            for value in list {
                out += separator
                separator = ","
                value.write(to: &out)
            }
            out += list.isEmpty ? "[]" : "]"
        case .object(let fields):
            var separator = "{\""
            out.reserveCapacity(out.utf8.count + 512)
            for (name, value) in fields {
                // The servers leave out what is not there.
                if case .null = value { continue }
                out += separator
                separator = ",\""
                // Names are our own and need no care.
                out += name
                out += "\":"
                value.write(to: &out)
            }
            out += separator == "{\"" ? "{}" : "}"
        }
    }

    /// What cannot stand in a text as it is.
    private static let special =
        "\"\\"
        + String(
            String.UnicodeScalarView((1..<0x20 as Range<UInt8>).map { Unicode.Scalar($0) }))

    private static func write(_ text: String, to out: inout String) {
        out += "\""
        // A library of a hundred thousand items in a debug build: C is quicker at looking.
        if strcspn(text, special) == text.utf8.count {
            out += text
        } else {
            for scalar in text.unicodeScalars {
                switch scalar.value {
                case 0x22, 0x5C:
                    out += "\\"
                    out.unicodeScalars.append(scalar)
                case 0..<0x20: out += String(format: "\\u%04x", scalar.value)
                default: out.unicodeScalars.append(scalar)
                }
            }
        }
        out += "\""
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
            // Some of it is written again later, and names are written as they are.
            self = .object(
                try value.decode([String: JSON].self).map { name, value in
                    (strcspn(name, Self.special) == name.utf8.count ? name : "_", value)
                })
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
