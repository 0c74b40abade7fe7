import Testing

@testable import Tunables

/// What a person may write for HYPERWALL_SCHEDULE, and when the wall is awake then.
@Suite struct WeekScheduleTests {
    @Test(arguments: [
        ("always", "always"), (" Always ", "always"), ("07:00-23:00", "07:00-23:00"),
        ("7:00 – 23:00", "07:00-23:00"), ("18:00-02:00", "18:00-02:00"),
        ("Mon-Fri 07:00-23:00; Sat,Sun 09:00-24:00", "Mon-Fri 07:00-23:00; Sat,Sun 09:00-24:00"),
        ("MONDAY — friday 7:00-23:00;", "Mon-Fri 07:00-23:00"),
        ("Fri-Mon 10:00-12:00", "Mon,Fri-Sun 10:00-12:00"),
        ("sun-sat 10:00-12:00", "10:00-12:00"),
        ("Mo, Wed ,fri08:00-09:00", "Mon,Wed,Fri 08:00-09:00"),
        ("Tues,Thurs 8:00-12:00,13:00-17:30", "Tue,Thu 08:00-12:00, 13:00-17:30"),
        ("Mon 22:00-00:00\nTue 00:00-24:00", "Mon 22:00-24:00; Tue 00:00-24:00"),
        (";;08:00-09:00;;", "08:00-09:00"),
    ])
    func whatIsWrittenIsRead(given: String, shown: String) throws {
        let schedule = try WeekSchedule(given)
        #expect(schedule.text == shown)
        #expect(try WeekSchedule(schedule.text) == schedule, "and read back")
    }

    @Test(arguments: [
        ("Mon 25:00-26:00", "“25:00” in “Mon 25:00-26:00” is no time of day"),
        ("07:00-24:01", "“24:01” in “07:00-24:01” is no time of day"),
        ("07:60-08:00", "“07:60” in “07:60-08:00” is no time of day"),
        ("7-23", "“7” in “7-23” is no time of day"),
        ("-07:00", "“” in “-07:00” is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"),
        ("Mon-Fry 07:00-23:00", "“Fry” in “Mon-Fry 07:00-23:00” is no day"),
        ("T 07:00-08:00", "“T” in “T 07:00-08:00” is no day"),
        (
            "Mon-Tue-Wed 07:00-08:00",
            "“Mon-Tue-Wed” in “Mon-Tue-Wed 07:00-08:00” is no range of days"
        ),
        ("Mon,,Tue 07:00-08:00", "“” in “Mon,,Tue 07:00-08:00” is no day"),
        ("Mon", "“Mon” has no times; write them as 07:00-23:00"), ("never", "“never” has no times"),
        ("08:00", "“08:00” in “08:00” is no range of times; write it as 07:00-23:00"),
        ("08:00-09:00-10:00", "is no range of times"),
        ("08:00-09:00,", "a time is missing in “08:00-09:00,”"),
        ("Mon 08:00-09:00, Tue 08:00-09:00", "“Tue 08:00-09:00” in"),
        (
            "08:00-08:00",
            "“08:00-08:00” in “08:00-08:00” is no time at all; the whole day is 00:00-24:00"
        ),
        ("24:00-02:00", "is no time at all"), ("٠٧:00-08:00", "is no day"),
        ("Mon 07:00-08:00; Tue 9:5-10:00", "“9:5” in “Tue 9:5-10:00” is no time of day"),
        (";", "it names no time"),
    ])
    func whatCannotBeReadNamesThePart(given: String, words: String) {
        let fault = #expect(throws: WeekSchedule.Fault.self) { try WeekSchedule(given) }
        #expect(fault?.description.contains(words) == true, "\(String(describing: fault))")
    }

