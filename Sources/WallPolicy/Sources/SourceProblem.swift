/// Something that a person named and that cannot be played, in words for that person.
public struct SourceProblem: Sendable, Hashable, Error {
    /// What it is about: a path, a redacted URL, or `list, line N`.
    public let subject: String
    /// One sentence that names the subject and the way out; never holds credentials.
    public let sentence: String

    /// A problem.
    public init(subject: String, sentence: String) {
        self.subject = subject
        self.sentence = sentence
    }
}
