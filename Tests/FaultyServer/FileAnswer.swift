import Foundation

/// A file as an answer, well or badly served.
struct FileAnswer {
    /// Sent at once: between two pieces it is looked whether the path's fate has changed.
    static let pieceBytes = 64 * 1024

    private let connection: FaultyConnection
    private let request: RequestHead
    private let fault: Fault?
    private let drops: Int

    init(_ connection: FaultyConnection, _ request: RequestHead, _ fault: Fault?, _ drops: Int) {
        self.connection = connection
        self.request = request
        self.fault = fault
        self.drops = drops
    }

    /// - Returns: whether the connection stays open.
    func send() -> Bool {
        var path = request.path
        if case .other(let other) = fault { path = other }
        let name = path.dropFirst()
        guard !name.contains("/"), !name.hasPrefix(".") else { return notFound() }
        let file = open("\(connection.server.folder)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return notFound() }
        defer { _ = close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { return notFound() }
        var size = Int(information.st_size)
        if case .truncated(let percent) = fault { size = size * percent / 100 }
        guard let range = range(of: size) else {
            return connection.write(
                Reply(
                    status: 416, headers: ["Content-Range: bytes */\(size)"], text: ""
                ).text)
        }
        guard connection.write(head(range, size: size)) else { return false }
        if request.method == "HEAD" { return true }
        return sendBody(file, range, size: size)
    }

    private func notFound() -> Bool {
        connection.write(Reply(status: 404, text: "There is no such file.\n").text)
    }

    /// The bytes to send; nil for a range that is not there.
    private func range(of size: Int) -> Range<Int>? {
        guard let asked = request.range else { return 0..<size }
        guard asked.first < size else { return nil }
        return asked.first..<min(size, (asked.last ?? size - 1) + 1)
    }

    private func head(_ range: Range<Int>, size: Int) -> String {
        var length = range.count
        if case .wrongLength(let bytes) = fault { length = max(0, length + bytes) }
        var lines = [
            request.range == nil ? "HTTP/1.1 200 OK" : "HTTP/1.1 206 Partial Content",
            "Content-Type: video/mp4", "Accept-Ranges: bytes", "Content-Length: \(length)",
        ]
        if request.range != nil {
            lines.append("Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
        }
        return (lines + ["", ""]).joined(separator: "\r\n")
    }

    private func sendBody(_ file: Int32, _ range: Range<Int>, size: Int) -> Bool {
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
            let read = pread(file, &buffer, count, off_t(place))
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
