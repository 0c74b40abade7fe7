import Host

/// Whose a file is that stands where ours would.
enum InstalledFile {
    /// Who made it.
    enum Maker: Equatable {
        /// There is no such file.
        case nobody
        /// `install` did: its mark stands at the head.
        case us
        /// Somebody else, or it cannot be told.
        case another
    }

    /// Looks at the head of the file.
    static func maker(_ path: String) -> Maker {
        do {
            let file = try FileContents(path, bytesMax: 1 << 20)
            return file.bytes.starts(with: InstalledText.mark.utf8) ? .us : .another
        } catch {
            return error.meansMissing ? .nobody : .another
        }
    }
}
