/// A moment, by both clocks. Decisions are made by the boot clock; the wall clock is for
/// people, and for the time while the machine was off.
public struct Moment: Sendable, Equatable {
    /// Seconds since 1970 (UTC).
    public var wall: Int
    /// Seconds since the machine's start, the time asleep included (`CLOCK_BOOTTIME`).
    public var boot: Int
    /// Which start of the machine (`/proc/sys/kernel/random/boot_id`).
    public var bootID: String
    /// East of Greenwich, seconds: for times that people read.
    public var offset: Int

    /// A moment.
    public init(wall: Int, boot: Int, bootID: String, offset: Int = 0) {
        self.wall = wall
        self.boot = boot
        self.bootID = bootID
        self.offset = offset
    }

    /// When `boot` was or will be, by the wall clock as it goes now.
    func wall(atBoot other: Int) -> Int { wall + (other - boot) }

    /// `14:05` on the same day, `2026-11-21 14:05` on another.
    public func clock(_ then: Int) -> String {
        let civil = CivilTime(then + offset)
        let short = "\(civil.hour.padded(2)):\(civil.minute.padded(2))"
        return CivilTime(wall + offset).date == civil.date ? short : "\(civil.date) \(short)"
    }

    /// `2026-11-21 14:05:09`, in the machine's own time.
    public func stamp(_ then: Int) -> String {
        let civil = CivilTime(then + offset)
        return "\(civil.date) \(civil.time)"
    }

    /// `2026-11-21T14:05:09Z`.
    public static func iso(_ then: Int) -> String {
        let civil = CivilTime(then)
        return "\(civil.date)T\(civil.time)Z"
    }

    /// The date line of a mail (RFC 5322, 3.3), in UTC.
    static func mail(_ then: Int) -> String {
        let civil = CivilTime(then)
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(civil.day) \(months[civil.month - 1]) \(civil.year) \(civil.time) +0000"
    }
}

/// Seconds since 1970 as a date and a time of day.
struct CivilTime {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// Hinnant's `civil_from_days` (howardhinnant.github.io/date_algorithms.html).
    init(_ time: Int) {
        // Within the years that have four digits.
        let time = min(max(time, -62_135_596_800), 253_402_300_799)
        let days = Int((Double(time) / 86_400).rounded(.down))
        let rest = time - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
    }

    var date: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
    var time: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }
}

extension Int {
    fileprivate func padded(_ width: Int) -> String {
        let text = "\(self)"
        return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
    }
}

/// `45 s`, `4 min 10 s`, `2 h 3 min`, `1 d 2 h`.
public enum SpanText {
    /// - Parameter seconds: below 0 counts as 0.
    public static func of(_ seconds: Int) -> String {
        let all = max(0, seconds)
        func pair(_ large: Int, _ word: String, _ small: Int, _ smallWord: String) -> String {
            small == 0 ? "\(large) \(word)" : "\(large) \(word) \(small) \(smallWord)"
        }
        switch all {
        case ..<60: return "\(all) s"
        case ..<3600: return pair(all / 60, "min", all % 60, "s")
        case ..<86_400: return pair(all / 3600, "h", all % 3600 / 60, "min")
        default: return pair(all / 86_400, "d", all % 86_400 / 3600, "h")
        }
    }
}
