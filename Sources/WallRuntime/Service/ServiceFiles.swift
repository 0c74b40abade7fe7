import Foundation
import WallPolicy

/// The files that make a wall a service, and the commands that make systemd know.
public struct ServiceFiles: Sendable {
    /// Whose service it is.
    public enum Kind: Sendable {
        /// A person's, with the desktop.
        case user
        /// The machine's, without one.
        case kiosk
    }

    /// One of them.
    public struct File: Sendable {
        /// Its example's name in `config`.
        public let example: String
        /// Where it goes, without the root folder.
        public let path: String
    }

    /// Whose they are.
    public let kind: Kind
    /// The unit that is started.
    public var unit: String { kind == .user ? "hyperwall.service" : "hyperwall-kiosk.service" }
    /// All of them.
    public let files: [File]
    /// A folder that stands for `/`, as packagers have one; empty for the machine itself.
    public let root: String

    /// The files of a kind.
    /// - Parameters:
    ///   - kind: whose.
    ///   - root: a folder that stands for `/`; empty for the machine itself.
    ///   - environment: for `XDG_CONFIG_HOME` and `HOME`.
    public init(_ kind: Kind, root: String, environment: [String: String]) {
        self.kind = kind
        self.root = root
        switch kind {
        case .user:
            func absolute(_ name: String) -> String? {
                environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
            }
            let configuration =
                absolute("XDG_CONFIG_HOME") ?? "\(absolute("HOME") ?? NSHomeDirectory())/.config"
            files = ["hyperwall.service", "hyperwall-awake.service"].map {
                File(example: $0, path: "\(configuration)/systemd/user/\($0)")
            }
        case .kiosk:
            files =
                ["hyperwall-kiosk.service", "hyperwall-kiosk-awake.service"].map {
                    File(example: $0, path: "/etc/systemd/system/\($0)")
                } + [
                    File(
                        example: "hyperwall-kiosk.sysusers",
                        path: "/etc/sysusers.d/hyperwall-kiosk.conf")
                ]
        }
    }

    /// `systemctl` for this kind.
    public func systemctl(_ words: String...) -> [String] {
        ["systemctl"] + (kind == .user ? ["--user"] : []) + words
    }

    /// A file's text as it is; nil when it is not there.
    /// - Throws: a sentence when it is there and cannot be read.
    func text(of file: File) throws(WallFailure) -> String? {
        let path = root + file.path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WallFailure("\(path) cannot be read.", exitStatus: 77)
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Writes a file whole, or not at all.
    func write(_ text: String, to file: File) throws(WallFailure) {
        let path = root + file.path
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            // systemd reads them as another user's, and says so of what only one may read.
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        } catch {
            throw WallFailure(
                "\(path) cannot be written"
                    + (kind == .kiosk && getuid() != 0 ? ": run this as root, with sudo." : "."),
                exitStatus: 77)
        }
    }

    /// Keeps what somebody changed beside its place.
    /// - Returns: where it is now.
    func setAside(_ file: File) throws(WallFailure) -> String {
        let path = root + file.path
        let kept = path + ".old"
        guard rename(path, kept) == 0 else {
            throw WallFailure("\(path) cannot be moved to \(kept).", exitStatus: 77)
        }
        return kept
    }

    /// Takes a file away.
    func remove(_ file: File) throws(WallFailure) {
        let path = root + file.path
        guard unlink(path) == 0 || errno == ENOENT else {
            throw WallFailure("\(path) cannot be removed.", exitStatus: 77)
        }
    }
}
