import FakeMediaServer
import Foundation
import Testing

/// What is played as it is, and what is told about it.
@Suite(.timeLimit(.minutes(10)))
struct PlayingTests {
    static let anything =
        "{\"DirectPlayProfiles\":[{\"Type\":\"Video\"}],\"TranscodingProfiles\":[{\"Type\":\"Video\"}]}"

    @Test(arguments: FakeDialect.allCases)
    func aFileComesAsItIs(dialect: FakeDialect) async throws {
        try await withServer(dialect, files: 2) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.itemID(5)
            let info = try await client.ask(
                "POST", "/Items/\(id)/PlaybackInfo?UserId=\(client.user)",
                json: "{\"DeviceProfile\":\(Self.anything)}"
            ).json
            #expect(info["PlaySessionId"].text?.isEmpty == false)
            #expect(info["MediaSources"].list.count == 2)
            let source = info["MediaSources"][0]
            let name = try #require(source["Id"].text)
            #expect((name == id) == dialect.isJellyfin)
            #expect(source["SupportsDirectPlay"].flag == true)
            #expect(!source["TranscodingUrl"].isThere)
            let url = "/Videos/\(id)/stream.mkv?static=true&mediaSourceId=\(name)"
            let file = try Data(contentsOf: URL(fileURLWithPath: server.files(of: id)[0]))
            #expect(try await client.ask("GET", url).body == file)
            let part = try await client.ask("GET", url, more: ["--range", "10-19"])
            #expect(part.status == 206)
            #expect(part.body == file[10..<20])
            let head = try await client.ask("HEAD", url)
            #expect(head.headers["content-length"] == "\(file.count)")
            #expect(server.illegal == [])
            #expect(try await client.ask("GET", url, headers: []).status == 401)
            #expect(
                try await client.ask("GET", "/Videos/\(id)/stream?mediaSourceId=\(name)").status
                    == 500)
            #expect(server.illegal.count == 2)
        }
    }

    private func report(_ id: String, _ session: String, _ more: String = "") -> String {
        "{\"ItemId\":\"\(id)\",\"PlaySessionId\":\"\(session)\",\"PlayMethod\":\"DirectPlay\"\(more)}"
    }

    @Test(arguments: [FakeDialect.jellyfin11, .emby4])
    func reportsMoveTheResumePoint(dialect: FakeDialect) async throws {
        try await withServer(dialect) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.itemID(1)
            let playing = "/Sessions/Playing"
            #expect(try await client.ask("POST", playing, json: report(id, "a")).status == 204)
            #expect(server.openSessions.map(\.item) == [id])
            #expect(server.userData(of: id).playCount == 1)
            let at = ",\"PositionTicks\":40000000"
            _ = try await client.ask("POST", "\(playing)/Progress", json: report(id, "a", at))
            #expect(server.userData(of: id).positionTicks == 40_000_000)
            let shown = try await client.ask("GET", "/Sessions").json[0]
            #expect(shown["NowPlayingItem"]["Id"].text == id)
            #expect(shown["PlayState"]["PositionTicks"].number == 40_000_000)
            _ = try await client.ask(
                "POST", "\(playing)/Stopped", json: report(id, "a", ",\"PositionTicks\":78000000"))
            #expect(server.openSessions == [])
            #expect(server.userData(of: id).played)
            #expect(server.userData(of: id).positionTicks == 0)
            #expect(server.illegal == [])
        }
    }

    @Test func whatIsAgainstTheRulesIsSaid() async throws {
        try await withServer(.jellyfin12) { server, stranger in
            let client = try await stranger.signedIn()
            let (one, other) = (server.itemID(1), server.itemID(2))
            func illegal(_ path: String, _ json: String) async throws -> [String] {
                server.forgetRequests()
                _ = try await client.ask("POST", "/Sessions/Playing\(path)", json: json)
                return server.illegal
            }
            let unknown = "did not begin"
            #expect(try await illegal("/Stopped", report(one, "a"))[0].contains(unknown))
            #expect(try await illegal("/Progress", report(one, "a"))[0].contains(unknown))
            #expect(try await illegal("", report(one, "a")) == [])
            #expect(try await illegal("", report(other, "b"))[0].contains("was stopped"))
            let zero = ",\"PositionTicks\":0"
            #expect(try await illegal("/Stopped", report(one, "a", zero))[0].contains("is at 0"))
            let late = ",\"PositionTicks\":900000000000"
            #expect(try await illegal("/Progress", report(other, "b", late))[0].contains("behind"))
            let bare = "{\"ItemId\":\"\(one)\",\"PlayMethod\":\"Transcode\"}"
            #expect(try await illegal("", bare)[0].contains("no PlaySessionId"))
            server.forgetRequests()
            _ = try await client.ask("GET", client.items("Recursive=true&Limit=1001"))
            #expect(server.illegal.count == 1)
        }
    }

    @Test func aStopAtNoPlaceCountsAsWatched() async throws {
        try await withServer(.jellyfin11) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.itemID(3)
            for (more, isPlayed) in [(",\"Failed\":true", false), ("", true)] {
                _ = try await client.ask("POST", "/Sessions/Playing", json: report(id, "a"))
                _ = try await client.ask(
                    "POST", "/Sessions/Playing/Stopped", json: report(id, "a", more))
                #expect(server.userData(of: id).played == isPlayed)
            }
        }
    }
}
