/// How long maintenance lasts, as people write it: `30m`, `2h`, `1d`, `1h30m`, or seconds.
public enum PauseText {
    /// Nobody's maintenance lasts longer; somebody's typing does.
    public static let longestS = 30 * 86_400

    /// Seconds; nil when it is none, nothing, or longer than 30 days.
    public static func seconds(_ text: String) -> Int? {
        guard text.utf8.count <= 20 else { return nil }
        if let seconds = Int(text) { return checked(seconds) }
        var total = 0
        var digits = ""
        for character in text.lowercased() {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = ["s": 1, "m": 60, "h": 3600, "d": 86_400][character],
                let count = Int(digits), count <= longestS
            else { return nil }
            total += count * unit
            digits = ""
        }
        return digits.isEmpty ? checked(total) : nil
    }

    private static func checked(_ seconds: Int) -> Int? {
        (1...longestS).contains(seconds) ? seconds : nil
    }
}
