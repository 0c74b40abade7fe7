/// The head of a reply as it comes in, line by line.
struct ReplyHead {
    /// The headers of the last head: an interim reply (1xx) and the one before a
    /// change of protocol are forgotten. Trailers count as headers.
    private(set) var headers: [HTTPHeader] = []

    private static let statusLine = Array("HTTP/".utf8)
    private static let colon = UInt8(ascii: ":")

    /// Takes one line, its line end included.
    mutating func take(_ line: some BidirectionalCollection<UInt8>) {
        if line.starts(with: Self.statusLine) {
            headers = []
            return
        }
        if let first = line.first, Self.isSpace(first), let last = headers.popLast() {
            // A folded line (RFC 9112, 5.2); the empty one that ends the head adds nothing.
            let more = Self.text(line[...])
            let value = more.isEmpty ? last.value : "\(last.value) \(more)"
            headers.append(HTTPHeader(last.name, value))
            return
        }
        guard let colon = line.firstIndex(of: Self.colon) else { return }
        let value = line[line.index(after: colon)...]
        headers.append(HTTPHeader(Self.text(line[..<colon]), Self.text(value)))
    }

    private static func text(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        let start = bytes.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(decoding: start[...last], as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
