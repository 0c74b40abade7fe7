/// What is wrong with a file of the configuration, in a sentence that names file and
/// line. No value is ever in it: a value may be a secret.
public struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the person knows it.
    public let file: String
    /// The line, from 1; nil when it is about the whole file.
    public let line: Int?
    /// What is wrong, and the way out.
    public let words: String

    /// A problem.
    public init(file: String, line: Int? = nil, _ words: String) {
        self.file = file
        self.line = line
        self.words = words
    }

    /// `FILE:LINE: words`.
    public var description: String {
        line.map { "\(file):\($0): \(words)" } ?? "\(file): \(words)"
    }
}

/// The problems that a configuration cannot be used with; never empty.
public struct ConfigurationFailure: Error, Sendable, Hashable {
    /// In the order of the lines.
    public let problems: [ConfigurationProblem]

    /// - Parameter problems: at least one.
    public init(_ problems: [ConfigurationProblem]) { self.problems = problems }
}
