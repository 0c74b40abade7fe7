import WallPolicy

/// Which file systems are mounted where (`/proc/self/mountinfo`, see proc(5)).
struct MountTable {
    /// One mount.
    struct Mount: Equatable {
        let path: String
        let type: String
        /// Whether other machines change it, which no notification tells.
        var isNetwork: Bool { MountTable.networkTypes.contains(type) }
    }

    private static let networkTypes: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs",
        "fuse.rclone", "fuse.glusterfs", "fuse.s3fs", "fuse.davfs2", "davfs", "virtiofs", "vboxsf",
        "fuse.vmhgfs-fuse", "fuse.mergerfs", "ncpfs", "lustre", "ocfs2", "gfs2",
    ]

    /// Later mounts hide earlier ones of the same path, so the last one counts.
    private let mounts: [Mount]

    /// Reads the text of `mountinfo`.
    init(text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard let separator = fields.firstIndex(of: "-"), fields.count > separator + 1,
                fields.count > 4
            else { return nil }
            return Mount(
                path: MountTable.unescaped(fields[4]), type: String(fields[separator + 1]))
        }
    }

    /// The system's table now; the root alone where it cannot be read.
    static func current() -> MountTable {
        guard case .success(let bytes) = FileSystem.bytes("/proc/self/mountinfo", limit: 4 << 20)
        else { return MountTable(text: "") }
        return MountTable(text: String(decoding: bytes, as: UTF8.self))
    }

    /// The mount that holds the path.
    /// - Parameter path: absolute, links followed.
    func mount(of path: String) -> Mount {
        var best = Mount(path: "/", type: "")
        for mount in mounts where mount.path.utf8.count >= best.path.utf8.count {
            let folder = mount.path.hasSuffix("/") ? mount.path : mount.path + "/"
            if path == mount.path || path.utf8.starts(with: folder.utf8) { best = mount }
        }
        return best
    }

    /// `\040` is a blank.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(Substring(digits), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
