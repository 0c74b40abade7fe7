/// What a wall says as a service, and of its safe mode.
extension Catalogue {
    static let noDisplay = "no display"
    static let asleep = "asleep"
    static let parked = "parked"
    static let retrying = "retrying"
    static let waitingCells = "waiting"
    static let loading = "loading"
    static let empty = "empty"
    static let pausedWord = "paused"
    static let safeModeWord = "safe mode"
    static let linkUp = "link up"
    static let noRemote = "apps cannot command it"
    static func noRemote(_ cut: Int, of all: Int) -> String {
        "apps cannot command \(cut) of \(all) devices"
    }
    static let linkDown = "link down"
    static let linkConnecting = "link connecting"
    static let linkSignIn = "link wants a sign-in"
    static let linkUnusable = "link up, nothing to play"

    static func playing(_ count: Int, outOf all: Int) -> String { "\(count)/\(all) playing" }

    /// In a corner of a wall in safe mode.
    static let safeModeNotice = "Safe mode"

    /// What a wall in safe mode does without, and why.
    /// - Parameter failures: starts that ended soon.
    public static func safeMode(failures: Int) -> String {
        "Safe mode: \(failures) starts in a row ended within a minute. Until this one has lasted, "
            + "the wall draws in software, decodes in software, has at most 2×2 cells and begins "
            + "anew. `hyperwall journal` says what happened."
    }

    /// The same once that start has lasted, where nobody starts the wall again.
    public static let safeModeLasts =
        "Safe mode lasted without trouble: the next start is a normal one."

    /// While a start waits because others failed before it.
    public static func waitsAfterFailures(_ failures: Int, seconds: Int) -> String {
        "\(failures) starts ended soon; the next one begins in \(seconds) s"
    }
}
