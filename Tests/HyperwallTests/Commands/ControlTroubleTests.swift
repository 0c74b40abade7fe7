import Foundation
import Geometry
import Synchronization
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// Walls that hang, refuse for a while, or are not the one that was named.
    @Suite struct ControlTroubleTests {
        private static var state: WallSnapshot {
            var state = WallSnapshot()
            state.name = "foyer"
            state.cells = [
                CellSnapshot(
                    number: 1, id: "a", display: 1,
                    rect: PixelRect(x: 0, y: 0, width: 640, height: 360))
            ]
            state.cells[0].state = "playing"
            return state
        }

        private static func json(_ value: some Encodable) throws -> String {
            String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        }

        private static func answer(_ status: Int, _ body: String, _ header: String = "") -> String {
            "HTTP/1.1 \(status) Word\r\nConnection: close\r\n\(header)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        private static let done = #"{"schema":1}"#

        /// Its main thread hangs: the last snapshot looks well, and only the wall knows its age.
        @Test func aWallThatHangsIsNotSaidToPlay() async throws {
            let words = "The wall has not moved for 60 seconds."
            let snapshot = try Self.json(Self.state)
            let server = try ScriptedServer { client in
                let isHealth = client.readHead().hasPrefix("GET /healthz ")
                client.send(
                    isHealth
                        ? Self.answer(
                            503, #"{"schema":1,"status":"failing","problems":["\#(words)"]}"#)
                        : Self.answer(200, snapshot))
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                let host = ["--host", "127.0.0.1:\(server.port)"]
                let table = try await stage.command(["status"] + host + host)
                let lines = table.text.split(separator: "\n")
                #expect(lines.count == 5 && table.status == 0, "\(table.text) \(table.errors)")
                #expect(lines[1].contains("failing") && !lines[1].contains("playing"))
                #expect(lines[2] == "    \(words)")
                let one = try await stage.command(["status"] + host)
                #expect(one.text.contains("! \(words)\n"), "\(one.text)")
                let json = try await stage.command(["status", "--json"] + host + host)
                let list = try #require(
                    JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]])
                let health = list.first?["health"] as? [String: Any]
                #expect(health?["status"] as? String == "failing")
                #expect(health?["problems"] as? [String] == [words])
            }
        }

        /// A wall that wants to be left alone for a while is; a message that was cut off is asked
        /// for again; and who is refused stays refused.
        @Test func eventsGoOnAfterABusyWallAndACutLine() async throws {
            let snapshot = try Self.json(Self.state)
            var cell = Self.state.cells[0]
            cell.paused = true
            let held = try Self.json(cell)
            let heads = Mutex<[String]>([])
            let server = try ScriptedServer { client in
                let head = client.readHead()
                let number = heads.withLock { heads in
                    heads.append(head)
                    return heads.count
                }
                let stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                let change = "id: a-2\nevent: cell\ndata: \(held)"
                switch number {
                case 1:
                    client.send(
                        Self.answer(
                            429, #"{"status":429,"detail":"Wait 1 seconds."}"#,
                            "Retry-After: 1\r\n"))
                case 2:
                    client.send(stream + "id: a-1\nevent: snapshot\ndata: \(snapshot)\n\n" + change)
                case 3: client.send("\(stream)\(change)\n\n")
                default: client.send(Self.answer(403, #"{"status":403,"detail":"No more."}"#))
                }
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                let run = try await stage.command(["events", "--host", "127.0.0.1:\(server.port)"])
                #expect(run.status == 77 && run.errors.hasSuffix("No more.\n"), "\(run.errors)")
                #expect(run.errors.hasPrefix("hyperwall: Wait 1 seconds."), "\(run.errors)")
                #expect(run.text.contains("1 of 1 cells play"), "\(run.text)")
                #expect(run.text.contains("cell 1   held"), "\(run.text)")
            }
            let seen = heads.withLock { $0 }
            try #require(seen.count == 4)
            #expect(!seen[1].contains("Last-Event-ID"))
            #expect(seen[2].contains("Last-Event-ID: a-1\r\n"), "\(seen[2])")
        }

        @Test func anotherMachinesJournalIsShown() async throws {
            let entry = #"{"time":1,"wall":"foyer","kind":"failure","cell":3,"reason":"It broke."}"#
            let asked = Mutex("")
            let server = try ScriptedServer { client in
                let head = client.readHead()
                asked.withLock { $0 = head }
                client.send(
                    Self.answer(200, #"{"schema":1,"entries":[{"id":7,"entry":\#(entry)}]}"#))
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                let host = "127.0.0.1:\(server.port)"
                let run = try await stage.command(["journal", "--cell", "3", "--host", host])
                #expect(run.status == 0 && run.text.contains("It broke."), "\(run.errors)")
                #expect(run.text.contains("cell 3") && run.text.split(separator: "\n").count == 1)
                let target = "GET /api/v1/journal?limit=200&cell=3 HTTP"
                #expect(asked.withLock { $0 }.hasPrefix(target))
            }
        }

        /// One token for several walls, of which one has none.
        @Test func aRefusedTokenIsSaidInTheWallsWords() async throws {
            let server = try ScriptedServer.answering(
                Self.answer(401, #"{"status":401,"detail":"The wall has no token."}"#))
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                let file = stage.folder.at("token")
                try Data("0123456789abcdef0123456789abcdef".utf8).write(
                    to: URL(fileURLWithPath: file))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file)
                let host = ["--host", "127.0.0.1:\(server.port)"]
                let run = try await stage.command(["status", "--token-file", file] + host + host)
                #expect(run.status == 77, "\(run.errors)")
                #expect(
                    run.text.components(separatedBy: "\(file): The wall has no token.").count == 3,
                    "\(run.text)")
            }
        }

        /// Root asks the machine's own wall where it has none itself, unless it names another one.
        @Test(
            .enabled(
                if: geteuid() == 0 && access("/run/hyperwall", F_OK) != 0,
                "only root may make the machine's own wall, where there is none"))
        func aWallThatIsNamedIsNoOther() async throws {
            try FileManager.default.createDirectory(
                atPath: "/run/hyperwall", withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: "/run/hyperwall") }
            let snapshot = try Self.json(Self.state)
            let changes = Mutex(0)
            let server = try ScriptedServer(unix: "/run/hyperwall/wall.sock") { client in
                if client.readHead().hasPrefix("POST ") {
                    changes.withLock { $0 += 1 }
                    client.send(Self.answer(200, Self.done))
                } else {
                    client.send(Self.answer(200, snapshot))
                }
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                for name in ["bar", "wall"] {
                    let other = try await stage.command(["grid", "1x1", "--name", name])
                    #expect(other.status == 3 && other.errors.contains("named \(name) runs"))
                    let status = try await stage.command(
                        ["status"], environment: ["HYPERWALL_NAME": name])
                    #expect(status.status == 3, "\(status.text)")
                }
                #expect(changes.withLock { $0 } == 0)
                for arguments in [["--name", "foyer"], []] {
                    let own = try await stage.command(["grid", "1x1"] + arguments)
                    #expect(own.status == 0, "\(own.errors)")
                }
                #expect(changes.withLock { $0 } == 2)
            }
        }
    }
}
