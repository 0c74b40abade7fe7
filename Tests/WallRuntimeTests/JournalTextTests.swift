import Foundation
import Journal
import Testing
import WallPolicy

@testable import WallRuntime

/// The journal and its times as a person reads and writes them.
@Suite struct JournalTextTests {
    /// In the local time of whoever runs the tests.
    private static func local(
        _ year: Int32, _ month: Int32, _ day: Int32, _ hour: Int32 = 0, _ minute: Int32 = 0,
        _ second: Int32 = 0
    ) -> Double {
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = month - 1
        parts.tm_mday = day
        parts.tm_hour = hour
        parts.tm_min = minute
        parts.tm_sec = second
        parts.tm_isdst = -1
        return Double(mktime(&parts))
    }

    @Test func aLineSaysWhenWhereWhatAndWhy() {
        let time = Self.local(2026, 11, 20, 3, 12, 7)
        let retry = JournalEntry(
            time: time + 0.9, wall: "wall", kind: "retry", cell: 7, title: "Größe",
            reason: "The file ended early.", attempt: 2, position: 61, seconds: 4.26)
        #expect(
            JournalText.line(retry)
                == "2026-11-20 03:12:07  cell 7   tries again    “Größe” – The file ended early. "
                + "(try 2, in 4.3 s, at 1:01)")
        let outage = JournalEntry(
            time: time, wall: "wall", kind: "outageEnded", source: "origin:http://nas:80",
            seconds: 305)
        #expect(
            JournalText.line(outage)
                == "2026-11-20 03:12:07  wall     source back    origin:http://nas:80 "
                + "(after 5 min 5 s)")
        let bare = JournalEntry(time: time, wall: "wall", kind: "started")
        #expect(JournalText.line(bare) == "2026-11-20 03:12:07  wall     started")
    }

    @Test func nothingMovesTheCursor() throws {
        let nasty = "a\u{1B}[2Jb\nc\u{9B}d\u{202E}e\u{7F}"
        let entry = JournalEntry(
            time: 0, wall: nasty, kind: nasty, title: nasty, source: nasty, reason: nasty)
        let row = QuarantineSnapshot(
            item: ItemID(rawValue: nasty), title: nasty, reason: nasty, untilSeconds: .nan)
        let json = try JournalText.json(entry)
        for line in [JournalText.line(entry), json, QuarantineText.line(row)] {
            let isClean = line.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E
            }
            #expect(isClean, "\(line)")
        }
        // As JSON it is still the same text.
        let read = try JSONDecoder().decode(JournalEntry.self, from: Data(json.utf8))
        #expect(read == entry)
        let long = JournalEntry(
            time: 0, wall: "w", kind: "failure", title: String(repeating: "x", count: 5_000))
        #expect(JournalText.line(long).count < 300)
    }

    @Test func whatIsNoTimeIsWrittenAllTheSame() {
        for time in [-1e300, 1e300, -.infinity, .infinity, .nan] {
            let entry = JournalEntry(
                time: time, wall: "w", kind: "park", position: time, seconds: time)
            #expect(JournalText.line(entry).contains("parked"))
        }
    }

    @Test(arguments: [
        ("90s", 90), ("30m", 1_800), ("2h", 7_200), ("3d", 259_200), ("1h30m", 5_400),
        ("0.5h", 1_800), ("0s", 0), ("1w", 604_800),
    ])
    func durationsAreSoLongAgo(text: String, seconds: Double) {
        #expect(JournalTime.moment(text, now: 1_800_000_000) == 1_800_000_000 - seconds)
    }

    @Test func localTimes() {
        let now = Self.local(2026, 11, 1, 12, 30)
        let expected: [(String, Double)] = [
            ("03:00", Self.local(2026, 11, 1, 3)), ("12:30", now),
            ("12:31", Self.local(2026, 10, 31, 12, 31)),
            ("23:59:59", Self.local(2026, 10, 31, 23, 59, 59)),
            ("2026-11-20T03:00", Self.local(2026, 11, 20, 3)),
            ("2026-11-20 03:00:05", Self.local(2026, 11, 20, 3, 0, 5)),
            ("2026-02-28", Self.local(2026, 2, 28)),
        ]
        for (text, moment) in expected {
            #expect(JournalTime.moment(text, now: now) == moment, "\(text)")
        }
    }

    @Test(arguments: [
        "", " ", "h", "2", "2x", "-2h", "2h3", "1e3s", "9999d", "99999999999999999999d", "..s",
        "24:00", "3", "3:", "12:60", "12:00:60", "2026-02-30", "2026-13-01", "26-11-20",
        "2026-11-20T", "T03:00", "2026-11-20T3pm", "2026-11-20T03:00:00:00", "yesterday", "٣:٠٠",
        "2026-11-20T03:00 04:00",
    ])
    func whatIsNoMomentIsNone(text: String) {
        #expect(JournalTime.moment(text, now: 1_800_000_000) == nil)
    }

    @Test func spans() {
        let expected = [
            (0, "0 s"), (2.44, "2.4 s"), (12.4, "12 s"), (119, "119 s"), (725, "12 min 5 s"),
            (10_920, "3 h 2 min"), (349_300, "4 d 1 h"),
        ]
        for (seconds, text) in expected { #expect(JournalTime.span(seconds) == text) }
    }
}
