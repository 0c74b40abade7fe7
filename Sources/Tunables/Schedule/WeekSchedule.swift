/// When the wall is awake: `07:00-23:00`, or
/// `Mon-Fri 07:00-23:00; Sat,Sun 09:00-12:30, 14:00-02:00`. Outside of it the
/// wall sleeps.
///
/// Times are local ones. A range that ends before it begins goes on after
/// midnight, into the day after the one that it is written for; ranges that
/// overlap or touch are one. A day that no part names is slept through. What is
/// asked is always what the clock on the wall shows now, so that an hour that
/// daylight saving leaves out shifts nothing, and one that comes twice counts
/// twice.
public struct WeekSchedule: Sendable, Hashable {
    /// Bytes of text at most.
    public static let lengthMax = 1024
    /// Ranges at most, of all parts together.
    public static let rangesMax = 64
    /// Awake all week.
    public static let always = WeekSchedule(parts: [])

    /// Days of the week with their ranges; none is always.
    let parts: [Part]
    /// Minutes of the week, Monday 00:00 first; in order, apart from each other.
    let awake: [Range<Int>]

    /// Some days and when the wall is awake on them.
    struct Part: Sendable, Hashable {
        /// Days from Monday, 0…6, in the order of the week; all seven for every day.
        let days: [Int]
        /// Minutes from each day's begin; an end above 1440 lies in the next day.
        let ranges: [Range<Int>]
    }

    static let minutesPerDay = 24 * 60
    static let minutesPerWeek = 7 * minutesPerDay

    init(parts: [Part]) {
        self.parts = parts
        guard !parts.isEmpty else {
            awake = [0..<Self.minutesPerWeek]
            return
        }
        var pieces: [Range<Int>] = []
        for part in parts {
            for day in part.days {
                for range in part.ranges {
                    let from = day * Self.minutesPerDay + range.lowerBound
                    let to = day * Self.minutesPerDay + range.upperBound
                    pieces.append(from..<min(to, Self.minutesPerWeek))
                    // The night from Sunday to Monday begins the week, too.
                    if to > Self.minutesPerWeek { pieces.append(0..<to - Self.minutesPerWeek) }
                }
            }
        }
        awake = Self.joined(pieces)
    }

    private static func joined(_ pieces: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for piece in pieces.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, piece.lowerBound <= last.upperBound {
                joined[joined.count - 1] =
                    last.lowerBound..<max(last.upperBound, piece.upperBound)
            } else {
                joined.append(piece)
            }
        }
        return joined
    }

    /// Whether it never sleeps, however that is written.
    public var isAlways: Bool { awake == [0..<Self.minutesPerWeek] }

    /// Whether the wall is awake at a moment.
    public func isAwake(at moment: WeekMoment) -> Bool {
        let minute = moment.second / 60
        return awake.contains { $0.contains(minute) }
    }

    /// When the wall falls asleep or wakes next, nil when it never does.
    public func nextChange(after moment: WeekMoment) -> WeekMoment? {
        guard !isAlways else { return nil }
        let edges = awake.flatMap { [$0.lowerBound, $0.upperBound % Self.minutesPerWeek] }
        // Awake from Sunday to Monday, midnight between them is no change.
        let isThrough =
            awake.first?.lowerBound == 0 && awake.last?.upperBound == Self.minutesPerWeek
        let changes = edges.filter { $0 != 0 || !isThrough }.sorted()
        let minute = moment.second / 60
        return (changes.first { $0 > minute } ?? changes.first).map { WeekMoment(minute: $0) }
    }
}

/// A moment of the week as clocks on the wall show it.
public struct WeekMoment: Sendable, Hashable {
    /// Seconds since Monday 00:00, below a week.
    public let second: Int

    /// A moment.
    /// - Parameters:
    ///   - weekday: 0 is Sunday, as in C's `tm_wday`.
    ///   - second: of the day; a leap second counts as the last one of its day.
    public init(weekday: Int, second: Int) {
        let day = ((weekday - 1) % 7 + 7) % 7
        self.second = day * 86_400 + min(max(second, 0), 86_399)
    }

    /// - Parameter minute: of the week, from Monday 00:00.
    init(minute: Int) { second = minute * 60 }

    /// 0 is Sunday, as in C's `tm_wday`.
    public var weekday: Int { (second / 86_400 + 1) % 7 }
    /// 0…23.
    public var hour: Int { second / 3600 % 24 }
    /// 0…59.
    public var minute: Int { second / 60 % 60 }

    /// Seconds until another moment, which comes later or in the next week.
    public func seconds(until other: WeekMoment) -> Int {
        let difference = other.second - second
        return difference > 0 ? difference : difference + 7 * 86_400
    }
}
