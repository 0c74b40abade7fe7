/// Servers leave fields out, write numbers as text and add what nobody knows: what is not
/// needed is taken as it comes, bounded, or left.
extension KeyedDecodingContainer {
    /// A text, or a number as text; nil when it is neither, empty, too long, or holds a control
    /// character: these are names for machines, and some end up in a log or on a terminal.
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
        guard let found, !found.isEmpty, found.utf8.count <= bytesMax,
            !found.unicodeScalars.contains(where: ReplyText.isControl)
        else { return nil }
        return found
    }

    /// A text for people, cut where it is too long and free of control characters.
    func title(_ key: Key, bytesMax: Int = ReplyBounds.titleBytesMax) -> String? {
        guard let text = try? decodeIfPresent(String.self, forKey: key), !text.isEmpty else {
            return nil
        }
        return ReplyText.clean(text, bytesMax: bytesMax)
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
    /// Elements that are looked at: more than any list's bound, and far fewer than fit into a
    /// reply. Each bad one costs an error's time.
    private static var readMax: Int { 10_000 }

    private let found: [Element]
    /// Elements, good and bad.
    let count: Int

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var found: [Element] = []
        var count = 0
        while !list.isAtEnd {
            let place = try list.superDecoder()
            count += 1
            guard count <= Self.readMax else { continue }
            if let element = try? Element(from: place) { found.append(element) }
        }
        self.found = found
        self.count = count
    }

    func elements(_ countMax: Int) -> [Element] { Array(found.prefix(countMax)) }
}

/// Text that came from outside.
enum ReplyText {
    /// Without control characters and at most so many bytes; nil when nothing is left to read.
    static func clean(_ text: String, bytesMax: Int = ReplyBounds.titleBytesMax) -> String? {
        var result = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= bytesMax else { break }
            result.append(isControl(scalar) ? " " : scalar)
        }
        let cleaned = String(result)
        return cleaned.allSatisfy(\.isWhitespace) ? nil : cleaned
    }

    /// Whether it may move a cursor or end a line.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
