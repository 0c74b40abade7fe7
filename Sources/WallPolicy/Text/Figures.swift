/// Numbers as a person reads them. Every function takes any number, also
/// infinities, which a broken file's duration can be.
public enum Figures {
    /// The most seconds that a time is written for; more is a broken file.
    static let longestSeconds = 8_784.0 * 3_600

    /// `0:07`, `12:34`, `1:02:03`; `–` when it is no number.
    /// - Parameter seconds: negative ones count as 0; fractions are cut.
    public static func time(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds <= longestSeconds else { return Catalogue.unknownFigure }
        let whole = wholeSeconds(seconds, rounding: .down)
        let (hours, minutes, rest) = (whole / 3_600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? "\(hours):\(padded(minutes)):\(padded(rest))" : "\(minutes):\(padded(rest))"
    }

    /// `1:23 / 45:06`, only `1:23` when the length is unknown, `LIVE` when there is no end.
    public static func position(_ position: Double?, of duration: Double?, live: Bool) -> String {
        if live { return Catalogue.live }
        guard let position, position.isFinite else { return "" }
        guard let duration, duration.isFinite, duration > 0, duration <= longestSeconds else {
            return time(position)
        }
        return "\(time(min(max(position, 0), duration))) / \(time(duration))"
    }

    /// `3 d 4 h`, `4 h 12 min`, `12 min`, `40 s`.
    public static func span(_ seconds: Double) -> String {
        let whole = wholeSeconds(seconds, rounding: .down)
        let (days, hours, minutes) = (whole / 86_400, whole / 3_600 % 24, whole / 60 % 60)
        if days > 0 { return "\(days) d \(hours) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min" : "\(whole) s"
    }

    /// `2.3 s`, `95 s`, `12 min`: finer than a span where that matters.
    public static func duration(_ seconds: Double) -> String {
        if seconds < 9.95 { return "\(decimal(max(0, seconds), places: 1)) s" }
        return seconds < 120
            ? "\(wholeSeconds(seconds, rounding: .toNearestOrAwayFromZero)) s" : span(seconds)
    }

    /// `0 MiB`, `8.5 MiB`, `85 MiB`, `1.2 GiB`: one decimal below ten.
    public static func bytes(_ count: Int) -> String {
        let mebibytes = Double(max(0, count)) / 1_048_576
        if mebibytes >= 1_023.5 { return short(mebibytes / 1_024) + " GiB" }
        return short(mebibytes) + " MiB"
    }

    /// `29.97`: two decimals.
    public static func rate(_ perSecond: Double) -> String { decimal(perSecond, places: 2) }

    /// A number with a fixed count of decimals, rounded half up; `–` when it
    /// is no number or larger than a display could mean.
    public static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return Catalogue.unknownFigure }
        let places = min(max(places, 0), 6)
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded(.toNearestOrAwayFromZero))
        let sign = value < 0 && scaled != 0 ? "−" : ""
        guard places > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: places - fraction.count)
        return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
    }

    /// Seconds as an integer, 0 for what is no number.
    static func wholeSeconds(_ seconds: Double, rounding: FloatingPointRoundingRule) -> Int {
        guard seconds.isFinite, seconds > 0 else { return 0 }
        return Int(min(seconds, longestSeconds).rounded(rounding))
    }

    /// Two digits.
    static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func short(_ value: Double) -> String {
        value > 0 && value < 9.95 ? decimal(value, places: 1) : decimal(value, places: 0)
    }
}
