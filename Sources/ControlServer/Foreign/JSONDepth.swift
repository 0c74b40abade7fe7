import Foundation

/// How deep a JSON text is.
public enum JSONDepth {
    private static let depthMax = 16

    /// Whether its brackets are no deeper than anything that is asked for here. A byte of zero
    /// is no JSON, but Foundation reads UTF-16 and UTF-32, too, in which brackets could be
    /// hidden behind what looks like a quotation mark.
    public static func isShallow(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if byte == 0 { return false }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > depthMax { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return true
    }

    /// Whether it is JSON text that can be passed on.
    public static func isSound(_ bytes: [UInt8]) -> Bool {
        isShallow(bytes)
            && (try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)) != nil
    }
}
