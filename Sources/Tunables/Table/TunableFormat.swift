/// What a text gave.
enum Reading<Value: Sendable>: Sendable {
    /// A value within its range.
    case value(Value)
    /// A value, moved to the nearest end of its range.
    case clamped(Value)
    /// No value at all.
    case invalid
    /// No value at all, for a reason that is worth its own clause: which part of it is wrong.
    case refused(String)
}

/// How a tunable's value is written: read from text, shown as text.
struct TunableFormat<Value: Sendable & Equatable>: Sendable {
    /// The range as the table shows it: `0–100`.
    let range: String
    /// The range in a sentence, after "it must be": `a whole number from 0 to 100`.
    let expectation: String
    /// Reads text without blanks around it, never empty.
    let read: @Sendable (_ text: String, _ origin: ValueOrigin) -> Reading<Value>
    /// Writes a value so that `read` gives it back; without its secrets.
    let show: @Sendable (Value) -> String
}

extension TunableFormat where Value == Int {
    /// A whole number.
    static func whole(_ range: ClosedRange<Int>) -> TunableFormat {
        TunableFormat(
            range: "\(range.lowerBound)–\(range.upperBound)",
            expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { text, _ in
                guard let number = wholeNumber(text) else { return .invalid }
                return clamp(number, to: range)
            },
            show: { String($0) })
    }
}

extension TunableFormat where Value == Duration {
    /// Seconds, with a fraction if wanted. `lowest` and `highest` are in tenths,
    /// so that no bound is a rounded number.
    static func seconds(tenths range: ClosedRange<Int>) -> TunableFormat {
        let bounds =
            Duration.milliseconds(
                range.lowerBound * 100)...Duration.milliseconds(
                range.upperBound * 100)
        let low = secondsText(bounds.lowerBound)
        let high = secondsText(bounds.upperBound)
        return TunableFormat(
            range: "\(low)–\(high)", expectation: "a number of seconds from \(low) to \(high)",
            read: { text, _ in
                guard let duration = secondsNumber(text) else { return .invalid }
                return clamp(duration, to: bounds)
            },
            show: { secondsText($0) })
    }

    /// Seconds, with a fraction if wanted.
    static func seconds(_ range: ClosedRange<Int>) -> TunableFormat {
        seconds(tenths: range.lowerBound * 10...range.upperBound * 10)
    }

    /// Whole hours.
    static func hours(_ range: ClosedRange<Int>) -> TunableFormat {
        whole(range, unit: "hours", seconds: 3600)
    }

    /// Whole minutes.
    static func minutes(_ range: ClosedRange<Int>) -> TunableFormat {
        whole(range, unit: "minutes", seconds: 60)
    }

    private static func whole(
        _ range: ClosedRange<Int>, unit: String, seconds: Int
    ) -> TunableFormat {
        TunableFormat(
            range: "\(range.lowerBound)–\(range.upperBound)",
            expectation:
                "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)",
            read: { text, _ in
                guard let number = wholeNumber(text) else { return .invalid }
                // Clamped as a number first, as with milliseconds.
                switch clamp(number, to: range) {
                case .value(let fits): return .value(.seconds(fits * seconds))
                case .clamped(let fits): return .clamped(.seconds(fits * seconds))
                case .invalid, .refused: return .invalid
                }
            },
            show: { String($0.components.seconds / Int64(seconds)) })
    }

    /// Whole milliseconds.
    static func milliseconds(_ range: ClosedRange<Int>) -> TunableFormat {
        TunableFormat(
            range: "\(range.lowerBound)–\(range.upperBound)",
            expectation:
                "a whole number of milliseconds from \(range.lowerBound) to \(range.upperBound)",
            read: { text, _ in
                guard let number = wholeNumber(text) else { return .invalid }
                // Clamped as a number first: Duration has no room for every Int of them.
                switch clamp(number, to: range) {
                case .value(let fits): return .value(.milliseconds(fits))
                case .clamped(let fits): return .clamped(.milliseconds(fits))
                case .invalid, .refused: return .invalid
                }
            },
            show: { String($0.components.seconds * 1000 + $0.components.attoseconds / Int64(1e15)) }
        )
    }
}

extension TunableFormat where Value == Bool {
    /// `0` or `1`.
    static var flag: TunableFormat {
        TunableFormat(
            range: "0, 1", expectation: "0 or 1",
            read: { text, _ in
                switch text {
                case "0": .value(false)
                case "1": .value(true)
                default: .invalid
                }
            },
            show: { $0 ? "1" : "0" })
    }
}

extension TunableFormat {
    /// One of a few words; case does not count.
    static func choice(of cases: [Value], named name: @escaping @Sendable (Value) -> String)
        -> TunableFormat
    {
        let words = cases.map(name)
        return TunableFormat(
            range: words.joined(separator: ", "),
            expectation: "one of " + words.joined(separator: ", "),
            read: { text, _ in
                let word = text.lowercased()
                return cases.first { name($0) == word }.map { .value($0) } ?? .invalid
            },
            show: name)
    }
}

extension TunableFormat where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the words of an enumeration; case does not count.
    static var word: TunableFormat { choice(of: Array(Value.allCases)) { $0.rawValue } }
}

/// The number, or the nearest end of its range.
private func clamp<Value: Comparable & Sendable>(_ value: Value, to range: ClosedRange<Value>)
    -> Reading<Value>
{
    range.contains(value)
        ? .value(value) : .clamped(value < range.lowerBound ? range.lowerBound : range.upperBound)
}
