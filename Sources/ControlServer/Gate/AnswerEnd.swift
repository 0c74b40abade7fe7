/// Finds the end of an answer that names its length.
///
/// The end of the connection would be the simpler sign, but FlyingFox's sockets
/// are inherited by programs that the process starts, and then the connection
/// only ends when such a program does.
struct AnswerEnd {
    /// Heads of ours are shorter by far; beyond it the connection's end decides.
    private static let headBytesMax = 8192

    /// Whether the answer is one to `HEAD`: nothing follows its own head.
    var hasNoBody = false
    private var head: [UInt8] = []
    private var bodyBytesLeft: Int?
    private var headIsOver = false

    /// Whether the answer does not name its length; nil while its head is not over.
    var isEndless: Bool? { headIsOver ? bodyBytesLeft == nil : nil }

    /// Looks at the next bytes of the answer.
    ///
    /// - Returns: whether they were the last ones. Never for an answer that does
    ///   not name its length.
    mutating func isReached(after bytes: ArraySlice<UInt8>) -> Bool {
        var bodyBytes = bytes.count
        if !headIsOver {
            let before = head.count
            head += bytes
            guard let end = Self.headEnd(head, from: max(0, before - 3)) else {
                headIsOver = head.count > Self.headBytesMax
                return false
            }
            headIsOver = true
            bodyBytesLeft = hasNoBody ? 0 : Self.contentLength(head[..<end])
            bodyBytes = head.count - end
            head = []
        }
        guard let left = bodyBytesLeft else { return false }
        bodyBytesLeft = left - bodyBytes
        return left <= bodyBytes
    }

    private static func headEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= start + mark.count else { return nil }
        for index in start...(bytes.count - mark.count)
        where bytes[index..<index + mark.count].elementsEqual(mark) {
            return index + mark.count
        }
        return nil
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int? {
        let text = String(decoding: head, as: UTF8.self).lowercased()
        for line in text.split(separator: "\r\n") {
            guard line.hasPrefix("content-length:") else { continue }
            return Int(line.dropFirst("content-length:".count).drop { $0 == " " })
        }
        return nil
    }
}
