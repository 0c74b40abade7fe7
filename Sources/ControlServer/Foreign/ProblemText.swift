/// What a wall says when it says no.
public enum ProblemText {
    /// Nobody reads more, letters.
    private static let lettersMax = 300

    /// The sentence of a problem document (RFC 9457), clean and bounded.
    ///
    /// - Returns: nil when the bytes are none.
    public static func detail(_ bytes: [UInt8]) -> String? {
        guard case .object(let fields) = ForeignJSON(bytes), case .whole = fields["status"],
            case .text(let words) = fields["detail"], !words.isEmpty
        else { return nil }
        return ForeignJSON.clean(words, limit: lettersMax)
    }
}
