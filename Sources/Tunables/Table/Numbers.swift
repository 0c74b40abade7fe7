/// A whole number in decimal digits with an optional sign; one too large for
/// `Int` becomes the largest (it is clamped anyway, but still a number).
func wholeNumber(_ text: some StringProtocol) -> Int? {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard text.utf8.count - digits.count <= 1, !digits.isEmpty else { return nil }
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    var number = 0
    for byte in digits {
        guard (48...57).contains(byte) else { return nil }
        let (tens, tooLarge) = number.multipliedReportingOverflow(by: 10)
        let (sum, tooLargeSum) = tens.addingReportingOverflow(Int(byte) - 48)
        number = tooLarge || tooLargeSum ? Int.max : sum
        // Goes on: the rest must be digits too. Int.max overflows again, and stays.
    }
    return isNegative ? -number : number
}

/// Seconds in decimal digits, with an optional sign and an optional fraction
/// after a point; digits past the ninth of the fraction are dropped, and a
/// number above a thousand million becomes that.
func secondsNumber(_ text: String) -> Duration? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let head = parts.first, let whole = wholeNumber(head) else { return nil }
    var nanoseconds: Int64 = 0
    if parts.count == 2 {
        let fraction = parts[1].utf8
        guard !fraction.isEmpty, fraction.allSatisfy({ (48...57).contains($0) }) else { return nil }
        for place in 0..<9 {
            let digit = fraction.dropFirst(place).first.map { Int64($0) - 48 } ?? 0
            nanoseconds = nanoseconds * 10 + digit
        }
    }
    let limit = 1_000_000_000
    let seconds = Duration.seconds(min(max(whole, -limit), limit))
    // "-0.5" has the sign in its text only: the whole part is 0.
    return text.utf8.first == UInt8(ascii: "-")
        ? seconds - .nanoseconds(nanoseconds) : seconds + .nanoseconds(nanoseconds)
}

/// A duration of 0 or more as seconds, with as many decimals as it needs, up to nine.
func secondsText(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    var fraction = attoseconds / 1_000_000_000
    guard fraction > 0 else { return String(seconds) }
    var digits = 9
    while fraction % 10 == 0 {
        fraction /= 10
        digits -= 1
    }
    let text = String(fraction)
    return "\(seconds).\(String(repeating: "0", count: digits - text.count))\(text)"
}
