import Foundation

/// A value as JSON on a line of its own.
public enum JSONLine {
    /// Sorted keys, no control characters.
    /// - Throws: `EncodingError` when a figure is no number.
    public static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return PrintableText.json(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Sound JSON text of another program's: the same, without control characters.
    public static func text(of json: [UInt8]) -> String {
        // Outside of its strings, line ends mean nothing, and inside there are none.
        PrintableText.json(String(decoding: json.filter { $0 >= 32 }, as: UTF8.self))
    }

    /// Another program's words on a line of a terminal.
    public static func printable(_ text: String) -> String { PrintableText.line(text) }
}
