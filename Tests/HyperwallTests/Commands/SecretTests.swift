import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// Credentials in an address are shown nowhere.
    @Suite struct SecretTests {
        @Test func credentialsAppearNowhere() async throws {
            let heads = Heads()
            let server = try ScriptedServer { client in
                heads.add(client.readHead())
                client.send(
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            }
            defer { server.stop() }
            try await WallStage.with(videos: 1) { stage in
                let host = "127.0.0.1:\(server.port)"
                let own = [
                    "HYPERWALL_SOURCES": """
                    http://tom:geheim7@\(host)/one.mp4?token=streng9
                    http://tom:geheim7@\(host)/list.m3u?token=streng9
                    ftp://tom:geheim7@\(host)/two.mp4?token=streng9
                    \(stage.videos)
                    """,
                    "HYPERWALL_LOG": "trace",
                ]
                try await stage.wall(["--grid", "2x1"], environment: own) { wall in
                    try await wall.wait("the address fails") { now in
                        heads.text.contains("/one.mp4?token=streng9")
                            && now.cells.contains { $0.reason?.contains("404") == true }
                            && now.cells.contains { $0.isPlaying && $0.title == "clip 01" }
                    }
                    wall.process.send(SIGUSR1)
                    var said: [String: String] = [:]
                    said["status"] = try await stage.command(["status"], environment: own).text
                    said["status --json"] = try await stage.command(
                        ["status", "--json"], environment: own
                    ).text
                    said["config"] = try await stage.command(["config"], environment: own).text
                    said["config --json"] = try await stage.command(
                        ["config", "--json"], environment: own
                    ).text
                    said["doctor"] = try await stage.command(["doctor"], environment: own).text
                    let path = stage.folder.at("report.txt")
                    let report = try await stage.command(["report", path], environment: own)
                    #expect(report.status == 0, "\(report.errors)")
                    let text = try String(contentsOfFile: path, encoding: .utf8)
                    for part in ["## Doctor", "## Configuration", "## Status", "## Log", "clip 01"]
                    {
                        #expect(text.contains(part))
                    }
                    let mode = try FileManager.default.attributesOfItem(atPath: path)
                    #expect(mode[.posixPermissions] as? Int == 0o600)
                    said["report"] = text
                    said["log"] = try String(
                        contentsOfFile: stage.folder.at("state/hyperwall/wall.log"),
                        encoding: .utf8)
                    said["standard error"] = wall.errors
                    for (place, text) in said {
                        #expect(!text.isEmpty, "\(place)")
                        for secret in ["geheim7", "streng9", "dG9tOmdlaGVpbTc"] {
                            let line = text.split(separator: "\n").first { $0.contains(secret) }
                            #expect(line == nil, "\(place)")
                        }
                    }
                }
            }
        }
    }
}

/// What a server was asked, gathered from its thread.
private final class Heads: Sendable {
    private let heads = Mutex("")
    var text: String { heads.withLock { $0 } }
    func add(_ head: String) { heads.withLock { $0 += head } }
}
