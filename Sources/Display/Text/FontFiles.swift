import Glibc

/// Font files on this machine, found once, when a letter is first missing.
struct FontFiles {
    /// Where Debian and people put fonts.
    static var usualFolders: [String] {
        var folders = ["/usr/share/fonts", "/usr/local/share/fonts"]
        if let home = getenv("HOME") {
            folders.append(String(cString: home) + "/.local/share/fonts")
        }
        return folders
    }

    /// Looked at in all; a machine with every Debian font package has about 3,000.
    static let mostFiles = 6_000
    /// Folders in folders.
    static let deepest = 6

    /// Absolute paths of `.ttf`, `.otf` and `.ttc` files, upright and of
    /// ordinary width, the most promising first.
    let paths: [String]

    /// Looks through folders; those that are not there are passed over.
    init(folders: [String]) {
        var found: [String] = []
        var left = Self.mostFiles
        for folder in folders { Self.collect(folder, depth: 0, into: &found, left: &left) }
        paths = found.sorted { (Self.rank($0), $0) < (Self.rank($1), $1) }
    }

    /// How well a file suits a script and a weight; lower is better.
    static func rank(_ path: String, for script: Script, bold: Bool) -> Int {
        let name = name(of: path)
        let group = script.fontNames.firstIndex { name.contains($0) } ?? script.fontNames.count
        return group * 2 + (name.contains("Bold") == bold ? 0 : 1)
    }

    /// A file's name without its folder.
    static func name(of path: String) -> Substring {
        path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    }

    /// Lower is better: Noto without serifs, Noto, anything without serifs, the rest.
    private static func rank(_ path: String) -> Int {
        let name = name(of: path)
        let plain = name.contains("Regular") || name.hasSuffix("Bold.ttf") ? 0 : 1
        if name.hasPrefix("NotoSans") { return plain }
        if name.hasPrefix("Noto") { return 2 + plain }
        return name.contains("Sans") ? 4 + plain : 6 + plain
    }

    private static func collect(
        _ folder: String, depth: Int, into found: inout [String], left: inout Int
    ) {
        guard depth <= deepest, left > 0, let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        var folders: [String] = []
        while left > 0, let entry = readdir(stream) {
            left -= 1
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let path = folder + "/" + name
            switch Int(entry.pointee.d_type) {
            // A link to a folder is not followed: it may lead back here.
            case Int(DT_DIR): folders.append(path)
            case Int(DT_REG), Int(DT_LNK), Int(DT_UNKNOWN):
                if isUsable(name) { found.append(path) }
            default: continue
            }
        }
        for path in folders.sorted() {
            collect(path, depth: depth + 1, into: &found, left: &left)
        }
    }

    private static func isUsable(_ name: String) -> Bool {
        guard name.hasSuffix(".ttf") || name.hasSuffix(".otf") || name.hasSuffix(".ttc") else {
            return false
        }
        let odd = ["Italic", "Oblique", "Condensed", "Thin", "Light", "Black", "Mono"]
        return !odd.contains { name.contains($0) }
    }
}
