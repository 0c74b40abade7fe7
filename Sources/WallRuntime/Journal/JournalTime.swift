import Glibc
import WallPolicy

/// Moments as a person writes and reads them, in the local time.
public enum JournalTime {
    /// Ten years: longer than any journal, seconds.
    private static let longestSeconds = 10 * 365.25 * 86_400

    /// The current moment, seconds since 1970.
    public static var now: Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// A moment from `90s`, `30m`, `2h`, `3d`, `1h30m` (so long ago), `03:00` (the last
    /// time it was that), `2026-11-20`, `2026-11-20T03:00` or with seconds.
    /// - Parameter now: seconds since 1970.
    /// - Returns: seconds since 1970, nil when it is none of these.
    public static func moment(_ text: String, now: Double) -> Double? {
        if let seconds = duration(text) { return now - seconds }
        var halves = text.split(
            separator: text.contains("T") ? "T" : " ", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return nil }
        var clock: (hour: Int, minute: Int, second: Int) = (0, 0, 0)
        if let last = halves.last, last.contains(":") {
            guard let read = timeOfDay(last) else { return nil }
            clock = read
            halves.removeLast()
        } else if halves.count == 2 {
            return nil
        }
        if let day = halves.first {
            guard let date = date(day) else { return nil }
            return moment(date, clock)
        }
        var today = broken(now)
        let date = (Int(today.tm_year) + 1900, Int(today.tm_mon) + 1, Int(today.tm_mday))
        guard let then = moment(date, clock) else { return nil }
        if then <= now { return then }
        today.tm_mday -= 1
        let yesterday = (date.0, date.1, Int(today.tm_mday))
        return moment(yesterday, clock, normalising: true)
    }

    /// `2026-11-20 03:12:07`.
    /// - Parameter moment: seconds since 1970.
    public static func stamp(_ moment: Double) -> String {
        let parts = broken(moment)
        let day = "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    /// `2.4 s`, `75 s`, `12 min 5 s`, `3 h 2 min`, `4 d 1 h`.
    public static func span(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < longestSeconds else { return "– s" }
        if seconds < 9.95, seconds != seconds.rounded() {
            return Figures.decimal(seconds, places: 1) + " s"
        }
        let whole = Int(seconds.rounded())
        if whole < 120 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        if whole < 86_400 { return "\(whole / 3600) h \(whole / 60 % 60) min" }
        return "\(whole / 86_400) d \(whole / 3600 % 24) h"
    }

    /// `90s`, `1h30m`: numbers with their units.
    private static func duration(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        var total = 0.0
        var number = ""
        for letter in text {
            if let unit = units[letter] {
                guard let value = Double(number) else { return nil }
                total += value * unit
                number = ""
            } else if letter == "." || letter.isASCII && letter.isNumber {
                number.append(letter)
            } else {
                return nil
            }
        }
        return number.isEmpty && !text.isEmpty && total <= longestSeconds ? total : nil
    }

    private static func timeOfDay(_ text: Substring) -> (hour: Int, minute: Int, second: Int)? {
        guard let parts = numbers(text, ":"), (2...3).contains(parts.count) else { return nil }
        let second = parts.count == 3 ? parts[2] : 0
        guard (0...23).contains(parts[0]), (0...59).contains(parts[1]), (0...59).contains(second)
        else { return nil }
        return (parts[0], parts[1], second)
    }

    private static func date(_ text: Substring) -> (Int, Int, Int)? {
        guard let parts = numbers(text, "-"), parts.count == 3, (1970...9999).contains(parts[0]),
            (1...12).contains(parts[1]), (1...31).contains(parts[2])
        else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    private static func numbers(_ text: Substring, _ mark: Character) -> [Int]? {
        let parts = text.split(separator: mark, omittingEmptySubsequences: false)
        let all = parts.compactMap { part in
            part.count <= 4 && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
        }
        return all.count == parts.count ? all : nil
    }

    /// - Parameter normalising: takes the 0th of a month for the last of the one before.
    private static func moment(
        _ date: (Int, Int, Int), _ clock: (hour: Int, minute: Int, second: Int),
        normalising: Bool = false
    ) -> Double? {
        var parts = tm()
        parts.tm_year = Int32(date.0 - 1900)
        parts.tm_mon = Int32(date.1 - 1)
        parts.tm_mday = Int32(date.2)
        parts.tm_hour = Int32(clock.hour)
        parts.tm_min = Int32(clock.minute)
        parts.tm_sec = Int32(clock.second)
        // Whether summer time is in force is for the system to know.
        parts.tm_isdst = -1
        let seconds = mktime(&parts)
        // The 30th of February becomes another day.
        guard seconds != -1, normalising || Int(parts.tm_mday) == date.2 else { return nil }
        return Double(seconds)
    }

    private static func broken(_ moment: Double) -> tm {
        let end = 253_402_300_799.0  // of the year 9999
        var seconds = time_t(moment.isFinite ? min(max(moment, 0), end) : 0)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    private static func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
