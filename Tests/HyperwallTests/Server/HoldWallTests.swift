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
                    let told = try ProgramRun.of(
                        "curl",
                        [
                            "-s", "-H", "Hyperwall-Request: 1", "--unix-socket", socket, "--json",
                            #"{"seconds":600,"reason":"a test"}"#, "http://wall/api/v1/hold",
                        ])
                    #expect(told.text == #"{"cells":2,"schema":1}"#, "\(told.errors)")
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
                }
            }
        }
    }
}
