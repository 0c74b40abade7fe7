import Foundation
import TestSupport

/// A folder that stands for a machine's, and the built program that installs into it.
struct InstallStage {
    let root: String

    /// Makes the folder, with what every machine has, and takes it away afterwards.
    static func with<Result>(_ play: (InstallStage) throws -> Result) throws -> Result {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let stage = InstallStage(root: folder.at("root"))
        for name in ["etc/cron.d", "etc/logrotate.d", "etc/systemd/system", "var/log", "opt"] {
            try stage.makeFolder(name)
        }
        try stage.write("etc/cron.d/other", "# another's\n")
        return try play(stage)
    }

    func makeFolder(_ path: String, mode: Int = 0o755) throws {
        try FileManager.default.createDirectory(
            atPath: "\(root)/\(path)", withIntermediateDirectories: true)
        try setMode(path, mode)
    }

    func setMode(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: "\(root)/\(path)")
    }

    func write(_ path: String, _ text: String, mode: Int = 0o600) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
        if !FileManager.default.fileExists(atPath: "\(root)/\(folder)") { try makeFolder(folder) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(root)/\(path)"))
        try setMode(path, mode)
    }

    /// A file's text; empty when it is not there.
    func text(_ path: String) -> String {
        (try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)) ?? ""
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: "\(root)/\(path)")
    }

    func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(root)/\(path)")
    }

    /// Every path with its mode and contents.
    func tree() throws -> [String] {
        let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
        return try names.sorted().map { name in
            let facts = try FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")
            return "\(name) \(facts[.posixPermissions] ?? "") \(text(name))"
        }
    }

    /// Runs the program for this folder.
    func run(_ words: [String]) throws -> ProgramRun {
        try ProgramRun.of(WatchdogStage.program, words + ["--root", root])
    }

    func run(_ words: String...) throws -> ProgramRun { try run(words) }

    /// Installs emby, asking nothing.
    func install(_ words: String...) throws -> ProgramRun {
        try run(["install", "emby", "--no-questions"] + words)
    }
}
