import Foundation

/// A file, or what a site answers, well or badly served.
struct FileAnswer {
    /// Sent at once: between two pieces it is looked whether the path's fate has changed.
    static let pieceBytes = 64 * 1024

    private let connection: FaultyConnection
    private let request: RequestHead
    private let fault: Fault?
    private let drops: Int
    private let site: SiteAnswer?

    /// - Parameter site: what the site answered; nil for the folder's file.
    init(
        _ connection: FaultyConnection, _ request: RequestHead, _ fault: Fault?, _ drops: Int,
        site: SiteAnswer? = nil
    ) {
        self.connection = connection
        self.request = request
        self.fault = fault
        self.drops = drops
        self.site = site
    }

    /// - Returns: whether the connection stays open.
    func send() -> Bool {
        if case .poured(let pour)? = site?.body { return sendPoured(pour) }
        if case .taken(let talk)? = site?.body {
            talk(SiteStream(connection, request, drops))
            return false
        }
        guard let body = openBody() else { return notFound() }
        defer { body.close() }
        var size = body.size
        if case .truncated(let percent) = fault { size = size * percent / 100 }
        let asked = body.hasRanges ? request.range : nil
        guard let range = range(asked, of: size) else {
            return connection.write(
                Reply(
                    status: 416, headers: ["Content-Range: bytes */\(size)"] + siteHeaders,
                    text: ""
                ).text)
        }
        let head = head(range, size: size, isPart: asked != nil, hasRanges: body.hasRanges)
        guard connection.write(head) else { return false }
        if request.method == "HEAD" || size == 0 { return true }
        return sendBody(body, range, size: size)
    }

    private var siteHeaders: [String] { connection.server.site?.headers ?? [] }

    /// Nil for a file that is not there.
    private func openBody() -> AnswerBody? {
        if let site {
            switch (site.body, fault) {
            case (.file, .other(let other)?): return AnswerBody.open(other)
            case (.file(let path), _): return AnswerBody.open(path)
            case (.bytes(let bytes), _): return .bytes(bytes)
            case (.poured, _), (.taken, _): return nil
            }
        }
        var path = request.path
        if case .other(let other) = fault { path = other }
        let name = path.dropFirst()
        guard !name.contains("/"), !name.hasPrefix(".") else { return nil }
        return AnswerBody.open("\(connection.server.folder)/\(name)")
    }

    private func notFound() -> Bool {
        connection.write(
            Reply(status: 404, headers: siteHeaders, text: "There is no such file.\n").text)
    }

    /// The bytes to send; nil for a range that is not there.
    private func range(_ asked: (first: Int, last: Int?)?, of size: Int) -> Range<Int>? {
        guard let asked else { return 0..<size }
        guard asked.first < size else { return nil }
        return asked.first..<min(size, (asked.last ?? size - 1) + 1)
    }

    private func head(_ range: Range<Int>, size: Int, isPart: Bool, hasRanges: Bool) -> String {
        var length = range.count
        if case .wrongLength(let bytes) = fault { length = max(0, length + bytes) }
        let status = isPart ? 206 : site?.status ?? 200
        var lines = ["HTTP/1.1 \(status) \(Reply.words(status))"]
        // No content has no length either.
        if status != 204 {
            lines += ["Content-Type: \(site?.type ?? "video/mp4")", "Content-Length: \(length)"]
        }
        if hasRanges { lines.append("Accept-Ranges: bytes") }
        if isPart {
            lines.append("Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
        }
        lines += siteHeaders + (site?.headers ?? [])
        return (lines + ["", ""]).joined(separator: "\r\n")
    }

    /// Chunks until there are no more, or the client has gone, or the connection is to end.
    private func sendPoured(
        _ pour: @Sendable (_ send: (UnsafeRawBufferPointer) -> Bool) -> Void
    ) -> Bool {
        let lines =
            [
                "HTTP/1.1 \(site?.status ?? 200) \(Reply.words(site?.status ?? 200))",
                "Content-Type: \(site?.type ?? "video/mp2t")", "Transfer-Encoding: chunked",
            ] + siteHeaders + (site?.headers ?? []) + ["", ""]
        guard connection.write(lines.joined(separator: "\r\n")) else { return false }
        if request.method == "HEAD" { return true }
        var isWell = true
        pour { piece in
            isWell =
                isWell && !piece.isEmpty && !connection.server.mustEnd(request.path, drops)
                && connection.server.fate(of: request.path) == .goesOn
                && connection.write("\(String(piece.count, radix: 16))\r\n")
                && connection.write(piece) && connection.write("\r\n")
            return isWell
        }
        return isWell && connection.write("0\r\n\r\n")
    }

    private func sendBody(_ body: AnswerBody, _ range: Range<Int>, size: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        var place = range.lowerBound
        var sent = 0
        let server = connection.server
        while place < range.upperBound {
            switch server.fate(of: request.path) {
            case .goesOn: break
            case .stalls:
                connection.waitForEnd(request.path, drops)
                return false
            case .isReset:
                connection.resetConnection()
                return false
            }
            if server.mustEnd(request.path, drops) { return false }
            var count = min(buffer.count, range.upperBound - place)
            switch fault {
            case .stall(let bytes):
                if sent >= bytes {
                    connection.waitForEnd(request.path, drops)
                    return false
                }
                count = min(count, bytes - sent)
            case .reset(let bytes):
                if sent >= bytes {
                    connection.resetConnection()
                    return false
                }
                count = min(count, bytes - sent)
            case .cut(let percent):
                let end = size * percent / 100
                if place >= end { return false }
                count = min(count, end - place)
            case .trickle(let rate):
                // A tenth of a second's worth, then the tenth.
                count = min(count, max(1, rate / 10))
                if connection.waitForEnd(request.path, drops, atMost: 0.1) { return false }
            default: break
            }
            let read = body.read(into: &buffer, count, at: place)
            guard read > 0 else { return false }
            if case .flipped(let interval) = fault {
                flip(&buffer, read, at: place, from: size / 2, oneIn: interval)
            }
            let isSent = buffer.withUnsafeBytes { bytes in
                connection.write(UnsafeRawBufferPointer(rebasing: bytes[..<read]))
            }
            guard isSent else { return false }
            place += read
            sent += read
        }
        if case .wrongLength = fault { return false }
        return true
    }

    private func flip(
        _ buffer: inout [UInt8], _ count: Int, at place: Int, from: Int, oneIn interval: Int
    ) {
        for index in 0..<count {
            let byte = place + index
            if byte >= from, byte % max(1, interval) == 0 { buffer[index] ^= 0xFF }
        }
    }
}
