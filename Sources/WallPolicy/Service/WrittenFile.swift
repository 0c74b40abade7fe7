/// A file that `hyperwall install` writes: its first line says so, and tells whether anybody
/// changed the rest since.
public enum WrittenFile {
    /// What a file is to the installation.
    public enum Standing: Sendable, Equatable {
        /// It is not there.
        case missing
        /// It is as it was written.
        case ours
        /// Somebody wrote or changed it.
        case changed
    }

    private static let mark = "# Written by hyperwall install, unchanged if "

    /// The text with its first line.
    public static func sealed(_ text: String) -> String { "\(mark)\(fingerprint(text))\n\(text)" }

    /// What a file's text is; nil for a file that is not there.
    public static func standing(_ text: String?) -> Standing {
        guard let text else { return .missing }
        guard text.hasPrefix(mark), let end = text.firstIndex(of: "\n") else { return .changed }
        let said = text[..<end].dropFirst(mark.count)
        return said == fingerprint(String(text[text.index(after: end)...])) ? .ours : .changed
    }

    /// FNV-1a, 64 bits: against a person's edit, not against an enemy's.
    private static func fingerprint(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
