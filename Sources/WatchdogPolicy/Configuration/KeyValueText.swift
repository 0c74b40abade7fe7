/// `KEY="value"` lines on their way out, as `KeyValueReader` takes them apart again.
public enum KeyValueText {
    /// One line, without its end. Control characters become blanks.
    public static func line(_ key: String, _ value: String) -> String {
        "\(key)=\"\(quoted(value))\""
    }

    static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\", "$", "`": result += "\\\(scalar)"
            case _ where scalar.value < 32 || scalar.value == 127: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
