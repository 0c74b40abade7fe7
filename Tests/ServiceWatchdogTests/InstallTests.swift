import Foundation
import TestSupport
import Testing

/// Setting up and taking back, under a folder.
@Suite struct InstallTests {
    /// Every path with its mode and contents.
    private static func tree(_ root: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
        return try names.sorted().map { name in
            let path = "\(root)/\(name)"
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return "\(name) \(facts[.posixPermissions] ?? "") \(text)"
        }
    }

    private static func run(_ words: String...) throws -> ProgramRun {
        try ProgramRun.of(WatchdogStage.program, words)
    }

    @Test(arguments: [[], ["--timer"]])
    func twiceIsOnceAndTakenBackIsNothing(_ flags: [String]) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let root = folder.at("root")
        for name in ["etc/cron.d", "var"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        }
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(root)/etc/cron.d/other"))
        let before = try Self.tree(root)
        let words = ["install", "emby", "--root", root, "--no-questions"] + flags
        let first = try ProgramRun.of(WatchdogStage.program, words)
        #expect(first.status == 0, "\(first.errors)")
        let once = try Self.tree(root)
        #expect(once.contains { $0.hasPrefix("etc/service-watchdog/watchdog.d/emby.conf 384 ") })
        #expect(once.contains { $0.contains("HEALTH_EXPECT=\"ServerName\"") })
        #expect(
            once.contains {
                $0.hasPrefix("etc/cron.d/emby-watchdog ") && $0.contains("*/2 * * * * root /")
            }
                == flags.isEmpty)
        #expect(
            once.contains { $0.hasPrefix("etc/systemd/system/emby-watchdog.timer ") } == !flags
                .isEmpty)
        #expect(once.contains { $0.hasPrefix("etc/logrotate.d/emby-watchdog ") })
        #expect(try ProgramRun.of(WatchdogStage.program, words).status == 0)
        #expect(try Self.tree(root) == once)
        // A second service shares what it can, and what it shared is the last one's to take.
        #expect(try Self.run("install", "plex", "--root", root, "--no-questions").status == 0)
        #expect(try Self.run("remove", "emby", "--root", root).status == 0)
        #expect(try Self.run("remove", "plex", "--root", root).status == 0)
        #expect(try Self.tree(root) == before)
        #expect(try Self.run("remove", "emby", "--root", root).status == 2)
    }

    @Test func anotherWatchdogsInstallationIsReadAndTakenOver() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let root = folder.at("root")
        let old = "\(root)/opt/swizzin"
        for name in ["\(old)/watchdog.d", "\(root)/var/lib/watchdog"] {
            try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: true)
        }
        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        try write("\(old)/watchdog.conf", "DISCORD_WEBHOOK=\"\"\nDEFAULT_MAX_RESTARTS=4\n")
        try write(
            "\(old)/watchdog.d/emby.conf",
            "SERVICE_NAME=\"emby-server\"\nAPP_NAME=\"Emby\"\nLOG_FILE=\"/var/log/watchdog/emby.log\"\n"
        )
        let now = Int(Date().timeIntervalSince1970)
        try write(
            "\(root)/var/lib/watchdog/emby-server.state",
            "RESTART_COUNT=2\nRESTART_TIMESTAMPS=\"\(now - 60),\(now - 30)\"\nBACKOFF_UNTIL=0\n")
        let asIs = try Self.run(
            "status", "emby", "--json", "--root", root, "--config-dir", "/opt/swizzin")
        #expect(asIs.text.contains(#""restarts":2,"restarts_max":4"#), "\(asIs.text)")
        #expect(
            try Self.run("reset", "emby", "--root", root, "--config-dir", "/opt/swizzin").status
                == 0)
        let kept = try String(
            contentsOfFile: "\(root)/var/lib/watchdog/emby-server.state", encoding: .utf8)
        #expect(kept.contains("RESTART_COUNT=\"0\""))
        try write(
            "\(root)/var/lib/watchdog/emby-server.state",
            "RESTART_COUNT=2\nRESTART_TIMESTAMPS=\"\(now - 60),\(now - 30)\"\nBACKOFF_UNTIL=0\n")
        let json = try Self.run("install", "--import", old, "--root", root, "--no-questions")
        #expect(json.status == 0, "\(json.errors)")
        let status = try Self.run("status", "emby", "--json", "--root", root)
        #expect(status.text.contains(#""restarts":2,"restarts_max":4"#), "\(status.text)")
        #expect(status.text.contains(#""unit":"emby-server.service""#))
    }

    @Test func pauseResumeAndResetSeeTheSameState() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let root = folder.at("root")
        _ = try Self.run("install", "emby", "--root", root, "--no-questions")
        #expect(try Self.run("pause", "emby", "2h", "--root", root).status == 0)
        #expect(try Self.run("status", "emby", "--root", root).text.contains("maintenance until"))
        let paused = try Self.run("check", "emby", "--verbose", "--root", root)
        #expect(paused.status == 0)
        #expect(paused.errors.contains("maintenance until"))
        #expect(try Self.run("resume", "emby", "--root", root).status == 0)
        #expect(
            try Self.run("status", "emby", "--root", root).text.contains("State:       monitoring"))
        #expect(try Self.run("reset", "emby", "--root", root).status == 0)
        #expect(try Self.run("pause", "emby", "soon", "--root", root).status == 64)
    }

    @Test func whatCannotBeIsASentence() throws {
        for (words, status, text) in [
            (["check", "../etc/passwd"], 64, "neither a name"),
            (["check"], 64, "wants names of services"),
            (["install"], 64, "install wants a name"),
            (["install", "a b", "--root", "/tmp/none"], 64, "cannot be the name"),
            (["install", "emby", "--root", "/proc/none", "--no-questions"], 1, "cannot be made"),
            (["status", "--root", "/tmp/none"], 2, "There is no service"),
            (
                [
                    "install", "x", "--health-url", "gopher://x", "--root", "/tmp/none",
                    "--no-questions",
                ], 2, "HEALTH_URL wants"
            ),
        ] as [([String], Int32, String)] {
            let run = try ProgramRun.of(WatchdogStage.program, words)
            #expect(run.status == status, "\(words) \(run.errors)")
            #expect(run.errors.contains(text), "\(words) \(run.errors)")
        }
    }
}
