import Geometry
import Testing

@testable import Tunables

/// Who wins, who is unknown, and what happens when nobody looks.
@Suite struct LayerTests {
    @Test func flagBeatsEnvironmentBeatsFileBeatsDefault() {
        let name = "HYPERWALL_VOLUME"
        let file = "HYPERWALL_VOLUME=3"
        let all = resolve(flags: [name: "1"], environment: [name: "2"], file: file)
        #expect(all.settings.volume == 1 && all.entry(name)?.origin == .flag)
        let two = resolve(environment: [name: "2"], file: file)
        #expect(two.settings.volume == 2 && two.entry(name)?.origin == .environment)
        let one = resolve(file: "# first\n" + file)
        #expect(one.settings.volume == 3 && one.entry(name)?.origin == .file)
        #expect(one.entry(name)?.line == 2)
        #expect(resolve().settings.volume == 70)
    }

    @Test func anEmptyVariableCountsAsNotGivenButAnEmptyFlagWasTyped() {
        let start = resolve(environment: ["HYPERWALL_VOLUME": " "], file: "HYPERWALL_VOLUME=3")
        #expect(start.settings.volume == 3)
        #expect(
            resolve(file: "HYPERWALL_VOLUME=\"\"").entry("HYPERWALL_VOLUME")?.origin == .default)
        let typed = resolve(flags: ["HYPERWALL_GRID": ""])
        #expect(typed.errors.map(\.name) == ["HYPERWALL_GRID"])
    }

    @Test func aBadValueOfAWinningLayerIsNotPassedOver() {
        let start = resolve(environment: ["HYPERWALL_VOLUME": "x"], file: "HYPERWALL_VOLUME=3")
        #expect(start.errors.count == 1)
        #expect(start.settings.volume == 70)
    }

    @Test func unknownVariablesAreNamedWithTheNearestKnownOne() {
        let start = resolve(
            environment: ["HYPERWALL_SHUFLE": "secret", "HYPERWALL_SHARE": "/x", "PATH": "/bin"],
            file: "HYPERWALL_GIRD=3x3\nSDL_VIDEODRIVER=x11\nHYPERWAL_FIT=cover\nHYPERWALL_ZZZZZZ=1")
        #expect(
            start.warnings.map(\.message) == [
                "HYPERWALL_SHUFLE in the environment is no tunable (the nearest name is "
                    + "HYPERWALL_SHUFFLE).",
                "HYPERWALL_GIRD in wall.env is no tunable (the nearest name is HYPERWALL_GRID); "
                    + "it is ignored.",
                "SDL_VIDEODRIVER in wall.env is no tunable (`hyperwall config` lists them); it is "
                    + "ignored.",
                "HYPERWAL_FIT in wall.env is no tunable (the nearest name is HYPERWALL_FIT); it "
                    + "is ignored.",
                "HYPERWALL_ZZZZZZ in wall.env is no tunable (`hyperwall config` lists them); it "
                    + "is ignored.",
            ])
        #expect(start.errors.isEmpty)
    }

    @Test func thousandsOfUnknownVariablesAreCounted() {
        let text = (0..<5000).map { "UNKNOWN_\($0)=1\n" }.joined()
        let start = resolve(file: text)
        #expect(start.warnings.count == 21)
        #expect(start.warnings.last?.message == "4980 more names in wall.env are no tunables.")
    }

    @Test func anEnvFileCannotNameAnEnvFile() {
        let start = resolve(file: "HYPERWALL_ENV_FILE=other.env")
        #expect(start.settings.environmentFile == nil)
        #expect(
            start.warnings.map(\.message) == [
                "HYPERWALL_ENV_FILE in wall.env is ignored: only the process environment can hold "
                    + "it."
            ])
    }

    @Test func underSystemdTheDefaultIsTakenAndABannerSaysSo() {
        let start = resolve(environment: ["HYPERWALL_GRID": "big"], mode: .kiosk)
        let sentence =
            "HYPERWALL_GRID is “big” (from the environment); it must be columns x rows, from 1x1 "
            + "to 8x8. The default 2x2 is used."
        #expect(start.errors.isEmpty)
        #expect(start.settings.grid == GridSize(columns: 2, rows: 2))
        #expect(start.entry("HYPERWALL_GRID")?.origin == .default)
        #expect(start.banner == sentence)
        #expect(start.warnings.map(\.message) == [sentence], "for the journal")
    }

    @Test(arguments: ["environment", "file", "flag"])
    func kioskCountsWhereverItIsSaid(place: String) {
        let kiosk = ["HYPERWALL_KIOSK": "1"]
        let start = resolve(
            flags: place == "flag" ? kiosk : [:],
            environment: place == "environment" ? kiosk : [:],
            file: "HYPERWALL_VOLUME=loud\n" + (place == "file" ? "HYPERWALL_KIOSK=1" : ""))
        #expect(start.errors.isEmpty)
        #expect(
            start.banner
                == "HYPERWALL_VOLUME is “loud” (line 1 of wall.env); it must be a whole number "
                + "from 0 to 100. The default 70 is used.")
    }

    @Test func aBrokenEnvFileEndsAStartForAPersonAndIsABannerInAKiosk() {
        let text = "HYPERWALL_VOLUME=\"3\nHYPERWALL_GRID=3x3\nrubbish"
        let person = resolve(file: text)
        #expect(
            person.errors.map(\.message) == [
                "HYPERWALL_VOLUME on line 1 of wall.env has a quote that is not closed on the "
                    + "same line.",
                "Line 3 of wall.env has no “=”; write NAME=value.",
            ])
        let kiosk = resolve(file: text, mode: .kiosk)
        #expect(kiosk.errors.isEmpty)
        #expect(kiosk.settings.grid == GridSize(columns: 3, rows: 3))
        #expect(
            kiosk.banner == person.errors[0].message + " The default 70 is used.\n"
                + person.errors[1].message + " The line is left out.")
    }

    @Test func aBannerHasFewLines() {
        let text = (1...50).map { "rubbish \($0)\n" }.joined()
        let lines = resolve(file: text, mode: .kiosk).banner?.split(separator: "\n") ?? []
        #expect(lines.count == Resolution.bannerLineLimit)
        #expect(lines.last == "And 47 more; `hyperwall config` shows them.")
    }

    @Test func systemdIsKnownByTheProcessItStarted() {
        #expect(StartMode(environment: ["SYSTEMD_EXEC_PID": "42"], processID: 42) == .kiosk)
        #expect(StartMode(environment: ["SYSTEMD_EXEC_PID": "41"], processID: 42) == .interactive)
        #expect(StartMode(environment: ["NOTIFY_SOCKET": "/run/n"], processID: 42) == .kiosk)
        #expect(StartMode(environment: ["INVOCATION_ID": "ab"], processID: 42) == .interactive)
    }

    @Test func valuesThatExcludeEachOtherAreNamed() {
        func names(_ environment: [String: String]) -> [String?] {
            resolve(environment: environment).warnings.map(\.name)
        }
        #expect(names(["HYPERWALL_NETWORK_TIMEOUT_S": "10"]) == ["HYPERWALL_NETWORK_TIMEOUT_S"])
        #expect(
            names(["HYPERWALL_STALL_TIMEOUT_S": "60", "HYPERWALL_OUTAGE_WINDOW_S": "60"])
                == ["HYPERWALL_NETWORK_TIMEOUT_S"])
        #expect(
            names(["HYPERWALL_STALL_TIMEOUT_S": "3", "HYPERWALL_WATCHDOG_MS": "3001"])
                == ["HYPERWALL_WATCHDOG_MS"])
        #expect(
            names(["HYPERWALL_FREEZE_TIMEOUT_S": "4"]) == ["HYPERWALL_WATCHDOG_MS"])
        #expect(names(["HYPERWALL_OUTAGE_WINDOW_S": "29"]) == ["HYPERWALL_OUTAGE_WINDOW_S"])
        #expect(names(["HYPERWALL_OUTAGE_WINDOW_S": "30"]).isEmpty)
        #expect(
            names(["HYPERWALL_CACHE_BUDGET_MB": "256", "HYPERWALL_DEMUXER_PER_CELL_MB": "257"])
                == ["HYPERWALL_DEMUXER_PER_CELL_MB"])
        #expect(names(["HYPERWALL_CACHE_BUDGET_MB": "256"]).isEmpty, "the budget wins")
        #expect(
            names(["HYPERWALL_RENDERER": "software", "HYPERWALL_HWDEC": "vaapi"])
                == ["HYPERWALL_HWDEC"])
        #expect(names(["HYPERWALL_RENDERER": "software"]).isEmpty)
        let message = resolve(environment: ["HYPERWALL_NETWORK_TIMEOUT_S": "10"]).warnings.first
        #expect(message?.message.contains("(10)") == true)
        #expect(message?.message.contains("HYPERWALL_STALL_TIMEOUT_S (20)") == true)
    }
    /// Five failures that are retried after 2, 4 and 8 s, then the next item
    /// at once, need three quarters of 14 s at least.
    @Test(arguments: [
        (["THRESHOLD": "5", "WINDOW_S": "10.5"], false),
        (["THRESHOLD": "5", "WINDOW_S": "10.4"], true),
        // Each item is tried once: nothing is waited for.
        (["THRESHOLD": "100", "WINDOW_S": "10", "RETRY_MAX": "0"], false),
        (["THRESHOLD": "100", "WINDOW_S": "10"], true),
        // The run may begin with the last wait of one item and go on with the next.
        (["THRESHOLD": "2", "WINDOW_S": "10", "RETRY_MAX": "1", "RETRY_BASE_S": "60"], false),
        (["THRESHOLD": "3", "WINDOW_S": "44.9", "RETRY_MAX": "1", "RETRY_BASE_S": "60"], true),
        (["THRESHOLD": "3", "WINDOW_S": "45", "RETRY_MAX": "1", "RETRY_BASE_S": "60"], false),
        // No wait is longer than a minute: 45 s four times, then nothing.
        (["THRESHOLD": "6", "WINDOW_S": "180", "RETRY_MAX": "4", "RETRY_BASE_S": "60"], false),
        (["THRESHOLD": "6", "WINDOW_S": "179", "RETRY_MAX": "4", "RETRY_BASE_S": "60"], true),
    ])
    func aGuardThatCountsWhatCannotHappenIsNamed(values: [String: String], isNamed: Bool) {
        var environment: [String: String] = [:]
        for (name, value) in values {
            let whole = name.hasPrefix("RETRY") ? name : "CRASHLOOP_\(name)"
            environment["HYPERWALL_\(whole)"] = value
        }
        let names = resolve(environment: environment).warnings.map(\.name)
        #expect(names == (isNamed ? ["HYPERWALL_CRASHLOOP_WINDOW_S"] : []))
    }

    @Test func theGuardTheTriesAndTheRestFitTogether() {
        func warnings(_ environment: [String: String]) -> [String] {
            resolve(environment: environment).warnings.map(\.message)
        }
        #expect(
            warnings(["HYPERWALL_CRASHLOOP_THRESHOLD": "3"]) == [
                "HYPERWALL_CRASHLOOP_THRESHOLD (3) is not more than HYPERWALL_RETRY_MAX (3): one "
                    + "item that cannot be played makes its cell rest before its tries are used up."
            ])
        #expect(warnings(["HYPERWALL_CRASHLOOP_THRESHOLD": "4"]).isEmpty)
        #expect(
            warnings([
                "HYPERWALL_CRASHLOOP_COOLDOWN_S": "10", "HYPERWALL_RETRY_BASE_S": "10.1",
            ]) == [
                "HYPERWALL_CRASHLOOP_COOLDOWN_S (10) is shorter than HYPERWALL_RETRY_BASE_S "
                    + "(10.1): a cell that fails again and again is tried sooner than one that "
                    + "failed once."
            ])
        #expect(
            warnings(["HYPERWALL_CRASHLOOP_THRESHOLD": "100"]) == [
                "HYPERWALL_CRASHLOOP_WINDOW_S (60) never holds HYPERWALL_CRASHLOOP_THRESHOLD (100) "
                    + "failures that are tried again: the waits between them alone take 256.5 s, so a "
                    + "cell rests only after that many in a row, however long they take."
            ])
    }
}
