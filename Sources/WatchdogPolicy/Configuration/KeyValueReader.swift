/// Reads `KEY="value"` lines as data. Nothing is expanded and nothing is run: what a
/// shell would run is an error that names its line.
///
///     # comment
///     KEY="value"      KEY='value'      KEY=value      export KEY=value
public enum KeyValueReader {
    /// Bytes of a file: far above what people write, far below what would hurt.
    public static let fileBytesMax = 64 * 1024
    /// Bytes of a line.
    public static let lineBytesMax = 8 * 1024
    /// Lines of a file.
    public static let linesMax = 2000

    /// One line that sets something.
    public struct Entry: Sendable, Hashable {
        /// The name before the `=`.
        public let key: String
        /// The value, without its quotes.
        public let value: String
        /// The line, from 1.
        public let line: Int
    }

    /// All lines that set something, and what is wrong with the others.
    public static func read(
        _ bytes: [UInt8], file: String
    ) -> (entries: [Entry], problems: [ConfigurationProblem]) {
        guard bytes.count <= fileBytesMax else {
            let words = "is larger than \(fileBytesMax / 1024) KiB"
            return ([], [ConfigurationProblem(file: file, words)])
        }
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var entries: [Entry] = []
        var problems: [ConfigurationProblem] = []
        let lines = rest.split(separator: Byte.newline, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard index < linesMax else {
                let words = "has more than \(linesMax) lines"
                problems.append(ConfigurationProblem(file: file, words))
                break
            }
            do throws(Fault) {
                guard let (key, value) = try entry(line) else { continue }
                entries.append(Entry(key: key, value: value, line: index + 1))
            } catch {
                problems.append(
                    ConfigurationProblem(file: file, line: index + 1, error.words))
            }
        }
        return (entries, problems)
    }

    /// A line's fault, without its place.
    private struct Fault: Error {
        let words: String
        init(_ words: String) { self.words = words }
    }

    private static func entry(
        _ line: ArraySlice<UInt8>
    ) throws(Fault) -> (key: String, value: String)? {
        guard line.count <= lineBytesMax else {
            throw Fault("the line is longer than \(lineBytesMax / 1024) KiB")
        }
        // A carriage return at the end is an editor's; anywhere else it is a trick.
        var text = trimmed(line.last == Byte.carriageReturn ? line.dropLast() : line)
        guard let first = text.first, first != Byte.hash else { return nil }
        guard !text.contains(where: { $0 < 32 && $0 != Byte.tab || $0 == 127 }) else {
            throw Fault("the line holds a control character")
        }
        if text.starts(with: Array("export".utf8)), text.dropFirst(6).first.map(isBlank) == true {
            text = trimmed(text.dropFirst(6))
        }
        guard let equals = text.firstIndex(of: Byte.equals) else {
            throw Fault("this is no KEY=\"value\" line")
        }
        let name = trimmed(text[..<equals])
        guard isKey(name) else { throw Fault("there is no key before the =") }
        let bytes = try value(trimmed(text[text.index(after: equals)...]))
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw Fault("the value is no UTF-8 text")
        }
        return (String(decoding: name, as: UTF8.self), value)
    }

    private static func value(_ text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        switch text.first {
        case Byte.double: return try doubleQuoted(text.dropFirst())
        case Byte.single: return try singleQuoted(text.dropFirst())
        default: return try bare(text)
        }
    }

    private static func doubleQuoted(_ text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        var value: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            let next = text.index(after: index)
            switch byte {
            case Byte.double:
                try checkEnd(text[next...])
                return value
            case Byte.backslash where next < text.endIndex && escapable.contains(text[next]):
                value.append(text[next])
                index = text.index(after: next)
                continue
            case Byte.dollar, Byte.backtick: try refuseExpansion(text[index...])
            default: break
            }
            value.append(byte)
            index = next
        }
        throw Fault("the quote \" is not closed")
    }

    private static func singleQuoted(_ text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        guard let end = text.firstIndex(of: Byte.single) else {
            throw Fault("the quote ' is not closed")
        }
        try checkEnd(text[text.index(after: end)...])
        return Array(text[..<end])
    }

    private static func bare(_ text: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        let end = text.firstIndex(where: isBlank) ?? text.endIndex
        let value = text[..<end]
        for index in value.indices { try refuseExpansion(value[index...]) }
        guard !value.contains(where: { $0 == Byte.double || $0 == Byte.single }) else {
            throw Fault("a quote stands in the middle of the value")
        }
        try checkEnd(text[end...])
        return Array(value)
    }

    /// A shell would put something else there, or run it.
    private static func refuseExpansion(_ text: ArraySlice<UInt8>) throws(Fault) {
        if text.first == Byte.backtick {
            throw Fault("`…` is not run here: write the value itself")
        }
        guard text.first == Byte.dollar, let next = text.dropFirst().first else { return }
        if next == UInt8(ascii: "(") {
            throw Fault("$(…) is not run here: write the value itself")
        }
        if next == UInt8(ascii: "{") || isKey([next]) {
            throw Fault(
                "variables are not filled in here: write the value itself, or '…' around it")
        }
    }

    /// After a value only a comment may stand.
    private static func checkEnd(_ text: ArraySlice<UInt8>) throws(Fault) {
        let rest = trimmed(text)
        guard let first = rest.first else { return }
        guard first == Byte.hash, text.first.map(isBlank) == true else {
            throw Fault("something stands behind the value: a value with spaces wants quotes")
        }
    }

    private static let escapable = Set("\"\\$`".utf8)

    private static func isKey(_ name: some Collection<UInt8>) -> Bool {
        guard let first = name.first, !(48...57).contains(first) else { return false }
        return name.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == Byte.tab }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = text.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return start.prefix(0) }
        return start[...last]
    }

    private enum Byte {
        static let newline = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
        static let tab = UInt8(ascii: "\t")
        static let hash = UInt8(ascii: "#")
        static let equals = UInt8(ascii: "=")
        static let double = UInt8(ascii: "\"")
        static let single = UInt8(ascii: "'")
        static let backslash = UInt8(ascii: "\\")
        static let dollar = UInt8(ascii: "$")
        static let backtick = UInt8(ascii: "`")
    }
}
