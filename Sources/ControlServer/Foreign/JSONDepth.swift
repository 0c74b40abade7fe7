import Foundation

/// How deep a JSON text is.
public enum JSONDepth {
    private static let depthMax = 16

    /// Whether its brackets are no deeper than anything that is asked for here.
    public static func isShallow(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var isText = false
        var isEscaped = false
        for byte in bytes {
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
