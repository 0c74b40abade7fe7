import Host

/// What an installation made, so that `remove` can take back that and nothing else. One
/// line each: `d` for a folder, `f` for a file, and the path without the root.
struct Manifest {
    private let path: String
    private let root: String
    private(set) var folders: [String]
    private(set) var files: [String]

    /// Reads it; an empty one when there is none.
    init(_ path: String, root: String) {
        self.path = path
        self.root = root
        let bytes = (try? FileContents(path, bytesMax: 64 * 1024))?.bytes ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        folders = lines.filter { $0.hasPrefix("d /") }.map { root + $0.dropFirst(2) }
        files = lines.filter { $0.hasPrefix("f /") }.map { root + $0.dropFirst(2) }
    }

    mutating func add(folders new: [String]) {
        folders += new.filter { !folders.contains($0) }
    }

    mutating func add(file: String) {
        if !files.contains(file) { files.append(file) }
    }

    mutating func forget(file: String) { files.removeAll { $0 == file } }

    mutating func forget(folder: String) { folders.removeAll { $0 == folder } }

    /// Takes over what another one says.
    mutating func add(_ other: Manifest) {
        add(folders: other.folders)
        for file in other.files { add(file: file) }
    }

    /// Writes it, if it says something new.
    func write() throws(HostError) {
        let lines =
            folders.map { "d \($0.dropFirst(root.count))" }
            + files.map { "f \($0.dropFirst(root.count))" }
        try WholeFile.writeIfNew(lines.joined(separator: "\n") + "\n", to: path, mode: 0o600)
    }
}

extension WholeFile {
    /// Writes a text unless it stands there already; returns whether it was written.
    @discardableResult
    static func writeIfNew(_ text: String, to path: String, mode: UInt32) throws(HostError) -> Bool
    {
        let bytes = Array(text.utf8)
        let old = try? FileContents(path, bytesMax: 1 << 20)
        guard old?.bytes != bytes else { return false }
        try write(bytes, to: path, mode: mode)
        return true
    }
}
