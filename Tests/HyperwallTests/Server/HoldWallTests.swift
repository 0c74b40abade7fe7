import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A whole wall whose media server is restarted by somebody who says so.
    @Suite struct HoldWallTests {
        @Test func itSaysThatTheServerRestarts() async throws {
            try await ServerStage.with(.emby4, seconds: 3) { stage in
                try await stage.wall("2x1") { wall in
                    try await wall.plays(2)
                    let socket = stage.stage.folder.at("run/hyperwall/wall.sock")
                    func hold(_ body: String) throws {
                        let told = try ProgramRun.of(
                            "curl",
                            [
                                "-s", "-H", "Hyperwall-Request: 1", "--unix-socket", socket,
                                "--json", body, "http://wall/api/v1/hold",
                            ])
                        #expect(told.text == #"{"cells":2,"schema":1}"#, "\(told.errors)")
                    }
                    try hold(#"{"seconds":600,"reason":"a test"}"#)
                    let now = try await wall.wait("the hold is seen") { $0.hold != nil }
                    #expect(now.hold?.reason == "a test" && now.hold?.seconds ?? 0 > 400)
                    let told = try await stage.stage.command(["status"])
                    let words = /a restart of the media server is expected for \d min more: a test/
                    #expect(told.text.contains(words), "\(told.text)")
                    // What plays goes on, and is followed by what comes next: nothing has
                    // happened yet.
                    let loads = try #require(await wall.status()).cells.map(\.loads)
                    try await wall.wait("both go on") { now in
                        now.cells.allSatisfy(\.isPlaying)
                            && zip(loads, now.cells).allSatisfy { $1.loads > $0 }
                    }

                    try stage.server.setMood(.refuses)
                    let held = try await wall.wait("both wait") { now in
                        now.cells.allSatisfy { $0.state == "holding" }
                    }
                    #expect(held.cells.allSatisfy { $0.serverRestarts == true })
                    #expect(held.quarantine.isEmpty)

                    try stage.server.setMood(.well)
                    let back = try await wall.wait("both play") { now in
                        now.cells.count == 2 && now.cells.allSatisfy(\.isPlaying)
                    }
                    #expect(back.outages.isEmpty)
                    #expect(back.cells.allSatisfy { $0.serverRestarts == nil })
                    try hold(#"{"seconds":0}"#)
                    try await wall.wait("the hold is over") { $0.hold == nil }
                    let journal = try await soon(within: .seconds(10)) { () -> String? in
                        let text = try await stage.stage.command(["journal"]).text
                        return text.contains("– it was taken back (after ") ? text : nil
                    }
                    #expect(journal?.contains("– a test (for ") == true, "\(journal ?? "")")
                }
            }
        }
    }
}
