/// Reads lists of items: bounded, one level deep, and kind to what other programs write
/// (marks of byte order, Latin-1, Windows line ends and separators).
public enum PlaylistReader {
    /// The longest line, bytes.
    public static let lineBytesMax = 65_536
    /// The most lines.
    public static let linesMax = 100_000
    /// The largest list as a whole, bytes; what reads one stops there.
    public static let listBytesMax = 32 << 20
    /// How many bad lines are named.
    public static let problemsMax = 100

    /// Reads a list. Never fails as a whole: bad lines are named and left out.
    /// - Parameters:
    ///   - bytes: the list.
    ///   - format: how it is written.
    ///   - base: where it was found.
    public static func read(
        _ bytes: [UInt8], format: PlaylistFormat, base: PlaylistBase
    ) -> PlaylistContents {
        var reading = Reading(base: base)
        reading.scan(bytes)
        switch format {
        case .m3u:
            if let hls = HLSMarks.read(reading.lines, base: base) {
                var contents = PlaylistContents()
                contents.hls = hls
                return contents
            }
            reading.readM3U()
        case .pls: reading.readPLS()
        }
        reading.contents.problems.sort { $0.line < $1.line }
        return reading.contents
    }
}

/// A list while it is read.
struct Reading {
    let base: PlaylistBase
    var contents = PlaylistContents()
    /// Lines that hold something, with their numbers.
    var lines: [(number: Int, text: String)] = []

    init(base: PlaylistBase) { self.base = base }

    /// Cuts the bytes into lines.
    mutating func scan(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if rest.starts(with: [0xFF, 0xFE]) || rest.starts(with: [0xFE, 0xFF]) {
            report(1, "the list is written in UTF-16; save it as UTF-8")
            return
        }
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        // What a server sends in place of a list that it does not have.
        if rest.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            report(1, "it is a web page, no list; check its address")
            return
        }
        var number = 0
        while !rest.isEmpty {
            number += 1
            if number > PlaylistReader.linesMax {
                report(number, "a list may have \(PlaylistReader.linesMax) lines; it ends here")
                return
            }
            let end =
                rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                ?? rest.endIndex
            let line = rest[..<end]
            let isCRLF = rest[end...].starts(with: [0x0D, 0x0A])
            rest = rest[min(end + (isCRLF ? 2 : 1), rest.endIndex)...]
            if line.count > PlaylistReader.lineBytesMax {
                report(number, "it is longer than 64 KiB")
            } else if line.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
                report(number, "there is a control character in it; is this a text file?")
            } else if let text = Reading.text(line) {
                lines.append((number, text))
            }
        }
    }

    /// Names a bad line.
    mutating func report(_ line: Int, _ reason: String) {
        if contents.problems.count < PlaylistReader.problemsMax {
            contents.problems.append(PlaylistProblem(line: line, reason: reason))
        } else {
            contents.problemsLeftOut += 1
        }
    }

    /// Takes one entry, or names why not.
    mutating func add(_ text: String, title: String?, length: String?, line: Int) {
        switch PlaylistResolver(base: base).resolve(text) {
        case .failure(let refusal): report(line, refusal.reason)
        case .success(let target):
            var isLive = false
            if case .url(let url) = target {
                let isHLS =
                    PathText.fileExtension(of: URLParts(url)?.path ?? "") == "m3u8"
                isLive = OpenRules.isLive(url: url) || (isHLS && length == "-1")
            }
            contents.entries.append(
                PlaylistEntry(title: title, target: target, isLive: isLive, line: line))
        }
    }

    /// The line as text without blanks around it: UTF-8, else Latin-1; nil when empty.
    private static func text(_ line: ArraySlice<UInt8>) -> String? {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line.removeLast() }
        if line.isEmpty { return nil }
        if let text = String(validating: line, as: UTF8.self) { return text }
        var latin = String.UnicodeScalarView()
        for byte in line { latin.append(Unicode.Scalar(byte)) }
        return String(latin)
    }
}
