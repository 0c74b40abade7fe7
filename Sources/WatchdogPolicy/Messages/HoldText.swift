/// What a wall is told before a restart: `POST /api/v1/hold`.
public enum HoldText {
    /// The body.
    /// - Parameters:
    ///   - seconds: how long at most; the wall goes on earlier when the server answers.
    ///   - reason: words for the wall's log.
    public static func json(seconds: Int, reason: String) -> String {
        // A wall takes no more than an hour.
        JSONText.object([("seconds", .number(min(seconds, 3600))), ("reason", .string(reason))])
            .text
    }
}
