import Geometry
import Testing
import Tunables

/// SIGHUP: what applies, what waits, what stays.
@Suite struct ReloadTests {
    @Test func liveValuesApplyAndOthersWait() {
        let start = resolve(file: "HYPERWALL_VOLUME=10\nHYPERWALL_NAME=a")
        let outcome = start.reloaded(
            environment: [:],
            file: envFile("HYPERWALL_VOLUME=20\nHYPERWALL_NAME=b\nHYPERWALL_GRID=3x3"))
        #expect(outcome.applied == ["HYPERWALL_GRID", "HYPERWALL_VOLUME"])
        #expect(outcome.needsRestart == ["HYPERWALL_NAME"])
        #expect(outcome.kept.isEmpty)
        #expect(outcome.settings.volume == 20)
        #expect(outcome.settings.grid == GridSize(columns: 3, rows: 3))
        #expect(outcome.settings.name == "a")
        #expect(outcome.resolution.entry("HYPERWALL_NAME")?.value == "a")
        #expect(outcome.resolution.entry("HYPERWALL_NAME")?.pending == "b")
        #expect(outcome.resolution.listing().contains("(after a restart: b)"))
        #expect(outcome.resolution.entry("HYPERWALL_GRID")?.origin == .file)

        let again = outcome.resolution.reloaded(
            environment: [:], file: envFile("HYPERWALL_VOLUME=20\nHYPERWALL_NAME=a"))
        #expect(again.applied == ["HYPERWALL_GRID"], "gone from the file: the default again")
        #expect(again.needsRestart.isEmpty)
        #expect(again.settings.grid == GridSize(columns: 2, rows: 2))
        #expect(again.resolution.entry("HYPERWALL_NAME")?.pending == nil)
    }

    @Test func nothingChangedIsNothingDone() {
        let start = resolve(file: "HYPERWALL_VOLUME=10")
        let outcome = start.reloaded(environment: [:], file: envFile("HYPERWALL_VOLUME=10"))
        #expect(outcome.applied.isEmpty && outcome.needsRestart.isEmpty && outcome.kept.isEmpty)
        #expect(outcome.resolution == start)
    }

    @Test(arguments: ["loud", "\"20", "\"20\" # quiet", "20\\"])
    func aBadValueKeepsTheOldOne(bad: String) {
        let start = resolve(file: "HYPERWALL_VOLUME=10", mode: .kiosk)
        let outcome = start.reloaded(
            environment: [:], file: envFile("HYPERWALL_VOLUME=\(bad)\nHYPERWALL_SHUFFLE=0"))
        #expect(outcome.settings.volume == 10)
        #expect(outcome.applied == ["HYPERWALL_SHUFFLE"])
        #expect(outcome.kept.map(\.name) == ["HYPERWALL_VOLUME"])
        #expect(outcome.kept.first?.message.hasSuffix(". 10 stays.") == true)
        #expect(outcome.resolution.entry("HYPERWALL_VOLUME")?.value == "10")
        #expect(outcome.resolution.banner == outcome.kept.first?.message)
        #expect(outcome.resolution.errors.isEmpty)

        let mended = outcome.resolution.reloaded(
            environment: [:], file: envFile("HYPERWALL_VOLUME=11"))
        #expect(mended.settings.volume == 11)
        #expect(mended.resolution.banner == nil)
    }

    @Test func outsideItsRangeIsClampedAndSaidAgain() {
        let outcome = resolve().reloaded(environment: [:], file: envFile("HYPERWALL_VOLUME=900"))
        #expect(outcome.settings.volume == 100)
        #expect(outcome.applied == ["HYPERWALL_VOLUME"])
        #expect(outcome.resolution.warnings.map(\.name) == ["HYPERWALL_VOLUME"])
    }

    @Test func aFileThatCannotBeUsedChangesNothing() {
        let start = resolve(file: "HYPERWALL_VOLUME=10")
        let gone = EnvironmentFile(path: "wall.env", unreadable: "cannot be read: no such file")
        let outcome = start.reloaded(environment: [:], file: gone)
        #expect(outcome.settings == start.settings)
        #expect(
            outcome.kept.map(\.message) == [
                "The env file wall.env cannot be read: no such file. All values stay as they were."
            ])
    }

    @Test func flagsOfTheStartStillWin() {
        let start = resolve(flags: ["HYPERWALL_VOLUME": "5"])
        let outcome = start.reloaded(environment: [:], file: envFile("HYPERWALL_VOLUME=20"))
        #expect(outcome.settings.volume == 5)
        #expect(outcome.applied.isEmpty)
    }

    @Test func aPersonsWallShowsNoBannerAtAReload() {
        let outcome = resolve().reloaded(environment: [:], file: envFile("HYPERWALL_VOLUME=x"))
        #expect(outcome.kept.count == 1)
        #expect(outcome.resolution.banner == nil)
        #expect(outcome.resolution.warnings.map(\.message) == outcome.kept.map(\.message))
    }
}
