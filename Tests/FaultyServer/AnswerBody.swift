import Foundation

/// Where an answer's bytes come from.
enum AnswerBody {
    /// An open file and its size.
    case file(Int32, size: Int)
    /// What is there already.
    case bytes([UInt8])

    /// Opens a file; nil when there is none.
    static func open(_ path: String) -> AnswerBody? {
        let file = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        var information = stat()
        guard fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            _ = Foundation.close(file)
            return nil
        }
        return .file(file, size: Int(information.st_size))
    }

    var size: Int {
        switch self {
        case .file(_, let size): size
        case .bytes(let bytes): bytes.count
        }
    }

    /// Whether a part of it may be asked for.
    var hasRanges: Bool {
        if case .file = self { true } else { false }
    }

    /// Reads up to `count` bytes from a place on.
    /// - Returns: how many were read.
    func read(into buffer: inout [UInt8], _ count: Int, at place: Int) -> Int {
        switch self {
        case .file(let file, _): return pread(file, &buffer, count, off_t(place))
        case .bytes(let bytes):
            let end = min(bytes.count, place + count)
            guard place < end else { return 0 }
            buffer.replaceSubrange(0..<(end - place), with: bytes[place..<end])
            return end - place
        }
    }

    func close() {
        if case .file(let file, _) = self { _ = Foundation.close(file) }
    }
}
