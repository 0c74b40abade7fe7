import Testing
import WatchdogPolicy

/// What is remembered, over reboots and jumping clocks.
@Suite struct StateTests {
    private static let now = Moment(wall: 1_700_000_000, boot: 10_000, bootID: "one")

    private static func decode(_ text: String, _ now: Moment = now) throws -> WatchdogState {
        try StateCodec.decode(Array(text.utf8), file: "s", now: now, windowS: 900)
    }

    private static func sample() -> WatchdogState {
        var state = WatchdogState()
        state.restarts = [9000, 9500]
        state.backOff = .init(until: 10_800, lengthS: 1800)
        state.backOffLevel = 2
        state.ownRun = .init(bootID: "one", invocation: "abc", activeEnterUS: 7)
        state.incident = .init(id: "emby-1", since: 9000)
        state.pausedUntil = 12_000
        state.pausedLengthS = 3600
        state.runBefore = .init(bootID: "one", invocation: "abb", activeEnterUS: 5)
        state.startingSince = 9900
        state.events = [.init(wall: 1_699_999_000, kind: .restartTriggered, text: "⚠️ \"x\" $(y)")]
        state.serial = 4
        return state
    }

    @Test func itIsReadAsItWasWritten() throws {
        let text = StateCodec.encode(Self.sample(), now: Self.now)
        #expect(try Self.decode(text) == Self.sample())
        #expect(text.contains("RESTART_COUNT=\"2\""))
        #expect(text.contains("RESTART_TIMESTAMPS=\"1699999000,1699999500\""))
        #expect(text.contains("BACKOFF_UNTIL=\"1700000800\""))
    }

    @Test func inTheSameBootTheWallClockDoesNotMatter() throws {
        let text = StateCodec.encode(Self.sample(), now: Self.now)
        for jump in [-86_400, 86_400, -1_000_000_000] {
            let later = Moment(wall: Self.now.wall + jump, boot: 10_100, bootID: "one")
            let state = try Self.decode(text, later)
            #expect(state.backOff?.until == 10_800)
            #expect(state.restarts == [9000, 9500])
            #expect(state.pausedUntil == 12_000)
            #expect(state.incident?.since == 9000)
        }
    }

    @Test func aRebootForgetsNoBackOff() throws {
        let text = StateCodec.encode(Self.sample(), now: Self.now)
        let later = Moment(wall: Self.now.wall + 300, boot: 20, bootID: "two")
        let state = try Self.decode(text, later)
        #expect(state.backOff?.until == 20 + 500)
        #expect(state.restarts == [20 - 1300, 20 - 800])
        #expect(state.incident?.since == 20 - 1300)
    }

    @Test func aClockThatJumpedBackFreezesNothing() throws {
        let text = StateCodec.encode(Self.sample(), now: Self.now)
        let later = Moment(wall: Self.now.wall - 86_400, boot: 20, bootID: "two")
        let state = try Self.decode(text, later)
        // Never longer than it ever was, and restarts are never ahead.
        #expect(state.backOff?.until == 20 + 1800)
        #expect(state.restarts == [20, 20])
        #expect(state.pausedUntil == 20 + 3600)
    }

    /// The clock stays a day back, and each pass reads what the one before has saved: time
    /// passes all the same.
    @Test func aBackOffEndsAfterARebootWithTheClockSetBack() throws {
        var text = StateCodec.encode(Self.sample(), now: Self.now)
        var settings = ServiceSettings(name: "emby", appName: "Emby")
        settings.unit = "emby.service"
        for pass in 0..<10 {
            let after = pass * 300
            let now = Moment(
                wall: Self.now.wall - 86_400 + after, boot: 20 + after, bootID: "two")
            var check = CheckPass(settings, try Self.decode(text, now))
            let effects = check.handle(.began, now: now)
            if effects.contains(.save) { text = StateCodec.encode(check.state, now: now) }
            let state = try Self.decode(text, now)
            #expect(state.backOff?.until == 20 + 1800)
            #expect(state.pausedUntil == 20 + 3600)
        }
    }

    @Test func aStateOfTheFieldIsUnderstood() throws {
        let state = try Self.decode(
            "RESTART_COUNT=3\nRESTART_TIMESTAMPS=\"1699999700,1699999800,1699999900\"\nBACKOFF_UNTIL=1700000700\n"
        )
        #expect(state.restarts == [9700, 9800, 9900])
        #expect(state.backOff == .init(until: 10_700, lengthS: 900))
        let fresh = try Self.decode("RESTART_COUNT=0\nRESTART_TIMESTAMPS=\"\"\nBACKOFF_UNTIL=0\n")
        #expect(fresh == WatchdogState())
    }

    @Test(arguments: [
        "", "rubbish", "RESTART_COUNT=1\nRESTART_TIMESTAMPS=\"$(id)\"",
        "RESTART_TIMESTAMPS=\"a,b\"",
        "BACKOFF_UNTIL=soon", "SCHEMA=2", "EVENT_1=\"x\"", "BACKOFF_UNTIL=99999999999999999999",
    ])
    func aCorruptStateIsRefused(_ text: String) {
        #expect(throws: StateCodec.Corrupt.self) { try Self.decode(text) }
    }

    @Test(arguments: [("2h", 7200), ("30m", 1800), ("1d", 86_400), ("1h30m", 5400), ("90", 90)])
    func aTimeIsUnderstood(_ text: String, _ seconds: Int) {
        #expect(PauseText.seconds(text) == seconds)
    }

    @Test(arguments: ["", "0", "-5", "h", "2x", "31d", "99999999999999999999d", "1h30"])
    func noTimeIsNone(_ text: String) { #expect(PauseText.seconds(text) == nil) }

    @Test func timesAreWrittenForPeople() {
        #expect(Moment.iso(1_700_000_000) == "2023-11-14T22:13:20Z")
        #expect(Moment.iso(951_782_400) == "2000-02-29T00:00:00Z")
        #expect(Moment.iso(-1) == "1969-12-31T23:59:59Z")
        let now = Moment(wall: 1_700_000_000, boot: 0, bootID: "", offset: 3600)
        #expect(now.clock(1_700_002_400) == "23:53")
        #expect(now.clock(1_700_003_000) == "2023-11-15 00:03")
        #expect(SpanText.of(250) == "4 min 10 s")
        #expect(SpanText.of(93_600) == "1 d 2 h")
    }
}
