/// Splits `RESTART_COMMAND` into arguments. No shell: blanks separate, quotes hold
/// together, a backslash takes the next character as it is, and nothing else means
/// anything.
public enum ArgumentList {
    /// Arguments that a command may have.
    public static let countMax = 64

    /// The arguments; nil when a quote is not closed, there are none, or too many.
    public static func split(_ text: String) -> [String]? {
        var arguments: [String] = []
        var current: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            switch character {
            case "\\" where quote != "'":
                guard let next = characters.next() else { return nil }
                current = (current ?? "") + String(next)
            case quote: quote = nil
            case "\"" where quote == nil, "'" where quote == nil:
                quote = character
                current = current ?? ""
            case " " where quote == nil, "\t" where quote == nil:
                if let done = current { arguments.append(done) }
                current = nil
            default: current = (current ?? "") + String(character)
            }
        }
        if let done = current { arguments.append(done) }
        guard quote == nil, !arguments.isEmpty, arguments.count <= countMax else { return nil }
        return arguments
    }
}
