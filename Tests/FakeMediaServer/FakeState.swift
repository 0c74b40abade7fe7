/// What changes while the server runs.
struct FakeState: Sendable {
    var library: FakeLibrary
    /// What was asked, and what of it was against the rules.
    var requests: [FakeRequest] = []
    var illegal: [String] = []

    var tokens: [String: TokenGrant] = [:]
    var isAPIKeyRevoked = false
    var sessions: [DeviceKey: FakeSession] = [:]
    /// What devices said that they can, until the server's end.
    var capabilities: [DeviceKey: JSON] = [:]
    var codes: [String: QuickConnectCode] = [:]

    /// By account.
    var marks: [Int: [FakeThing: FakeUserData]] = [:]
    /// Raised with every change of a mark.
    var marksRevision = 0
    /// Plays that were handed out by PlaybackInfo or began.
    var plays: [String: FakePlay] = [:]
    var lives: [String: FakeLive] = [:]
    var livesEver = 0
    /// What a question found last time.
    var found: [String: [FakeThing]] = [:]

    /// How often the server went or came back.
    var restarts = 0

    /// What tests bring about.
    var clockOffset: Double = 0
    var isSomethingElse = false
    var streamTarget: String?
    var playbackError: String?
    var permitsTranscoding = true
    var permitsDirectPlay = true

    func data(_ account: Int?, _ thing: FakeThing) -> FakeUserData {
        account.flatMap { marks[$0]?[thing] } ?? FakeUserData()
    }

    mutating func change(_ account: Int, _ thing: FakeThing, _ body: (inout FakeUserData) -> Void) {
        body(&marks[account, default: [:]][thing, default: FakeUserData()])
        marksRevision += 1
    }
}

/// A device that is known.
struct FakeSession: Sendable {
    let id: String
    let device: DeviceKey
    var deviceName: String
    var version: String
    var account: Int?
    /// When it was last heard of, by a request.
    var lastActivity = ContinuousClock.now
    /// Its last socket was closed; its next request brings it back.
    var hasEnded = false
    /// The play sessions that began and did not stop, oldest first.
    var playing: [String] = []
}

/// A play session.
struct FakePlay: Sendable {
    let id: String
    var thing: FakeThing?
    var device: DeviceKey?
    var source: String?
    var hasBegun = false
    var positionTicks: Int64?
    var isPaused = false
    var method: String?
    /// What was last reported of it.
    var report: JSON = .object([])
}

/// A stream that was opened.
struct FakeLive: Sendable {
    let id: String
    let thing: FakeThing
}

/// A code that somebody is to confirm.
struct QuickConnectCode: Sendable {
    let secret: String
    let code: String
    let device: DeviceKey
    let deviceName: String
    let version: String
    /// Who confirmed it.
    var account: Int?
}
