import Glibc

/// A call of the system that did not succeed.
public struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it was about: a path, or a program.
    public let subject: String
    /// What could not be done, as in "be written".
    public let operation: String
    /// The system's number for why.
    public let number: Int32

    /// An error.
    public init(_ subject: String, _ operation: String, _ number: Int32) {
        self.subject = subject
        self.operation = operation
        self.number = number
    }

    /// One sentence.
    public var description: String {
        let words = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return "\(subject) cannot \(operation): \(words)"
    }

    /// Whether the thing is not there.
    public var meansMissing: Bool { number == ENOENT || number == ENOTDIR }
}
