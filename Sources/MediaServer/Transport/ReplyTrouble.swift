import Foundation

/// What is wrong with a reply.
enum ReplyTrouble {
    /// The field that could not be read, as in `Items.3.Id`; never its value.
    static func field(of error: any Error, in body: [UInt8]) -> String {
        guard let error = error as? DecodingError else { return "no JSON" }
        switch error {
        case .keyNotFound(let key, let context): return path(context.codingPath + [key])
        case .valueNotFound(_, let context), .typeMismatch(_, let context):
            return path(context.codingPath)
        case .dataCorrupted(let context):
            guard context.codingPath.isEmpty else { return path(context.codingPath) }
            return isPage(body) ? "a web page" : "no JSON"
        @unknown default: return "no JSON"
        }
    }

    /// Whether it is for a browser.
    static func isPage(_ body: [UInt8]) -> Bool {
        body.first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let words = keys.suffix(6).map { key in
            key.intValue.map(String.init) ?? String(key.stringValue.prefix(64))
        }
        return words.isEmpty ? "the whole" : "field \(words.joined(separator: "."))"
    }
}