    @Test func theStartNamesVariableAndPart() {
        let text = "Mon 25:00-26:00"
        let start = resolve(environment: ["HYPERWALL_SCHEDULE": text])
        #expect(
            start.errors.map(\.message) == [
                "HYPERWALL_SCHEDULE is “Mon 25:00-26:00” (from the environment): “25:00” in "
                    + "“Mon 25:00-26:00” is no time of day; it must be always, or times like "
                    + "Mon-Fri 07:00-23:00; Sat,Sun 09:00-24:00."
            ])
        let kiosk = resolve(environment: ["HYPERWALL_SCHEDULE": text], mode: .kiosk)
        #expect(kiosk.errors.isEmpty && kiosk.settings.schedule == .always)
        #expect(kiosk.banner?.contains("“25:00”") == true)
    }

    @Test func thereAreBounds() throws {
        let many = Array(repeating: "08:00-09:00", count: 64)
        #expect(throws: Never.self) { try WeekSchedule(many.joined(separator: ",")) }
        #expect(throws: WeekSchedule.Fault.self) {
            try WeekSchedule((many + ["10:00-11:00"]).joined(separator: ";"))
        }
        #expect(throws: WeekSchedule.Fault.self) {
            try WeekSchedule("08:00-09:00" + String(repeating: " ", count: 1024))
        }
    }

    /// Anything at all is read or refused, with words that fit a line.
    @Test func rubbishIsRefusedInAShortSentence() {
        var generator = SeededGenerator(state: 5)
        let pieces = [
            "Mon", "fri", "Sunday", "-", "–", ",", ";", " ", "07:00", "23:00", "24:00", "00:00",
            "7", ":", "\u{1B}", "é", "always", "\n", "99999999999999999999:00", "12:30",
        ]
        var read = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 1...9, using: &generator)
            let text = (0..<length).compactMap { _ in pieces.randomElement(using: &generator) }
                .joined()
            do {
                let schedule = try WeekSchedule(text)
                read += 1
                #expect((try? WeekSchedule(schedule.text)) == schedule, "\(text)")
            } catch {
                let words = error.description
                #expect(words.count < 200 && words.unicodeScalars.allSatisfy { $0.value >= 0x20 })
            }
        }
        #expect(read > 20, "some of it is good")
    }

    /// Every minute of the week against a model that knows nothing of weeks: each range of each
    /// day is looked at by itself.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func everyMinuteOfTheWeekAgreesWithAModel(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let count = Int.random(in: 1...5, using: &generator)
        let parts = (0..<count).map { _ in
            let days = (0..<7).filter { _ in Bool.random(using: &generator) }
            let ranges = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                let from = Int.random(in: 0..<1440, using: &generator)
                return from..<from + Int.random(in: 1...1440, using: &generator)
            }
            return WeekSchedule.Part(days: days.isEmpty ? [6] : days, ranges: ranges)
        }
        let schedule = WeekSchedule(parts: parts)
        func model(_ minute: Int) -> Bool {
            let (day, time) = (minute / 1440 % 7, minute % 1440)
            return parts.contains { part in
                part.ranges.contains { range in
                    part.days.contains(day) && range.contains(time)
                        || part.days.contains((day + 6) % 7) && range.contains(time + 1440)
                }
            }
        }
        var next: Int?
        // Backwards over two weeks, so that the next change is known everywhere.
        for minute in (0..<20_160).reversed() {
            if model(minute + 1) != model(minute) { next = minute + 1 }
            guard minute < 10_080 else { continue }
            let moment = WeekMoment(
                weekday: (minute / 1440 + 1) % 7, second: minute % 1440 * 60 + 59)
            guard schedule.isAwake(at: moment) == model(minute),
                schedule.nextChange(after: moment)?.second == next.map({ $0 % 10_080 * 60 })
            else {
                Issue.record("\(schedule.text) at minute \(minute)")
                return
            }
        }
        #expect(schedule.isAlways == (next == nil))
    }

    @Test func changesAreInTheFutureAlsoOverTheWeeksEnd() throws {
        let schedule = try WeekSchedule("Mon-Fri 07:00-23:00")
        let night = WeekMoment(weekday: 6, second: 3600)
        let wakes = try #require(schedule.nextChange(after: night))
        #expect(!schedule.isAwake(at: night))
        #expect(wakes == WeekMoment(weekday: 1, second: 7 * 3600))
        #expect(night.seconds(until: wakes) == (23 + 24 + 7) * 3600)
        #expect(wakes.weekday == 1 && wakes.hour == 7 && wakes.minute == 0)
        let whole = try WeekSchedule("00:00-24:00")
        #expect(whole.isAlways && whole.nextChange(after: night) == nil)
        let nights = try WeekSchedule("20:00-06:00")
        let sunday = WeekMoment(weekday: 0, second: 23 * 3600)
        #expect(nights.nextChange(after: sunday) == WeekMoment(weekday: 1, second: 6 * 3600))
    }
}
