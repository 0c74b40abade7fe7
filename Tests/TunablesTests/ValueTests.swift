import Geometry
import Testing
@testable import Tunables

/// What a person may write for each tunable, and what becomes of it.
@Suite struct ValueTests {
    @Test func nothingGivenIsTheDefaults() {
        let start = resolve()
        #expect(start.settings == Settings())
        #expect(start.warnings.isEmpty && start.errors.isEmpty && start.banner == nil)
        #expect(start.entries.allSatisfy { $0.origin == .default && $0.value == $0.defaultValue })
    }

    @Test func goodValuesAreTaken() throws {
        let start = resolve(environment: [
            "HYPERWALL_NAME": "lobby-2", "HYPERWALL_GRID": "3x2", "HYPERWALL_DEMO": "0",
            "HYPERWALL_SOURCES": "/media; http://cam/1 ;;\n/more\n", "HYPERWALL_RENDERER": "GL",
            "HYPERWALL_HWDEC": "vaapi-copy", "HYPERWALL_FIT": "contain", "HYPERWALL_ROTATE": "270",
            "HYPERWALL_DISPLAYS": "2, DELL U2415", "HYPERWALL_SHUFFLE": "0",
            "HYPERWALL_KIOSK": "1", "HYPERWALL_VOLUME": " 35 ",
            "HYPERWALL_AUDIO_DEVICE": "alsa/front:CARD=PCH", "HYPERWALL_STALL_TIMEOUT_S": "12.5",
            "HYPERWALL_START_TIMEOUT_S": "40", "HYPERWALL_WATCHDOG_MS": "250",
            "HYPERWALL_RETRY_BASE_S": "0.1", "HYPERWALL_CACHE_BUDGET_MB": "1024",
            "HYPERWALL_DEMUXER_PER_CELL_MB": "64", "HYPERWALL_READAHEAD_S": "600",
            "HYPERWALL_NETWORK_TIMEOUT_S": "90", "HYPERWALL_START_STAGGER_MS": "0",
            "HYPERWALL_HTTP": "[::1]:9000", "HYPERWALL_HTTP_TOKEN_FILE": "web-token",
            "HYPERWALL_PEERS":
                "foyer=https://walls.example/foyer/,/run/token; bar = http://[::1]:8585 ;",
            "HYPERWALL_SOCKET": "/run/a.sock", "HYPERWALL_ENV_FILE": "a.env",
            "HYPERWALL_LOG": "debug",
            "HYPERWALL_RESUME": "0", "HYPERWALL_FREEZE_TIMEOUT_S": "14.5",
            "HYPERWALL_RETRY_MAX": "0", "HYPERWALL_CRASHLOOP_THRESHOLD": "8",
            "HYPERWALL_CRASHLOOP_WINDOW_S": "600", "HYPERWALL_CRASHLOOP_COOLDOWN_S": "7200",
            "HYPERWALL_OUTAGE_MIN_CELLS": "64", "HYPERWALL_OUTAGE_WINDOW_S": "50",
            "HYPERWALL_QUARANTINE_H": "8760",
            "HYPERWALL_SERVER_URL": "http://media:8096/jelly", "HYPERWALL_USERNAME": "anna",
            "HYPERWALL_PASSWORD_FILE": "/run/pw", "HYPERWALL_TOKEN_FILE": "token",
            "HYPERWALL_SERVER_USER": "Lobby TV", "HYPERWALL_LIBRARIES": "Films, old; Shows;",
            "HYPERWALL_FILTER": "favorite; genre=Nature", "HYPERWALL_TLS_CA_FILE": "/etc/ca.pem",
            "HYPERWALL_TRANSCODE": "always", "HYPERWALL_TRANSCODE_OVER": "2",
            "HYPERWALL_MAX_TRANSCODES": "64", "HYPERWALL_WATCH_STATE": "report",
            "HYPERWALL_CONNECT_RETRY_MIN": "0", "HYPERWALL_RESERVE": "/media/reserve",
            "HYPERWALL_REFRESH_MIN": "10080",
            "HYPERWALL_HEALTH_CHECK_S": "5", "HYPERWALL_REMOTE_TARGET": "all",
            "HYPERWALL_REMOTE_DEVICES": "cells",
            "HYPERWALL_SCHEDULE": "Mon-Fri 07:00-23:00; Sat, Sun 09:00–24:00",
            "HYPERWALL_PIXEL_SHIFT_MIN": "5",
        ])
        var expected = Settings()
        expected.name = "lobby-2"
        expected.grid = GridSize(columns: 3, rows: 2)
        expected.demo = false
        expected.sources = ["/media", "http://cam/1", "/more"]
        expected.renderer = .gl
        expected.hardwareDecoding = "vaapi-copy"
        expected.fit = .contain
        expected.rotation = .threeQuarters
        expected.displays = .listed([.number(2), .name("DELL U2415")])
        expected.shuffle = false
        expected.kiosk = true
        expected.volume = 35
        expected.audioDevice = "alsa/front:CARD=PCH"
        expected.stallTimeout = .milliseconds(12500)
        expected.startTimeout = .seconds(40)
        expected.watchdogInterval = .milliseconds(250)
        expected.retryBase = .milliseconds(100)
        expected.cacheBudgetMiB = 1024
        expected.demuxerPerCellMiB = 64
        expected.readahead = .seconds(600)
        expected.networkTimeout = .seconds(90)
        expected.startStagger = .zero
        expected.http = .address(host: "::1", port: 9000)
        expected.httpTokenFile = "web-token"
        expected.peers = [
            WallPeer(
                name: "foyer", address: try WallAddress("https://walls.example/foyer"),
                tokenFile: "/run/token"),
            WallPeer(name: "bar", address: try WallAddress("::1"), tokenFile: nil),
        ]
        expected.socket = "/run/a.sock"
        expected.environmentFile = "a.env"
        expected.log = .debug
        expected.resume = false
        expected.freezeTimeout = .milliseconds(14500)
        expected.retryMax = 0
        expected.crashLoopThreshold = 8
        expected.crashLoopWindow = .seconds(600)
        expected.crashLoopCooldown = .seconds(7200)
        expected.outageMinCells = 64
        expected.outageWindow = .seconds(50)
        expected.quarantine = .seconds(8760 * 3600)
        expected.serverURL = "http://media:8096/jelly"
        expected.username = "anna"
        expected.passwordFile = "/run/pw"
        expected.tokenFile = "token"
        expected.serverUser = "Lobby TV"
        expected.libraries = ["Films, old", "Shows"]
        expected.filter = "favorite; genre=Nature"
        expected.tlsCAFile = "/etc/ca.pem"
        expected.transcode = .always
        expected.transcodeOver = 2
        expected.maxTranscodes = 64
        expected.watchState = .report
        expected.connectRetry = .zero
        expected.reserve = "/media/reserve"
        expected.refresh = .seconds(10080 * 60)
        expected.healthCheck = .seconds(5)
        expected.remoteTarget = .all
        expected.remoteDevices = .cells
        expected.schedule = WeekSchedule(parts: [
            .init(days: [0, 1, 2, 3, 4], ranges: [420..<1380]),
            .init(days: [5, 6], ranges: [540..<1440]),
        ])
        expected.pixelShift = .seconds(300)
        #expect(start.settings == expected)
        // A token comes before a password, which is said.
        #expect(
            start.warnings.compactMap(\.name) == ["HYPERWALL_TOKEN_FILE"] && start.errors.isEmpty)
        // All but the two that are warned about: see the next test.
        let given = start.entries.filter { $0.origin == .environment }.map(\.name)
        let rest = ["HYPERWALL_PASSWORD", "HYPERWALL_TLS_INSECURE"]
        #expect(Set(given + rest).count == start.entries.count)
        #expect(start.entries.count == 59, "a new row wants its value in this test")
    }

    @Test func secretsInTheEnvironmentAndUncheckedCertificatesAreWarnedAbout() {
        let start = resolve(environment: [
            "HYPERWALL_SERVER_URL": "https://media", "HYPERWALL_USERNAME": "anna",
            "HYPERWALL_PASSWORD": "geheim", "HYPERWALL_TLS_INSECURE": "1",
        ])
        #expect(start.settings.password == "geheim" && start.settings.tlsInsecure)
        #expect(
            start.warnings.compactMap(\.name).sorted() == [
                "HYPERWALL_PASSWORD", "HYPERWALL_TLS_INSECURE",
            ])
        #expect(!start.warnings.contains { $0.message.contains("geheim") })
        #expect(!start.entries.contains { $0.value.contains("geheim") })
    }

    @Test(arguments: [
        ("GRID", "9x9", "8x8"), ("GRID", "0x3", "1x3"), ("GRID", "-1x2", "1x2"),
        ("GRID", "99999999999999999999999x2", "8x2"), ("VOLUME", "101", "100"),
        ("VOLUME", "-5", "0"), ("VOLUME", "99999999999999999999999999", "100"),
        ("VOLUME", "-99999999999999999999999999", "0"), ("STALL_TIMEOUT_S", "2.999", "3"),
        ("STALL_TIMEOUT_S", "601", "600"), ("START_TIMEOUT_S", "0", "3"),
        ("WATCHDOG_MS", "249", "250"), ("WATCHDOG_MS", "60001", "60000"),
        ("WATCHDOG_MS", "9223372036854775807", "60000"), ("RETRY_BASE_S", "0.05", "0.1"),
        ("RETRY_BASE_S", "-0.5", "0.1"), ("RETRY_BASE_S", "61", "60"),
        ("CACHE_BUDGET_MB", "127", "128"), ("CACHE_BUDGET_MB", "65537", "65536"),
        ("DEMUXER_PER_CELL_MB", "31", "32"), ("DEMUXER_PER_CELL_MB", "4097", "4096"),
        ("READAHEAD_S", "0.5", "1"), ("READAHEAD_S", "99999999999999999999", "600"),
        ("NETWORK_TIMEOUT_S", "4", "5"), ("START_STAGGER_MS", "10001", "10000"),
        ("FREEZE_TIMEOUT_S", "2", "3"), ("FREEZE_TIMEOUT_S", "601", "600"),
        ("RETRY_MAX", "-1", "0"), ("RETRY_MAX", "11", "10"), ("CRASHLOOP_THRESHOLD", "1", "2"),
        ("CRASHLOOP_THRESHOLD", "101", "100"), ("CRASHLOOP_WINDOW_S", "9.9", "10"),
        ("CRASHLOOP_WINDOW_S", "3601", "3600"), ("CRASHLOOP_COOLDOWN_S", "0", "10"),
        ("CRASHLOOP_COOLDOWN_S", "7201", "7200"), ("OUTAGE_MIN_CELLS", "0", "1"),
        ("OUTAGE_MIN_CELLS", "65", "64"), ("OUTAGE_WINDOW_S", "9", "10"),
        ("OUTAGE_WINDOW_S", "601", "600"), ("QUARANTINE_H", "-1", "0"),
        ("QUARANTINE_H", "8761", "8760"), ("QUARANTINE_H", "9223372036854775807", "8760"),
        ("PIXEL_SHIFT_MIN", "-1", "0"), ("PIXEL_SHIFT_MIN", "1441", "1440"),
    ])
    func outsideItsRangeIsClampedAndSaid(name: String, given: String, used: String) throws {
        let variable = "HYPERWALL_\(name)"
        let start = resolve(environment: [variable: given])
        #expect(start.errors.isEmpty)
        let entry = try #require(start.entry(variable))
        #expect(entry.value == used)
        #expect(entry.clampedFrom == given)
        let warning = try #require(start.warnings.first { $0.name == variable })
        #expect(
            warning.message
                == "\(variable) is “\(given)” (from the environment), outside \(entry.range); "
                + "\(used) is used.")
    }

    @Test(arguments: [
        ("NAME", "Lobby"), ("NAME", "a b"), ("NAME", "../x"), ("NAME", "é"),
        ("NAME", String(repeating: "a", count: 33)), ("GRID", "3"), ("GRID", "big"),
        ("GRID", "3x"), ("GRID", "x3"), ("GRID", "3x3x3"), ("GRID", "3*2"), ("GRID", "2.5x2"),
        ("DEMO", "yes"), ("DEMO", "2"), ("DEMO", "true"), ("RENDERER", "vulkan"),
        ("HWDEC", "vaapi;rm"), ("HWDEC", String(repeating: "a", count: 65)), ("FIT", "zoom"),
        ("ROTATE", "45"), ("ROTATE", "left"), ("DISPLAYS", "0"), ("DISPLAYS", "1,,2"),
        ("DISPLAYS", "1,all"), ("DISPLAYS", "-1"), ("DISPLAYS", "1,\u{1B}[2J"), ("SHUFFLE", "on"),
        ("KIOSK", "on"), ("VOLUME", "loud"), ("VOLUME", "50%"), ("VOLUME", "5 0"),
        ("VOLUME", "+-5"), ("VOLUME", "--5"), ("VOLUME", "0x10"), ("VOLUME", "1e1"),
        ("VOLUME", "7.5"), ("VOLUME", "٣"), ("VOLUME", "-"), ("AUDIO_DEVICE", "a\u{0}b"),
        ("STALL_TIMEOUT_S", "20s"), ("STALL_TIMEOUT_S", "nan"), ("STALL_TIMEOUT_S", "inf"),
        ("STALL_TIMEOUT_S", "5."), ("STALL_TIMEOUT_S", "5.-1"), ("STALL_TIMEOUT_S", "5.5.5"),
        ("START_TIMEOUT_S", "half"), ("WATCHDOG_MS", "250.5"), ("RETRY_BASE_S", "2,5"),
        ("CACHE_BUDGET_MB", "1GB"), ("DEMUXER_PER_CELL_MB", "all"), ("READAHEAD_S", "much"),
        ("NETWORK_TIMEOUT_S", "never"), ("START_STAGGER_MS", "none"), ("SOCKET", "wall.sock"),
        ("SOCKET", "/" + String(repeating: "a", count: 107)), ("SOCKET", "/a\nb"),
        ("ENV_FILE", String(repeating: "a", count: 4096)), ("LOG", "loud"),
        ("RESUME", "yes"), ("FREEZE_TIMEOUT_S", "never"), ("RETRY_MAX", "2.5"),
        ("CRASHLOOP_THRESHOLD", "few"), ("CRASHLOOP_WINDOW_S", "1m"),
        ("CRASHLOOP_COOLDOWN_S", "2min"), ("OUTAGE_MIN_CELLS", "half"), ("OUTAGE_WINDOW_S", "x"),
        ("QUARANTINE_H", "1.5"), ("QUARANTINE_H", "24h"),
        ("SCHEDULE", "25:00-26:00"), ("SCHEDULE", "never"), ("PIXEL_SHIFT_MIN", "often"),
        ("HTTP", "8585"), ("HTTP", "wall.example:80"), ("HTTP", "1.2.3:80"), ("HTTP", "[::1]"),
        ("HTTP", "127.0.0.1:65536"), ("HTTP", "127.0.0.01:80"), ("HTTP", "::1:80"),
        ("HTTP", "127.0.0.1:-1"), ("HTTP", ":80"), ("HTTP", "http://127.0.0.1:80"),
        ("SCHEDULE", String(repeating: "7", count: 5000)),
    ])
    func noValueAtAllEndsAStartForAPerson(name: String, given: String) throws {
        let variable = "HYPERWALL_\(name)"
        let start = resolve(environment: [variable: given])
        #expect(start.banner == nil)
        #expect(start.errors.count == 1)
        let error = try #require(start.errors.first)
        let row = try #require(TunableTable.rows.first { $0.name == variable })
        #expect(error.name == variable)
        #expect(error.message.hasPrefix("\(variable) is “"))
        #expect(error.message.hasSuffix("it must be \(row.expectation)."))
        #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(error.message.count < 400, "a value of any length makes a short sentence")
        #expect(start.entry(variable)?.value == row.defaultText)
    }

    @Test func theErrorNamesVariableValueAndRange() {
        let start = resolve(environment: ["HYPERWALL_VOLUME": "loud"])
        #expect(
            start.errors.map(\.message) == [
                "HYPERWALL_VOLUME is “loud” (from the environment); it must be a whole number "
                    + "from 0 to 100."
            ])
    }

    @Test func sourcesThatCannotBeAreRefusedWithoutBeingShown() {
        for given in ["http://u:secret@h/\u{7}", String(repeating: "secret;", count: 1001)] {
            let start = resolve(environment: ["HYPERWALL_SOURCES": given])
            #expect(start.errors.count == 1)
            #expect(start.errors.allSatisfy { !$0.message.contains("secret") })
        }
    }

    @Test func argumentsKeepTheirSemicolons() {
        let start = resolve(flags: ["HYPERWALL_SOURCES": "/a;b.mp4\n/c.mp4"])
        #expect(start.settings.sources == ["/a;b.mp4", "/c.mp4"])
    }

    @Test func everyDefaultReadsBackAsItself() {
        for row in TunableTable.rows where !row.defaultText.isEmpty {
            let start = resolve(environment: [row.name: row.defaultText])
            #expect(start.settings == Settings(), "\(row.name)")
            #expect(start.warnings.isEmpty && start.errors.isEmpty, "\(row.name)")
        }
    }

    @Test func displaysAreFoundByNumberAndName() {
        let chosen = DisplaySelection.listed([.number(2), .name("DP-1")])
        #expect(chosen.includes(number: 2, name: "HDMI-1"))
        #expect(chosen.includes(number: 1, name: "dp-1"))
        #expect(!chosen.includes(number: 1, name: "DP-2"))
        #expect(DisplaySelection.all.includes(number: 9, name: ""))
    }
}
