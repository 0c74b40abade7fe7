import FaultyServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// Where the control page is, and what keeps it from being there.
    @Suite struct PageAddressTests {
        private static let token = "0123456789abcdef0123456789abcdef"

        /// A taken port costs the page, and nothing else.
        @Test func anotherWallMayHaveThePort() async throws {
            try await WallStage.with(videos: 1) { stage in
                let own = ["HYPERWALL_HTTP": "127.0.0.1:0"]
                let arguments = ["--grid", "1x1", stage.videos]
                try await stage.wall(arguments, environment: own) { wall in
                    let page = try #require(try await wall.plays(1).page)
                    #expect(page.problem == nil)
                    #expect(page.address.contains(/^http:\/\/127\.0\.0\.1:[1-9][0-9]*\/$/))
                    #expect(wall.errors.contains("The control page is at \(page.address)"))
                    #expect(wall.errors.components(separatedBy: "control page").count == 2)
                    let status = try await stage.command(["status"], environment: own)
                    #expect(status.text.contains("control page \(page.address)"))
                    let answer = try ProgramRun.of("curl", ["-s", page.address + "api/v1/status"])
                    #expect(answer.text.contains(#""schema":1"#))

                    let place = String(page.address.dropFirst("http://".count).dropLast())
                    let second = ["HYPERWALL_HTTP": place, "HYPERWALL_NAME": "two"]
                    try await stage.wall(arguments, environment: second) { other in
                        let without = try await other.plays(1)
                        let problem = try #require(without.page?.problem)
                        #expect(problem.contains(place) && problem.contains("HYPERWALL_HTTP"))
                        #expect(without.warnings.contains(problem))
                        #expect(other.errors.contains(problem))
                        let status = try await stage.command(["status"], environment: second)
                        #expect(status.text.contains("! \(problem)"))
                        let doctor = try await stage.command(["doctor"], environment: second)
                        #expect(doctor.text.contains("Another program listens on \(place)"))
                    }
                    // The port is taken, but by the wall that is asked about.
                    var mine = own
                    mine["HYPERWALL_HTTP"] = place
                    let doctor = try await stage.command(["doctor"], environment: mine)
                    #expect(doctor.text.contains(/ok +control page +http:/), "\(doctor.text)")
                }
            }
        }

        /// A port that is let go is taken, however long the wall has run.
        @Test func thePageComesOnceThePortIsFree() async throws {
            try await WallStage.with(videos: 1) { stage in
                let other = try FaultyServer(folder: stage.videos)
                let place = "127.0.0.1:\(other.port)"
                let own = ["HYPERWALL_HTTP": place]
                try await stage.wall(["--grid", "1x1", stage.videos], environment: own) { wall in
                    let without = try await wall.plays(1)
                    let problem = try #require(without.page?.problem)
                    other.stop()
                    let with = try await wall.wait("the page is there") {
                        $0.page?.problem == nil
                    }
                    #expect(with.page?.address == "http://\(place)/")
                    #expect(!with.warnings.contains(problem))
                    let answer = try ProgramRun.of("curl", ["-s", "http://\(place)/api/v1/status"])
                    #expect(answer.text.contains(#""schema":1"#))
                    #expect(with.cells[0].loads == without.cells[0].loads)
                }
            }
        }

        /// Both say beforehand what a start would refuse.
        @Test func doctorAndConfigSayWhatAStartRefuses() async throws {
            try await WallStage.with(screen: nil) { stage in
                let file = stage.folder.at("token")
                let env = stage.folder.at("wall.env")
                func write(_ text: String, _ mode: Int) throws {
                    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
                    try FileManager.default.setAttributes(
                        [.posixPermissions: mode], ofItemAtPath: file)
                }
                func look(_ tunables: [String: String], says words: String?) async throws {
                    let doctor = try await stage.command(
                        ["doctor", "--headless"], environment: tunables)
                    try tunables.map { "\($0.key)=\($0.value)\n" }.joined()
                        .write(toFile: env, atomically: true, encoding: .utf8)
                    let config = try await stage.command(["config", "--check", env])
                    guard let words else {
                        #expect(doctor.text.contains(/ok +control page/), "\(doctor.text)")
                        #expect(config.status == 0, "\(config.text)")
                        return
                    }
                    let line = doctor.text.split(separator: "\n").first {
                        $0.hasPrefix("failure  control page")
                    }
                    #expect(line?.contains(words) == true, "\(line ?? "nothing"), not \(words)")
                    #expect(doctor.status == 1)
                    #expect(config.status == 2 && config.text.contains(words), "\(config.text)")
                    #expect(!(doctor.text + config.text).contains(Self.token))
                }
                let open = ["HYPERWALL_HTTP": "0.0.0.0:0"]
                let guarded = open.merging(["HYPERWALL_HTTP_TOKEN_FILE": file]) { $1 }
                try await look(open, says: "HYPERWALL_HTTP_TOKEN_FILE")
                try await look(guarded, says: "cannot be read")
                try write("", 0o600)
                try await look(guarded, says: "must hold one token")
                try write("short", 0o600)
                try await look(guarded, says: "must hold one token")
                try write(Self.token, 0o644)
                try await look(guarded, says: "everybody may read")
                try write(Self.token + "\n", 0o600)
                try await look(guarded, says: nil)
                try await look(["HYPERWALL_HTTP": "off"], says: nil)
            }
        }

        /// Whatever an address of this machine looks like: nothing of it is opened.
        @Test func nobodyReachesThisMachineThroughTheWall() async throws {
            try await HealingStage.with(["a"]) { stage in
                let port = stage.server.url("").split(separator: ":").last.map(String.init) ?? ""
                let outer = stage.stage
                let film = try ClipStore.path(.heavy(seconds: 120))
                try await outer.wall(["--grid", "1x1", film]) { wall in
                    let before = try await wall.plays(1)
                    func play(_ url: String) throws -> (status: Int, body: String) {
                        try outer.ask("/api/v1/cells/1/play", "--json", #"{"url":"\#(url)"}"#)
                    }
                    for host in [
                        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "[::1]",
                        "[::ffff:127.0.0.1]", "0.0.0.0", "localhost.", "%6cocalhost",
                        "user:word@127.0.0.1", "example.org@127.0.0.1", "[localhost]",
                    ] {
                        let answer = try play("http://\(host):\(port)/a.mov")
                        #expect(answer.status == 403, "\(host): \(answer)")
                        #expect(!answer.body.contains("word@"))
                    }
                    let nowhere = try play("http://no-such-name.invalid/a.mov")
                    #expect(nowhere.status == 409 && nowhere.body.contains("looked up"))
                    // Where the machine's name is one of loopback, as Debian has it, and in
                    // containers mostly not: then this is another machine's address like any.
                    let name = Foundation.ProcessInfo.processInfo.hostName
                    let hosts = try ProgramRun.of("getent", ["ahosts", name]).text
                    if hosts.split(separator: "\n").contains(where: { $0.hasPrefix("127.") }) {
                        #expect(try play("http://\(name):\(port)/a.mov").status == 403)
                    }
                    let after = try await wall.plays(1)
                    #expect(after.cells[0].loads == before.cells[0].loads)
                    #expect(stage.server.requests.isEmpty)
                }
                // What is configured may lie here.
                try await stage.wall("1x1", [stage.url("a")]) { wall in
                    try await wall.plays(1)
                    let url = #"{"url":"\#(stage.url("a"))"}"#
                    #expect(try outer.ask("/api/v1/cells/1/play", "--json", url).status == 200)
                }
            }
        }
    }
}
