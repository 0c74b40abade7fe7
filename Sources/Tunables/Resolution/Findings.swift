/// Where a value came from.
public enum ValueOrigin: String, Sendable, Hashable, Codable {
    /// An option or argument of the command.
    case flag
    /// The process environment.
    case environment
    /// The env file.
    case file
    /// Nobody gave one.
    case `default`
}

/// Something that is not as the person wrote it, though the wall can go on.
public struct TunableWarning: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The variable, if it is about one.
    public let name: String?
    /// One sentence, without secrets.
    public let message: String
    /// The sentence.
    public var description: String { message }
}

/// A value that is no value, or a file that cannot be used.
public struct TunableError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The variable, if it is about one.
    public let name: String?
    /// One sentence that names variable, value and range, without secrets.
    public let message: String
    /// The sentence.
    public var description: String { message }
}

/// One tunable with the value in use: a line of `hyperwall config`.
public struct TunableEntry: Sendable, Hashable, Codable {
    /// The variable.
    public let name: String
    /// The value in use, secrets taken out.
    public var value: String
    /// Where it came from.
    public var origin: ValueOrigin
    /// The line of the env file, when it came from there.
    public var line: Int?
    /// What was given, when that lay outside the range.
    public var clampedFrom: String?
    /// A newer value that waits for a restart, secrets taken out.
    public var pending: String?
    /// The default, empty when there is none.
    public let defaultValue: String
    /// What it may hold, empty when anything goes.
    public let range: String
    /// When a changed value takes effect.
    public let life: TunableLife
    /// What it is.
    public let meaning: String
}
