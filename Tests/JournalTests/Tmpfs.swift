import Foundation
import TestSupport
import Testing

/// A small file system in memory, for root.
struct Tmpfs {
    let path: String

    static let isPossible: Bool = {
        guard geteuid() == 0, let folder = try? ScratchFolder() else { return false }
        defer { folder.remove() }
        guard let made = try? ProgramRun.of("mount", ["-t", "tmpfs", "none", folder.path]) else {
            return false
        }
        if made.status == 0 { _ = try? ProgramRun.of("umount", [folder.path]) }
        return made.status == 0
    }()

    static func with(_ path: String, size: String, _ body: (Tmpfs) throws -> Void) throws {
        let made = try ProgramRun.of(
            "mount", ["-t", "tmpfs", "-o", "size=\(size),mode=700", "none", path])
        try #require(made.status == 0, "\(made.errors)")
        defer { #expect((try? ProgramRun.of("umount", ["-l", path]).status) == 0) }
        try body(Tmpfs(path: path))
    }

    func remount(_ how: String) throws {
        let run = try ProgramRun.of("mount", ["-o", "remount,\(how)", path])
        try #require(run.status == 0, "\(run.errors)")
    }
}
