/// Servers leave fields out, write numbers as text and add what nobody knows: what is not
/// needed is taken as it comes, bounded, or left.
extension KeyedDecodingContainer {
    /// A text, or a number as text; nil when it is neither, empty or too long.
    /// - Parameter bytesMax: what is longer counts as not there.
    func text(_ key: Key, bytesMax: Int) -> String? {
        let found: String? =
            if let text = try? decodeIfPresent(String.self, forKey: key) {
                text
            } else if let number = try? decodeIfPresent(Int64.self, forKey: key) {
                String(number)
            } else {
                nil
            }
        guard let found, !found.isEmpty, found.utf8.count <= bytesMax else { return nil }
        return found
    }

    /// A text for people, cut where it is too long and free of control characters.
    func title(_ key: Key) -> String? {
        guard let text = try? decodeIfPresent(String.self, forKey: key), !text.isEmpty else {
            return nil
        }
        return ReplyText.clean(text)
    }

    /// A whole number, also as text or with a fraction; nil when it is none.
    func number(_ key: Key) -> Int64? {
        if let number = try? decodeIfPresent(Int64.self, forKey: key) { return number }
        if let number = try? decodeIfPresent(Double.self, forKey: key) {
            return Int64(exactly: number.rounded())
        }
        return (try? decodeIfPresent(String.self, forKey: key)).flatMap { Int64($0) }
    }

    /// A number that fits into an `Int` of a sensible size.
    func count(_ key: Key) -> Int? {
        number(key).flatMap { (0...Int64(Int32.max)).contains($0) ? Int($0) : nil }
    }

    /// Yes or no; nil when it is neither.
    func flag(_ key: Key) -> Bool? { try? decodeIfPresent(Bool.self, forKey: key) }

    /// An id: it must be there.
    func id(_ key: Key) throws -> String {
        guard let id = text(key, bytesMax: ReplyBounds.idBytesMax) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "no id")
        }
        return id
    }

    /// The elements that can be read of a list; none when there is no list.
    /// - Parameter countMax: more are left out.
    func list<Element: Decodable>(_ key: Key, of _: Element.Type, countMax: Int) -> [Element] {
        (try? decodeIfPresent(Lossy<Element>.self, forKey: key))?.elements(countMax) ?? []
    }
}

/// A list in which one bad element costs that element only.
struct Lossy<Element: Decodable>: Decodable {
    private let found: [Element?]
    /// Elements, good and bad.
    var count: Int { found.count }

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var found: [Element?] = []
        while !list.isAtEnd {
            let place = try list.superDecoder()
            found.append(try? Element(from: place))
        }
        self.found = found
    }

    func elements(_ countMax: Int) -> [Element] { Array(found.compactMap { $0 }.prefix(countMax)) }
}

/// Text that came from outside.
enum ReplyText {
    /// Without control characters and at most `ReplyBounds.titleBytesMax` bytes.
    static func clean(_ text: String) -> String? {
        var result = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            bytes += String(scalar).utf8.count
            guard bytes <= ReplyBounds.titleBytesMax else { break }
            result.append(isControl ? " " : scalar)
        }
        let cleaned = String(result)
        return cleaned.allSatisfy(\.isWhitespace) ? nil : cleaned
    }
}
