/// Reads request heads strictly: what two readers could understand differently
/// is refused (RFC 9112 §2.2, §3, §5, §6).
enum RequestHeadParser {
    /// Headers of one request; browsers send fewer than thirty.
    static let fieldsMax = 100
    /// Bytes of a path with its query: a long search, and no more.
    static let targetBytesMax = 2048
    /// Bytes of the head that goes on to the server behind. Cookies do not count: those of other
    /// programs stay here.
    static let forwardedBytesMax = 4096

    /// The methods of RFC 9110 and RFC 5789 that mean something to a server that
    /// is no proxy. FlyingFox finds no route for any other, not even one for all.
    private static let methods: Set<Substring> = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
    ]

    /// Headers that decide who may: of two, one reader could take the first and another the last.
    private static let single = [
        "authorization", "cookie", "origin", "sec-fetch-site", "content-type", "expect",
        AccessRequest.mark,
    ]

    /// Looks at `bytes` from `start` on, as they arrive, and refuses what can no
    /// longer become a head, so that rubbish is answered at once and not when its
    /// time is over.
    ///
    /// - Returns: the offset behind the empty line that ends the head, nil while
    ///   there is none.
    /// - Throws: `Problem` 400.
    static func findEnd(in bytes: [UInt8], from start: Int) throws(Problem) -> Int? {
        for index in start..<bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0x0A:
                guard index > 0, bytes[index - 1] == 0x0D else {
                    throw Problem(400, "A line of the request ends without a carriage return.")
                }
                guard index > 1 else {
                    throw Problem(400, "The request begins with an empty line.")
                }
                if index >= 3, bytes[index - 2] == 0x0A { return index + 1 }
            case 0x0D, 0x09, 0x20...0x7E: break
            default: throw Problem(400, "The request's head holds bytes that are no text.")
            }
            if index > 0, bytes[index - 1] == 0x0D, byte != 0x0A {
                throw Problem(400, "The request's head holds a lone carriage return.")
            }
        }
        return nil
    }

    /// Understands a head.
    ///
    /// - Parameters:
    ///   - bytes: a head that `findEnd` accepted, with its empty line.
    ///   - bodyBytesMax: the largest body that may follow.
    /// - Throws: `Problem` 400, 411, 413, 417, 431 or 505.
    static func parse(_ bytes: ArraySlice<UInt8>, bodyBytesMax: Int) throws(Problem) -> RequestHead
    {
        let text = String(decoding: bytes, as: UTF8.self)
        // "\r\n" is one Character, so it splits as one.
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { throw Problem(400, "There is no request line.") }
        let (method, target, version) = try requestLine(lines.removeFirst())
        guard lines.count <= fieldsMax else {
            throw Problem(431, "The request has more than \(fieldsMax) headers.")
        }
        var fields: [RequestHead.Field] = []
        for line in lines { fields.append(try field(line)) }
        let hosts = fields.count { $0.name == "host" }
        guard hosts == 1 || (hosts == 0 && version == "HTTP/1.0") else {
            throw Problem(400, "The request needs exactly one Host header.")
        }
        for name in single where fields.count(where: { $0.name == name }) > 1 {
            throw Problem(400, "The request has more than one \(name) header.")
        }
        let head = RequestHead(
            method: method, target: target, version: version, fields: fields,
            bodyBytes: try bodyBytes(fields, max: bodyBytesMax),
            expectsContinue: try expectsContinue(fields, version))
        guard head.encoded.count <= forwardedBytesMax else {
            throw Problem(431, "The request's headers are larger than is of use here.")
        }
        return head
    }

    private static func requestLine(
        _ line: Substring
    ) throws(Problem) -> (method: String, target: String, version: String) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Problem(400, "The request line is not “METHOD /path HTTP/1.1”.")
        }
        guard (1...16).contains(parts[0].utf8.count), parts[0].allSatisfy({ "A"..."Z" ~= $0 })
        else { throw Problem(400, "The request's method is no word in capitals.") }
        guard methods.contains(parts[0]) else {
            throw Problem(501, "The request's method is unknown here.")
        }
        guard parts[1].utf8.count <= targetBytesMax else {
            throw Problem(414, "The request's target is longer than \(targetBytesMax) bytes.")
        }
        guard parts[1].hasPrefix("/"), !parts[1].contains("\t"), !parts[1].contains("#") else {
            throw Problem(400, "The request's target is no path.")
        }
        switch parts[2] {
        case "HTTP/1.1", "HTTP/1.0": break
        case let other where other.hasPrefix("HTTP/"):
            throw Problem(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        default: throw Problem(400, "The request line is not “METHOD /path HTTP/1.1”.")
        }
        return (String(parts[0]), String(parts[1]), String(parts[2]))
    }

    private static func field(_ line: Substring) throws(Problem) -> RequestHead.Field {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
            line[..<colon].allSatisfy(isTokenCharacter)
        else { throw Problem(400, "A header of the request is not “Name: value”.") }
        var value = line[line.index(after: colon)...]
        while let first = value.first, first == " " || first == "\t" { value.removeFirst() }
        while let last = value.last, last == " " || last == "\t" { value.removeLast() }
        return RequestHead.Field(name: line[..<colon].lowercased(), value: String(value))
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ character: Character) -> Bool {
        switch character {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "!#$%&'*+-.^_`|~".contains(character)
        }
    }

    private static func bodyBytes(
        _ fields: [RequestHead.Field], max: Int
    ) throws(Problem) -> Int {
        let lengths = fields.filter { $0.name == "content-length" }
        if fields.contains(where: { $0.name == "transfer-encoding" }) {
            guard lengths.isEmpty else {
                throw Problem(400, "The request names its length twice, in two ways.")
            }
            throw Problem(411, "The request must name its length: Transfer-Encoding is not taken.")
        }
        guard let length = lengths.first?.value else { return 0 }
        guard lengths.count == 1 else {
            throw Problem(400, "The request has more than one Content-Length.")
        }
        guard !length.isEmpty, length.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw Problem(400, "The request's Content-Length is no number of bytes.")
        }
        // Digits alone that are no Int are a number beyond every limit.
        guard let bytes = Int(length), bytes <= max else {
            throw Problem(413, "The request's body is larger than \(max) bytes.")
        }
        return bytes
    }

    private static func expectsContinue(
        _ fields: [RequestHead.Field], _ version: String
    ) throws(Problem) -> Bool {
        guard let expectation = fields.first(where: { $0.name == "expect" }) else { return false }
        guard expectation.value.lowercased() == "100-continue" else {
            throw Problem(417, "The request expects something that is unknown here.")
        }
        return version == "HTTP/1.1"
    }
}
