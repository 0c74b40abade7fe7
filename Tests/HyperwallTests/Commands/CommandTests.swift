import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The commands beside `run`, and how a start fails.
    @Suite struct CommandTests {
        @Test func versionAndUsage() async throws {
            try await WallStage.with(screen: nil) { stage in
                let version = try await stage.command(["--version"])
                #expect(version.status == 0)
                #expect(version.text.contains(/^\d+\.\d+\.\d+\n$/))
                let unknown = try await stage.command(["--no-such-option"])
                #expect(unknown.status == 64)
                #expect(unknown.errors.contains("--no-such-option"))
                let set = try await stage.command(["--set", "NO_SUCH=1"])
                #expect(set.status == 64)
                #expect(set.errors.contains("HYPERWALL_NO_SUCH"))
            }
        }

        @Test func configListsEveryTunable() async throws {
            try await WallStage.with(screen: nil) { stage in
                let own = ["HYPERWALL_GRID": "3x2"]
                let list = try await stage.command(["config"], environment: own)
                #expect(list.status == 0)
                #expect(list.text.contains("HYPERWALL_GRID"))
                #expect(list.text.contains("3x2"))
                let json = try await stage.command(
                    ["config", "--json", "--set", "volume=30"], environment: own)
                #expect(json.status == 0)
                let document = try #require(
                    JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
                let rows = try #require(document["tunables"] as? [[String: Any]])
                func row(_ name: String) -> [String: Any]? {
                    rows.first { $0["name"] as? String == name }
                }
                #expect(row("HYPERWALL_GRID")?["origin"] as? String == "environment")
                #expect(row("HYPERWALL_GRID")?["value"] as? String == "3x2")
                #expect(row("HYPERWALL_VOLUME")?["origin"] as? String == "flag")
                #expect(row("HYPERWALL_NAME")?["origin"] as? String == "default")
            }
        }

        @Test func configChecksAFile() async throws {
            try await WallStage.with(screen: nil) { stage in
                let file = stage.folder.at("wall.env")
                try "# mine\nHYPERWALL_GRID=3x3\n".write(
                    toFile: file, atomically: true, encoding: .utf8)
                let good = try await stage.command(["config", "--check", file])
                #expect(good.status == 0)
                try "HYPERWALL_GRID=many\n".write(toFile: file, atomically: true, encoding: .utf8)
                let bad = try await stage.command(["config", "--check", file])
                #expect(bad.status == 2)
                #expect(bad.text.contains("HYPERWALL_GRID") && bad.text.contains("many"))
                let none = try await stage.command(["config", "--check", file + ".not"])
                #expect(none.status == 2)
                #expect(none.text.contains("wall.env.not"))
            }
        }

        /// Name, value and range, before any window.
        @Test(arguments: [
            ("HYPERWALL_GRID", "many", "8x8"), ("HYPERWALL_VOLUME", "loud", "100"),
            ("HYPERWALL_RENDERER", "paint", "software"),
        ])
        func aBadTunableEndsTheStart(name: String, value: String, range: String) async throws {
            try await WallStage.with(videos: 1) { stage in
                let run = try await stage.command([stage.videos], environment: [name: value])
                #expect(run.status == 2)
                for word in [name, value, range] { #expect(run.errors.contains(word)) }
                #expect(!run.errors.contains("drawing with"))
            }
        }

        @Test func aKioskStartsWithABadTunableAndSaysSo() async throws {
            try await WallStage.with(videos: 1) { stage in
                let own = ["HYPERWALL_KIOSK": "1", "HYPERWALL_VOLUME": "loud"]
                try await stage.wall(["--grid", "1x1", stage.videos], environment: own) { wall in
                    let now = try await wall.plays(1)
                    #expect(
                        now.warnings.contains {
                            $0.contains("HYPERWALL_VOLUME") && $0.contains("loud")
                        })
                    #expect(now.volume == 70)
                }
            }
        }

        @Test func oneWallOfAName() async throws {
            try await WallStage.with(videos: 1) { stage in
                let none = try await stage.command(["status"])
                #expect(none.status == 3)
                #expect(none.errors.contains("No wall named wall"))
                try await stage.wall(["--grid", "1x1", stage.videos]) { wall in
                    try await wall.plays(1)
                    let second = try await stage.command([stage.videos])
                    #expect(second.status == 73)
                    #expect(second.errors.contains("\(wall.process.pid)"))
                    // Another name is another wall.
                    let other = ["HYPERWALL_NAME": "other"]
                    try await stage.wall(
                        ["--grid", "1x1", stage.videos], environment: other
                    ) { beside in
                        let now = try await beside.plays(1)
                        #expect(now.name == "other")
                        #expect(now.pid == Int(beside.process.pid))
                    }
                    let words = try await stage.command(["status"])
                    #expect(words.status == 0)
                    #expect(words.text.hasPrefix("wall: 1 of 1 cells play"))
                    #expect(words.text.contains("clip 01"))
                }
                let gone = try await stage.command(["status", "--json"])
                #expect(gone.status == 3)
            }
        }

        @Test func snapshotsArePictures() async throws {
            try await WallStage.with(videos: 2) { stage in
                let early = try await stage.command(["snapshot", stage.folder.at("none.png")])
                #expect(early.status == 3)
                try await stage.wall(["--grid", "2x1", stage.videos]) { wall in
                    try await wall.plays(2)
                    for name in ["wall.png", "wall.jpg"] {
                        let path = stage.folder.at(name)
                        let run = try await stage.command(["snapshot", path])
                        #expect(run.status == 0, "\(run.errors)")
                        let picture = try Picture(path: path)
                        #expect(picture.width == 640 && picture.height == 360)
                        #expect(try await picture.isColourful())
                        let head = [UInt8](
                            try Data(contentsOf: URL(fileURLWithPath: path)).prefix(2))
                        #expect(head == (name == "wall.png" ? [0x89, 0x50] : [0xFF, 0xD8]))
                    }
                    let path = stage.folder.at("no/such/folder/wall.png")
                    let unwritable = try await stage.command(["snapshot", path])
                    #expect(unwritable.status == 1)
                    #expect(unwritable.errors.contains(path))
                    let form = try await stage.command(["snapshot", stage.folder.at("wall.gif")])
                    #expect(form.status == 64)
                    #expect(form.errors.contains(".png"))
                }
            }
        }

        @Test func theDoctorLooksAtTheMachine() async throws {
            try await WallStage.with { stage in
                let well = try await stage.command(["doctor"])
                let lines = well.text.split(separator: "\n")
                let subjects = [
                    "display", "renderer", "mpv", "libraries", "fonts", "audio", "resources",
                    "state", "memory",
                ]
                for subject in subjects {
                    let line = lines.first { line in
                        line.split(separator: " ").dropFirst().first.map(String.init) == subject
                    }
                    let level = line?.split(separator: " ").first.map(String.init)
                    #expect(
                        level.map { ["ok", "warning", "failure"].contains($0) } == true,
                        "\(subject): \(well.text)")
                }
                #expect(well.status == 0, "\(well.text)\(well.errors)")
                #expect(well.text.contains("640×360"))
                for library in ["SDL 2.", "curl", "libwebsockets"] {
                    #expect(well.text.contains(library))
                }
                let ill = try await stage.command(
                    ["doctor"],
                    environment: ["DISPLAY": ":4242", "XDG_STATE_HOME": "/proc/none"])
                #expect(ill.status == 1)
                let failures = ill.text.split(separator: "\n").filter { $0.hasPrefix("failure") }
                #expect(failures.contains { $0.contains("display") && $0.contains("--headless") })
                #expect(failures.contains { $0.contains("/proc/none") })
            }
        }

        @Test func noDisplayIsOneSentence() async throws {
            try await WallStage.with(videos: 1, screen: nil) { stage in
                let run = try await stage.command(
                    [stage.videos], environment: ["DISPLAY": ":4242"])
                #expect(run.status == 75)
                #expect(run.errors.contains("--headless"))
            }
        }

        @Test func itPlaysWithoutADisplay() async throws {
            try await WallStage.with(videos: 1, screen: nil) { stage in
                try await stage.wall(
                    ["--headless", "--window", "320x180", "--grid", "1x1", stage.videos]
                ) { wall in
                    let now = try await wall.plays(1)
                    #expect(["offscreen", "dummy"].contains(now.renderer.videoDriver))
                }
            }
        }
    }
}
