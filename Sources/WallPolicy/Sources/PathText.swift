/// Paths as text, without touching the file system.
public enum PathText {
    /// `path` from `folder` on unless it is absolute, with `.`, `..` and empty parts taken out.
    /// - Parameter folder: absolute.
    public static func absolute(_ path: String, from folder: String) -> String {
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : folder + "/" + path
        var parts: [Substring.UTF8View] = []
        for part in whole[...].utf8.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return "/" + parts.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// The part after the last slash.
    public static func name(of path: String) -> String {
        String(path[path.utf8.indexAfterLast(UInt8(ascii: "/"))...])
    }

    /// What stands before the last slash; `/` for a path at the root.
    public static func folder(of path: String) -> String {
        let end = path.utf8.indexAfterLast(UInt8(ascii: "/"))
        let folder = path[..<end].dropLast()
        return folder.isEmpty ? "/" : String(folder)
    }

    /// What a person reads for a file: its name without the extension.
    public static func title(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            return name
        }
        return String(name[..<dot])
    }

    /// The extension in small letters, empty when there is none.
    public static func fileExtension(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            return ""
        }
        return name[name.utf8.index(after: dot)...].lowercased()
    }

    /// `text` with `%41` read as `A`; nil when that is no UTF-8 or holds a zero byte.
    public static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            // `+1` is a number to the standard library, so the digits are looked at first.
            guard digits.count == 2, digits.allSatisfy({ $0 != 43 && $0 != 45 }),
                let value = UInt8(Substring(digits), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
