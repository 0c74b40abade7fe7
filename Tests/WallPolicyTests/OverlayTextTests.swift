import Testing
import WallPolicy

@Suite struct OverlayTextTests {
    @Test(arguments: [
        (7.9, "0:07"), (0, "0:00"), (754, "12:34"), (3_723, "1:02:03"), (359_999, "99:59:59"),
        (-3, "0:00"), (.infinity, "–"), (.nan, "–"), (1e300, "–"),
    ])
    func times(seconds: Double, text: String) { #expect(Figures.time(seconds) == text) }

    @Test func positions() {
        #expect(Figures.position(83, of: 2_706, live: false) == "1:23 / 45:06")
        #expect(Figures.position(83, of: nil, live: false) == "1:23")
        #expect(Figures.position(83, of: .infinity, live: false) == "1:23")
        #expect(Figures.position(83, of: 0, live: false) == "1:23")
        #expect(Figures.position(nil, of: 10, live: false) == "")
        #expect(Figures.position(83, of: nil, live: true) == "LIVE")
        #expect(Figures.position(99, of: 10, live: false) == "0:10 / 0:10")
    }

    @Test(arguments: [
        (0, "0 MiB"), (-5, "0 MiB"), (8_912_896, "8.5 MiB"), (89_128_960, "85 MiB"),
        (1_288_490_189, "1.2 GiB"), (3_221_225_472, "3.0 GiB"), (10_485_760, "10 MiB"),
    ])
    func bytes(count: Int, text: String) { #expect(Figures.bytes(count) == text) }

    @Test func rates() {
        #expect(Figures.rate(29.97) == "29.97")
        #expect(Figures.rate(29.999) == "30.00")
        #expect(Figures.rate(0.004) == "0.00")
        #expect(Figures.rate(-0.004) == "0.00")
        #expect(Figures.rate(-1.5) == "−1.50")
        #expect(Figures.rate(.nan) == "–")
        #expect(Figures.decimal(59.94, places: 1) == "59.9")
        #expect(Figures.span(93_000) == "1 d 1 h")
        #expect(Figures.span(15_120) == "4 h 12 min")
        #expect(Figures.span(40) == "40 s")
    }

    @Test func countdowns() {
        #expect(Catalogue.nextTry(inSeconds: 0.2) == "Next try in 1 s")
        #expect(Catalogue.nextTry(inSeconds: 0) == "Next try now")
        #expect(Catalogue.nextTry(inSeconds: 42) == "Next try in 42 s")
        #expect(Catalogue.nextTry(inSeconds: 97) == "Next try in 1:37")
        #expect(Catalogue.failures(1) == "Failed once")
        #expect(Catalogue.failures(3) == "Failed 3 times")
    }

    /// Every reason is a sentence that names its thing, also when it has no name.
    @Test func reasons() {
        let make: [(String) -> FailureReason] = [
            FailureReason.fileNotFound, FailureReason.notReadable, FailureReason.notAVideo,
            FailureReason.refusedConnection, FailureReason.nameNotFound, FailureReason.timedOut,
            FailureReason.certificate, FailureReason.folderWithoutVideos,
            FailureReason.refusedByRules, { .status(404, subject: $0) },
            { .badListLine(subject: $0, line: 12) },
        ]
        for reason in make {
            #expect(reason("camera-7").words.contains("camera-7"))
            let nameless = reason("").words
            #expect(nameless.first?.isUppercase == true, "\(nameless)")
            #expect(!nameless.contains("“”") && !nameless.contains("  "), "\(nameless)")
        }
        let plain: [FailureReason] = [
            .noPicture, .endedEarly, .stalled, .unsupported, .undecodable, .nothingToPlay, .unknown,
        ]
        for words in plain.map(\.words) + make.map({ $0("x").words }) {
            #expect(words.last == "." || words.last == "?", "\(words)")
            #expect(words.count < 110, "\(words)")
        }
        #expect(FailureReason.badListLine(subject: "tv.m3u", line: 12).words.contains("12"))
    }

    @Test(arguments: [400, 401, 403, 404, 407, 408, 410, 418, 429, 451, 500, 503, 504, -1])
    func statusesNameTheirNumber(code: Int) {
        let words = FailureReason.status(code, subject: "").words
        #expect(words.contains("\(code)"))
        #expect(words.first?.isUppercase == true)
    }

    /// The help names every key that the wall knows, and in a kiosk none that it ignores.
    @Test func help() {
        let keys = Set(HelpTable(kiosk: false).rows.flatMap(\.keys))
        let known = "1 8 Space N P R L M 9 0 F A B C S F11 F12 H ? F1 Esc Q Enter Shift [ ] { }"
        for key in known.split(separator: " ").map(String.init) {
            #expect(keys.contains(key), "\(key)")
        }
        let kiosk = HelpTable(kiosk: true)
        #expect(!kiosk.rows.contains { $0.keys == ["Q"] || $0.keys == ["F11"] })
        #expect(kiosk.rows.contains { $0.keys == ["Ctrl", "Alt", "Q"] })
        #expect(!kiosk.rows.contains { $0.keys == ["Esc"] && $0.meaning.contains("quit") })
    }

    @Test func toasts() {
        #expect(Toast.grid(columns: 4, rows: 3).text == "4 × 3")
        #expect(Toast.volume(130).level == 100)
        #expect(Toast.volume(0).symbol == .muted)
        #expect(Toast.snapshotSaved(name: "wall.png").text.contains("wall.png"))
        #expect(Toast.noServer.text.contains("No server"))
        #expect(Toast.needsRestart(["HYPERWALL_NAME"]).text.contains("HYPERWALL_NAME"))
    }
}
