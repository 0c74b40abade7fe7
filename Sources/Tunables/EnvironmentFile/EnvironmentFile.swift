/// An env file (`--env FILE`): lines of `NAME=value`, read as data.
///
/// Empty lines and lines that begin with `#` or `;` are skipped. Values may
/// stand in single or double quotes. `$(…)`, backticks and `$NAME` are text
/// like any other. A UTF-8 byte order mark and CRLF line ends are accepted.
public struct EnvironmentFile: Sendable, Equatable {
    /// Bytes of a file at most. A reader needs one byte more than this to see
    /// that a file is too large.
    public static let byteLimit = 1 << 20
    /// Bytes of a line at most.
    public static let lineByteLimit = 64 << 10
    /// Lines at most.
    public static let lineLimit = 10_000
    /// Faults that are named one by one; the rest is counted.
    public static let faultLimit = 100

    /// Why a line, or the whole file, is not used.
    public struct Fault: Sendable, Equatable {
        /// The line, from 1; nil for the whole file.
        public let line: Int?
        /// The variable, when at least that was readable.
        public let name: String?
        /// One sentence that names file and line. Holds nothing of the value.
        public let message: String
    }

    /// What the last line for a name gave.
    enum Entry: Sendable, Equatable {
        case value(String, line: Int)
        case fault(Fault)
    }

    /// What the file is called in messages.
    public let path: String
    /// Everything wrong, in the order of lines.
    public private(set) var faults: [Fault] = []
    /// Set when nothing of the file could be used.
    public private(set) var isUsable = true
    /// The last line for each name counts.
    private(set) var entries: [String: Entry] = [:]
    /// Names in the order in which they first appear.
    private(set) var names: [String] = []
    /// Names that stand on more than one line, with the line that counts.
    private(set) var repeats: [String: Int] = [:]

    /// A file from its bytes; whatever they are, this returns.
    /// - Parameters:
    ///   - path: for messages.
    ///   - bytes: the file's content.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        guard bytes.count <= Self.byteLimit else {
            refuse("is larger than \(Self.byteLimit >> 20) MiB, so it is no env file")
            return
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            refuse("is UTF-16 text; save it as UTF-8")
            return
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
        // Behind the last line end there is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count <= Self.lineLimit else {
            refuse("has more than \(Self.lineLimit) lines, so it is no env file")
            return
        }
        for (index, line) in lines.enumerated() {
            read(line.last == 0x0D ? line.dropLast() : line, number: index + 1)
        }
        if faultCount > Self.faultLimit {
            faults.append(
                Fault(
                    line: nil, name: nil,
                    message:
                        "\(label) has \(faultCount - Self.faultLimit) more lines that are wrong."
                ))
        }
    }

    /// A file from its text.
    public init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// A file that is there by name only: its one fault says why.
    /// - Parameter reason: a clause like `cannot be read: permission denied`.
    public init(path: String, unreadable reason: String) {
        self.path = path
        refuse(reason)
    }

    /// The value of a variable, if the file holds a good one.
    public func value(of name: String) -> String? {
        guard case .value(let value, _) = entries[name] else { return nil }
        return value
    }

    /// The file in a message.
    var label: String { "The env file \(visible(path, limit: 200))" }

    /// A line of it in a message.
    func place(_ line: Int) -> String { "line \(line) of \(visible(path, limit: 200))" }

    private var faultCount = 0

    private mutating func refuse(_ reason: String) {
        isUsable = false
        faults = [Fault(line: nil, name: nil, message: "\(label) \(reason).")]
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, number: Int) {
        guard bytes.count <= Self.lineByteLimit else {
            fault(number, nil, "is longer than \(Self.lineByteLimit >> 10) KiB")
            return
        }
        guard !bytes.contains(0) else {
            fault(number, nil, "holds a NUL byte")
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            fault(number, nil, "is not UTF-8 text")
            return
        }
        switch EnvironmentLine(text) {
        case .blank: break
        case .assignment(let name, let value):
            enter(name, .value(value, line: number), number)
        case .bad(let name, let reason):
            fault(number, name, reason)
        }
    }

    private mutating func fault(_ line: Int, _ name: String?, _ reason: String) {
        let subject = name.map { "\(visible($0)) on \(place(line))" }
        let plain = "L" + place(line).dropFirst()
        let fault = Fault(line: line, name: name, message: "\(subject ?? plain) \(reason).")
        faultCount += 1
        if faultCount <= Self.faultLimit { faults.append(fault) }
        if let name { enter(name, .fault(fault), line) }
    }

    private mutating func enter(_ name: String, _ entry: Entry, _ line: Int) {
        if entries.updateValue(entry, forKey: name) == nil {
            names.append(name)
        } else {
            repeats[name] = line
        }
    }
}
