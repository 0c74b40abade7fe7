import Glibc

/// Who owns a folder, or a file, and who may write to it.
public struct FolderRights: Sendable {
    /// The owner.
    public let owner: UInt32
    /// The permission bits.
    public let mode: UInt32

    /// Whether others than the owner may write to it.
    public var othersMayWrite: Bool { mode & 0o022 != 0 }
    /// Whether it belongs to neither us nor root.
    public var isAStrangers: Bool { owner != geteuid() && owner != 0 }

    /// Looks, through links; nil when there is nothing to see.
    public init?(_ path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        owner = facts.st_uid
        mode = facts.st_mode & 0o7777
    }

    /// The first of a file and all folders above it that is not root's alone, by its name
    /// and by the one that its links lead to; nil when there is none.
    public static func firstNotRootsAlone(_ path: String) -> String? {
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        let names = [path, resolved.map { String(cString: $0) } ?? path]
        for name in names {
            var whole = ""
            for part in [""] + name.split(separator: "/").map(String.init) {
                whole += whole.hasSuffix("/") ? part : "/\(part)"
                guard let rights = FolderRights(whole), rights.owner == 0, !rights.othersMayWrite
                else { return whole }
            }
        }
        return nil
    }
}
