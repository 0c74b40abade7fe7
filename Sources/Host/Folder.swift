import Glibc

/// Folders.
public enum Folder {
    /// Makes it and what is above it.
    ///
    /// - Parameter mode: of those that are made.
    /// - Returns: those that were made, the outermost first.
    @discardableResult
    public static func make(_ path: String, mode: UInt32) throws(HostError) -> [String] {
        var made: [String] = []
        var whole = ""
        for part in path.split(separator: "/") {
            whole += "/\(part)"
            // What is there already may lie in a folder that is not to be written to.
            if isThere(whole) { continue }
            if mkdir(whole, mode) == 0 {
                setMode(whole, mode)
                made.append(whole)
            } else if errno != EEXIST {
                throw HostError(whole, "be made", errno)
            }
        }
        return made
    }

    /// The caller's mask must not take anything away. By a handle: a name could lead to
    /// something else by now. Best effort: what the mask left open is never too much.
    private static func setMode(_ path: String, _ mode: UInt32) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return }
        fchmod(folder, mode)
        close(folder)
    }

    /// Whether there is a folder of this name.
    public static func isThere(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// Names in it, sorted; none when it is not there.
    /// - Parameter countMax: more are left out.
    public static func names(_ path: String, countMax: Int = 10_000) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while names.count < countMax, let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Takes it away if it is empty; returns whether it is gone.
    @discardableResult
    public static func removeEmpty(_ path: String) -> Bool { rmdir(path) == 0 || errno == ENOENT }
}
