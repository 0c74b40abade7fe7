/// The values of one file, and what is wrong with it.
public struct ConfigurationReading: Sendable {
    /// The file as the person knows it.
    public let file: String
    private var entries: [ConfigurationKey: KeyValueReader.Entry] = [:]
    /// What makes the file useless.
    public private(set) var errors: [ConfigurationProblem]
    /// What is said and then lived with.
    public private(set) var warnings: [ConfigurationProblem] = []

    /// Reads a file's bytes.
    /// - Parameter isGlobal: whether it is `watchdog.conf`.
    public init(_ bytes: [UInt8], file: String, isGlobal: Bool) {
        self.file = file
        let (found, problems) = KeyValueReader.read(bytes, file: file)
        errors = problems
        for entry in found {
            guard let key = ConfigurationKey(rawValue: entry.key) else {
                warn(entry.line, Self.unknown(entry.key))
                continue
            }
            guard key.place == .both || (key.place == .global) == isGlobal else {
                let home = isGlobal ? "a service's file" : "watchdog.conf"
                warn(entry.line, "\(entry.key) means nothing here: it belongs into \(home)")
                continue
            }
            if let before = entries[key] {
                warn(
                    entry.line,
                    "\(entry.key) stands in line \(before.line) already; this one counts")
            }
            entries[key] = entry
        }
    }

    private static func unknown(_ name: String) -> String {
        let shown = String(name.prefix(64))
        guard let near = ConfigurationKey.nearest(to: name) else {
            return "there is no key \(shown)"
        }
        return "there is no key \(shown); did you mean \(near.rawValue)?"
    }

    private mutating func warn(_ line: Int?, _ words: String) {
        warnings.append(ConfigurationProblem(file: file, line: line, words))
    }

    /// Whether the file holds something that must be read by nobody else.
    public var holdsSecrets: Bool {
        entries.contains { $0.key.isSecret && !$0.value.value.isEmpty }
    }

    /// Notes that a value is useless.
    mutating func refuse(_ key: ConfigurationKey, _ words: String) {
        errors.append(
            ConfigurationProblem(file: file, line: entries[key]?.line, "\(key.rawValue) \(words)"))
    }

    /// A text; nil when it is not set or empty.
    public func text(_ key: ConfigurationKey) -> String? {
        guard let value = entries[key]?.value, !value.isEmpty else { return nil }
        return value
    }

    /// A whole number within a range, outside of which it is clamped and said so.
    mutating func number(_ key: ConfigurationKey, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(key) else { return nil }
        guard let value = Int(text) else {
            refuse(key, "wants a whole number, \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return clamped(key, value, range)
    }

    /// A time in seconds, decimals allowed.
    mutating func seconds(_ key: ConfigurationKey, _ range: ClosedRange<Double>) -> Duration? {
        guard let text = text(key) else { return nil }
        let digits = Set("0123456789.".utf8)
        guard text.utf8.count <= 20, text.utf8.allSatisfy(digits.contains), let value = Double(text)
        else {
            refuse(
                key,
                "wants seconds, \(Self.figure(range.lowerBound)) to \(Self.figure(range.upperBound))"
            )
            return nil
        }
        return .milliseconds(Int((clamped(key, value, range) * 1000).rounded()))
    }

    private mutating func clamped<Number: Comparable & LosslessStringConvertible>(
        _ key: ConfigurationKey, _ value: Number, _ range: ClosedRange<Number>
    ) -> Number {
        guard !range.contains(value) else { return value }
        let taken = min(max(value, range.lowerBound), range.upperBound)
        let figure = (taken as? Double).map(Self.figure) ?? "\(taken)"
        warn(entries[key]?.line, "\(key.rawValue) is out of range; \(figure) is taken")
        return taken
    }

    /// Yes or no.
    mutating func flag(_ key: ConfigurationKey) -> Bool? {
        guard let text = text(key)?.lowercased() else { return nil }
        if ["1", "yes", "true", "on"].contains(text) { return true }
        if ["0", "no", "false", "off"].contains(text) { return false }
        refuse(key, "wants 1 or 0")
        return nil
    }

    /// A web address.
    mutating func webAddress(_ key: ConfigurationKey) -> String? {
        guard let text = text(key) else { return nil }
        guard WebText.isAddress(text) else {
            refuse(key, "wants an http or https address")
            return nil
        }
        return text
    }

    /// A path from the root on.
    mutating func path(_ key: ConfigurationKey) -> String? {
        guard let text = text(key) else { return nil }
        guard text.hasPrefix("/"), !text.split(separator: "/").contains("..") else {
            refuse(key, "wants a whole path from / on")
            return nil
        }
        return text
    }

    private static func figure(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
