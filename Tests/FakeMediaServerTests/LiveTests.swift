import FakeMediaServer
import Foundation
import TestSupport
import Testing

/// Channels.
@Suite(.timeLimit(.minutes(10)))
struct LiveTests {
    @Test(arguments: [FakeDialect.jellyfin11, .emby4])
    func aChannelIsOpenedWatchedAndClosed(dialect: FakeDialect) async throws {
        try await withServer(dialect) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.channelID(0)
            let info = try await client.ask(
                "POST", "/Items/\(id)/PlaybackInfo",
                json: "{\"DeviceProfile\":\(PlayingTests.anything)}"
            ).json["MediaSources"][0]
            #expect(info["RequiresOpening"].flag == true)
            #expect(info["IsInfiniteStream"].flag == true)
            #expect(!info["LiveStreamId"].isThere)
            let token = try #require(info["OpenToken"].text)
            let opened = try await client.ask(
                "POST", "/LiveStreams/Open", json: "{\"OpenToken\":\"\(token)\"}"
            ).json["MediaSource"]
            let live = try #require(opened["LiveStreamId"].text)
            #expect(opened["RequiresOpening"].flag == false)
            #expect(server.openLiveStreams == [live])
            let url = "/Videos/\(id)/stream.ts?static=true&mediaSourceId=\(info["Id"].text ?? "")"
            #expect(try await watch(client, "\(url)&liveStreamId=\(live)") == 0x47)
            #expect(server.illegal == [])
            #expect(try await client.ask("GET", url).status == 500)
            #expect(server.illegal.count == 1)
            let close = "/LiveStreams/Close?liveStreamId=\(live)"
            #expect(try await client.ask("POST", close).status == 204)
            #expect(server.openLiveStreams == [])
            #expect(try await client.ask("GET", "\(url)&liveStreamId=\(live)").status == 404)
        }
    }

    /// Watches until something comes.
    /// - Returns: the first byte.
    private func watch(_ client: Client, _ path: String) async throws -> UInt8? {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let headers = client.headers.flatMap { ["--header", $0] }
        let viewer = try ChildProcess(
            ["curl", "--silent", "--noproxy", "*", "--no-buffer"] + headers + [client.base + path],
            files: [1: folder.at("seen"), 2: "/dev/null"])
        let byte = try await soon(within: .seconds(60)) {
            try Data(contentsOf: URL(fileURLWithPath: folder.at("seen"))).first
        }
        // It has no end.
        #expect(viewer.exitStatus == nil)
        await viewer.stop()
        return byte
    }

    @Test func aChannelIsOpenedInPassing() async throws {
        try await withServer(.jellyfin12) { server, stranger in
            let client = try await stranger.signedIn()
            let info = try await client.ask(
                "POST", "/Items/\(server.channelID(1))/PlaybackInfo",
                json: "{\"AutoOpenLiveStream\":true,\"DeviceProfile\":\(PlayingTests.anything)}"
            ).json["MediaSources"][0]
            let live = try #require(info["LiveStreamId"].text)
            #expect(server.openLiveStreams == [live])
            server.expire(.lives)
            #expect(server.openLiveStreams == [])
        }
    }
}
