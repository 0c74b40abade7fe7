extension WeekSchedule {
    /// Why a text is no schedule: a clause that names the part of it.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        /// `“25:00” in “Mon 25:00-26:00” is no time of day`.
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// Days from Monday.
    private static let dayNames = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    /// How days are written out.
    private static let dayMarks = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let everyDay = Array(0..<7)

    /// Reads a schedule: `always`, or parts separated by `;` or line ends, each
    /// with days, if it is not for all of them, and ranges separated by commas.
    ///
    /// Days are English names, short or long, in any case, alone, as a list or as
    /// a range, which may go over the week's end (`Fri-Mon`). Times are `7:00` to
    /// `24:00`. Blanks are free, and an en dash is as good as a hyphen.
    public init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.lengthMax else {
            throw Fault("it is longer than \(Self.lengthMax) bytes")
        }
        let text = trimmed(Substring(text))
        guard text.lowercased() != "always" else {
            self = .always
            return
        }
        var parts: [Part] = []
        var count = 0
        for piece in text.unicodeScalars.split(whereSeparator: { $0 == ";" || $0.value == 0x0A }) {
            let words = trimmed(Substring(piece))
            guard !words.isEmpty else { continue }
            let part = try Self.part(words)
            count += part.ranges.count
            guard count <= Self.rangesMax else {
                throw Fault("it has more than \(Self.rangesMax) ranges")
            }
            parts.append(part)
        }
        guard !parts.isEmpty else { throw Fault("it names no time") }
        self.init(parts: parts)
    }

    /// As it can be read again.
    public var text: String {
        guard !parts.isEmpty else { return "always" }
        return parts.map { part in
            let ranges = part.ranges.map { range in
                let end = range.upperBound
                let shown = end > Self.minutesPerDay ? end - Self.minutesPerDay : end
                return "\(Self.time(range.lowerBound))-\(Self.time(shown))"
            }.joined(separator: ", ")
            guard part.days != Self.everyDay else { return ranges }
            return Self.words(part.days) + " " + ranges
        }.joined(separator: "; ")
    }

    // MARK: Reading

    private static func part(_ words: String) throws(Fault) -> Part {
        let head = words.prefix { !isDigit($0) }
        let names = trimmed(head)
        let rest = words.dropFirst(head.count)
        guard !rest.isEmpty else {
            throw Fault("“\(quoted(words))” has no times; write them as 07:00-23:00")
        }
        let days = names.isEmpty ? everyDay : try self.days(names, in: words)
        var ranges: [Range<Int>] = []
        for piece in rest.split(separator: ",", omittingEmptySubsequences: false) {
            ranges.append(try range(trimmed(piece), in: words))
        }
        return Part(days: days, ranges: ranges)
    }

    private static func days(_ names: String, in words: String) throws(Fault) -> [Int] {
        var found: Set<Int> = []
        for piece in names.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = piece.split(omittingEmptySubsequences: false, whereSeparator: isDash)
            guard ends.count <= 2, let first = ends.first, let last = ends.last else {
                throw Fault("“\(quoted(trimmed(piece)))” in “\(quoted(words))” is no range of days")
            }
            let from = try day(trimmed(first), in: words)
            let to = try day(trimmed(last), in: words)
            // Friday to Monday goes over the week's end.
            for day in from...(to < from ? to + 7 : to) { found.insert(day % 7) }
        }
        return found.sorted()
    }

    /// Any begin of the long name that no other day shares.
    private static func day(_ name: String, in words: String) throws(Fault) -> Int {
        let wanted = name.lowercased()
        guard wanted.count >= 2, let day = dayNames.firstIndex(where: { $0.hasPrefix(wanted) })
        else {
            throw Fault(
                "“\(quoted(name))” in “\(quoted(words))” is no day; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"
            )
        }
        return day
    }

    private static func range(_ piece: String, in words: String) throws(Fault) -> Range<Int> {
        guard piece.first.map(isDigit) ?? false else {
            throw Fault(
                piece.isEmpty
                    ? "a time is missing in “\(quoted(words))”"
                    : "“\(quoted(piece))” in “\(quoted(words))” is no range of times; write a ; before other days"
            )
        }
        let ends = piece.split(omittingEmptySubsequences: false, whereSeparator: isDash)
        guard ends.count == 2 else {
            throw Fault(
                "“\(quoted(piece))” in “\(quoted(words))” is no range of times; write it as 07:00-23:00"
            )
        }
        let from = try time(trimmed(ends[0]), in: words)
        let to = try time(trimmed(ends[1]), in: words)
        guard from != to, from < minutesPerDay else {
            throw Fault(
                "“\(quoted(piece))” in “\(quoted(words))” is no time at all; the whole day is 00:00-24:00"
            )
        }
        return from..<(to < from ? to + minutesPerDay : to)
    }

    private static func time(_ text: String, in words: String) throws(Fault) -> Int {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.joined().allSatisfy(isDigit), let hour = wholeNumber(parts[0]),
            let minute = wholeNumber(parts[1]), minute < 60, hour * 60 + minute <= minutesPerDay
        else {
            throw Fault("“\(quoted(text))” in “\(quoted(words))” is no time of day")
        }
        return hour * 60 + minute
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Hyphen, hyphens of Unicode, en and em dash, minus.
    private static func isDash(_ character: Character) -> Bool {
        ["-", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{2212}"].contains(character)
    }

    /// A part of the text in a message: two of them make no long sentence.
    private static func quoted(_ text: String) -> String { visible(text, limit: 40) }

    // MARK: Writing

    private static func time(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func words(_ days: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for day in days {
            if let last = runs.last, last.upperBound + 1 == day {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
        return runs.map { run in
            run.count == 1
                ? dayMarks[run.lowerBound]
                : "\(dayMarks[run.lowerBound])\(run.count == 2 ? "," : "-")\(dayMarks[run.upperBound])"
        }.joined(separator: ",")
    }
}

extension TunableFormat where Value == WeekSchedule {
    /// `always`, or days and times.
    static var schedule: TunableFormat {
        TunableFormat(
            range: "`always`, or days and times",
            expectation: "always, or times like Mon-Fri 07:00-23:00; Sat,Sun 09:00-24:00",
            read: { text, _ in
                do throws(WeekSchedule.Fault) {
                    return .value(try WeekSchedule(text))
                } catch {
                    return .refused(error.description)
                }
            },
            show: { $0.text })
    }
}
