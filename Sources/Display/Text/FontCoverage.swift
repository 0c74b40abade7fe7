import Glibc

/// Which code points a font file has glyphs for, read from its `cmap` table
/// without opening the font: hundreds of files in a few milliseconds, and on
/// any thread, which FreeType could not. Nothing in a file is trusted.
struct FontCoverage: Sendable {
    /// Code points, sorted, first and last of each range.
    private let ranges: [ClosedRange<UInt32>]

    /// The largest `cmap` that is read; that of Noto Sans CJK has 300 KiB.
    static let largestTable = 2 * 1_024 * 1_024
    /// Ranges that are kept of one file; Noto Sans CJK has some 15,000.
    static let mostRanges = 70_000

    /// Whether there is, as far as the file says, a glyph for each of these.
    func contains(_ scalars: [Unicode.Scalar]) -> Bool { scalars.allSatisfy(contains) }

    private func contains(_ scalar: Unicode.Scalar) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar.value)
    }

    /// Reads a file; nil when it is no font or has no Unicode table.
    init?(path: String) {
        // A pipe with a font's name must not hang the reader.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let table = Self.characterTable(file), let ranges = Self.ranges(of: table) else {
            return nil
        }
        self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// The bytes of the first face's `cmap`.
    private static func characterTable(_ file: Int32) -> BigEndianBytes? {
        guard let head = read(file, at: 0, count: 16) else { return nil }
        // "ttcf": a collection; its faces have the same letters in other forms.
        let start = head.word(0) == 0x7474_6366 ? Int(head.word(12) ?? 0) : 0
        guard let font = read(file, at: start, count: 12), let tables = font.half(4), tables <= 128,
            let directory = read(file, at: start + 12, count: Int(tables) * 16)
        else { return nil }
        for index in 0..<Int(tables) where directory.word(index * 16) == 0x636D_6170 {
            guard let offset = directory.word(index * 16 + 8),
                let length = directory.word(index * 16 + 12), length <= largestTable
            else { return nil }
            return read(file, at: Int(offset), count: Int(length))
        }
        return nil
    }

    private static func ranges(of table: BigEndianBytes) -> [ClosedRange<UInt32>]? {
        guard let count = table.half(2), count <= 64 else { return nil }
        var basic: Int?
        for index in 0..<Int(count) {
            guard let platform = table.half(4 + index * 8),
                let encoding = table.half(6 + index * 8),
                let offset = table.word(8 + index * 8)
            else { return nil }
            // Unicode, by the platforms "Unicode" and "Windows".
            guard platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10)) else {
                continue
            }
            switch table.half(Int(offset)) {
            case 12: return groups(of: table, at: Int(offset))
            case 4: basic = Int(offset)
            default: continue
            }
        }
        return basic.flatMap { segments(of: table, at: $0) }
    }

    /// Format 12: groups of 32-bit code points.
    private static func groups(of table: BigEndianBytes, at offset: Int) -> [ClosedRange<UInt32>]? {
        guard let count = table.word(offset + 12), count <= mostRanges else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        for index in 0..<Int(count) {
            guard let first = table.word(offset + 16 + index * 12),
                let last = table.word(offset + 20 + index * 12)
            else { break }
            add(first, last, to: &ranges)
        }
        return ranges
    }

    /// Format 4: segments of 16-bit code points; their ends, two bytes, their beginnings.
    private static func segments(
        of table: BigEndianBytes, at offset: Int
    ) -> [ClosedRange<UInt32>]? {
        guard let doubled = table.half(offset + 6) else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        for index in 0..<Int(doubled) / 2 {
            guard let last = table.half(offset + 14 + index * 2),
                let first = table.half(offset + 16 + Int(doubled) + index * 2)
            else { break }
            // The last segment is a mark of the end.
            if first != 0xFFFF { add(UInt32(first), UInt32(last), to: &ranges) }
        }
        return ranges
    }

    private static func add(
        _ first: UInt32, _ last: UInt32, to ranges: inout [ClosedRange<UInt32>]
    ) {
        guard first <= last, last <= 0x10FFFF else { return }
        // Groups often touch each other.
        if let before = ranges.last, before.upperBound &+ 1 == first {
            ranges[ranges.count - 1] = before.lowerBound...last
        } else {
            ranges.append(first...last)
        }
    }

    private static func read(_ file: Int32, at offset: Int, count: Int) -> BigEndianBytes? {
        guard offset >= 0, count > 0, count <= largestTable else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(file, &bytes, count, off_t(offset))
        return got == count ? BigEndianBytes(bytes: bytes) : nil
    }
}

/// Numbers in a font file; nil beyond its end.
private struct BigEndianBytes {
    let bytes: [UInt8]

    func half(_ offset: Int) -> UInt16? {
        guard offset >= 0, offset <= bytes.count - 2 else { return nil }
        return UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }

    func word(_ offset: Int) -> UInt32? {
        guard offset >= 0, offset <= bytes.count - 4, let high = half(offset),
            let low = half(offset + 2)
        else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }
}
