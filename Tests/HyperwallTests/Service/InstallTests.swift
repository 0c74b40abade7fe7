import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// What `hyperwall install` writes, and what it leaves alone.
    @Suite struct InstallTests {
        private static let kiosk = "/etc/systemd/system/hyperwall-kiosk.service"

        private func with(
            _ body: (_ stage: WallStage, _ root: String, _ env: String) async throws -> Void
        ) async throws {
            try await WallStage.with(screen: nil) { stage in
                let env = stage.folder.at("wall.env")
                try Data("HYPERWALL_GRID=3x3\n".utf8).write(to: URL(fileURLWithPath: env))
                try await body(stage, stage.folder.at("root"), env)
            }
        }

        private func files(_ root: String) -> [String] {
            let all = FileManager.default.enumerator(atPath: root)?.allObjects as? [String]
            return (all ?? []).filter {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(
                    atPath: "\(root)/\($0)", isDirectory: &isFolder) && !isFolder.boolValue
            }.sorted()
        }

        @Test(
            "the units are written once, and taken back without a trace",
            arguments: ["--user", "--kiosk"])
        func thereAndBack(kind: String) async throws {
            try await with { stage, root, env in
                let install = ["install", kind, "--root", root, "--env", env]
                let first = try await stage.command(install)
                #expect(first.status == 0, "\(first.errors)")
                let written = files(root)
                #expect(written.count == (kind == "--user" ? 2 : 3))
                let second = try await stage.command(install)
                #expect(
                    second.text.components(separatedBy: "is as it should be").count - 1
                        == written.count)
                let back = try await stage.command(["uninstall", kind, "--root", root])
                #expect(back.status == 0, "\(back.errors)")
                #expect(files(root).isEmpty)
                let nothing = try await stage.command(["uninstall", kind, "--root", root])
                #expect(nothing.status == 0)
                #expect(nothing.text.contains("nothing to take back"))
            }
        }

        @Test("a unit that was changed by hand is not lost")
        func changed() async throws {
            try await with { stage, root, env in
                let install = ["install", "--kiosk", "--root", root, "--env", env]
                _ = try await stage.command(install)
                let unit = URL(fileURLWithPath: root + Self.kiosk)
                let mine = try String(contentsOf: unit, encoding: .utf8) + "# mine\n"
                try Data(mine.utf8).write(to: unit)
                for command in [install, ["uninstall", "--kiosk", "--root", root]] {
                    let run = try await stage.command(command)
                    #expect(run.status == 1)
                    #expect(run.errors.contains("was changed by hand"), "\(run.errors)")
                    #expect(try String(contentsOf: unit, encoding: .utf8) == mine)
                }
                let forced = try await stage.command(install + ["--force"])
                #expect(forced.status == 0)
                #expect(try String(contentsOf: unit, encoding: .utf8) != mine)
                #expect(
                    try String(contentsOfFile: root + Self.kiosk + ".old", encoding: .utf8) == mine)
            }
        }

        @Test(
            "a bad env file is refused before anything is written, and a rehearsal writes nothing")
        func refuses() async throws {
            try await with { stage, root, env in
                let rehearsal = try await stage.command(
                    ["install", "--kiosk", "--root", root, "--env", env, "--dry-run"])
                #expect(rehearsal.text.contains("WatchdogSec=30"))
                try Data("HYPERWALL_GRID=many\n".utf8).write(to: URL(fileURLWithPath: env))
                let run = try await stage.command([
                    "install", "--kiosk", "--root", root, "--env", env,
                ])
                #expect(run.status == 2)
                #expect(run.errors.contains("HYPERWALL_GRID"), "\(run.errors)")
                #expect(files(root).isEmpty)
            }
        }

        @Test(
            "systemd has nothing to say against the units, and little is left open",
            .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
        func verified() async throws {
            try await with { stage, root, env in
                for kind in ["--user", "--kiosk"] {
                    _ = try await stage.command(["install", kind, "--root", root, "--env", env])
                }
                let units = files(root).filter { $0.hasSuffix(".service") }
                #expect(units.count == 4)
                try await ServiceManager.with { manager in
                    for unit in units {
                        let scope = unit.hasPrefix("etc/") ? "--system" : "--user"
                        let check = try await manager.run(
                            ["systemd-analyze", scope, "verify", "\(root)/\(unit)"])
                        // The display's own programs need not be on a machine that tests.
                        let words = (check.text + check.errors).split(separator: "\n").filter {
                            !$0.contains("/usr/bin/xinit is not executable")
                        }
                        #expect(words.isEmpty, "\(unit): \(words)")
                    }
                    // Exit status 1 means that the exposure is above the threshold, ×10.
                    let security = try await manager.run([
                        "systemd-analyze", "security", "--offline=true", "--threshold=35",
                        "--no-pager", root + Self.kiosk,
                    ])
                    #expect(security.status == 0, "\(security.text.suffix(300))")
                }
            }
        }

        @Test(
            "who leaves a wall by hand again and again has no safe mode",
            arguments: [SIGINT, SIGTERM])
        func leaves(signal: Int32) async throws {
            try await WallStage.with(screen: nil) { stage in
                let record = stage.folder.at("state/hyperwall/wall.starts.json")
                for word in ["", "drawing with", "", "display 1", "", "drawing with", ""] {
                    try await stage.wall(["--headless", "--grid", "1x1"]) { wall in
                        // At different places of its start.
                        _ = await soon(within: .seconds(20)) {
                            word.isEmpty || wall.errors.contains(word) ? true : nil
                        }
                        wall.process.send(signal)
                        _ = await wall.process.end()
                        #expect(!wall.errors.contains("Safe mode"))
                    }
                }
                let text = (try? String(contentsOfFile: record, encoding: .utf8)) ?? ""
                #expect(!text.contains("pending"), "\(text)")
                #expect(text.contains(#""failuresInARow":0"#), "\(text)")
            }
        }
    }
}
