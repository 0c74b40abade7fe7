import Foundation

/// The names of the fields of a JSON object.
enum JSONFields {
    /// Those of the outermost object, as they come: one can come twice. What is no JSON text has
    /// some or none; whoever reads it finds out.
    ///
    /// - Returns: nil when a name cannot be read.
    static func names(in bytes: [UInt8]) -> [String]? {
        var names: [String] = []
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let start = index
                index = end(ofTextAt: start, in: bytes)
                guard depth == 1, isName(before: index, in: bytes) else { continue }
                let text = Data(bytes[start..<index])
                guard let name = try? JSONDecoder().decode(String.self, from: text) else {
                    return nil
                }
                names.append(name)
                continue
            default: break
            }
            index += 1
        }
        return names
    }

    /// The offset behind a text's second quotation mark.
    private static func end(ofTextAt start: Int, in bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// Whether a colon follows.
    private static func isName(before index: Int, in bytes: [UInt8]) -> Bool {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        return bytes[index...].first { !blanks.contains($0) } == UInt8(ascii: ":")
    }
}
