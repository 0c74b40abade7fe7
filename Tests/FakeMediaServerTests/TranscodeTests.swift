import FakeMediaServer
import Foundation
import TestSupport
import Testing

/// What ffmpeg makes for a client.
@Suite(.timeLimit(.minutes(10)))
struct TranscodeTests {
    /// Asks for a picture of 320 by 180 at most.
    private func smaller(_ client: Client, _ id: String) async throws -> Found {
        let profile =
            "{\"DirectPlayProfiles\":[],\"TranscodingProfiles\":[{\"Type\":\"Video\"}],"
            + "\"CodecProfiles\":[{\"Type\":\"Video\",\"Conditions\":["
            + "{\"Condition\":\"LessThanEqual\",\"Property\":\"Width\",\"Value\":\"320\"},"
            + "{\"Condition\":\"LessThanEqual\",\"Property\":\"Height\",\"Value\":\"200\"}]}]}"
        return try await client.ask(
            "POST", "/Items/\(id)/PlaybackInfo",
            json: "{\"UserId\":\"\(client.user)\",\"MaxStreamingBitrate\":300000,"
                + "\"DeviceProfile\":\(profile)}"
        ).json
    }

    /// The address without the token that the server writes into it.
    private func address(_ info: Found) throws -> String {
        let url = try #require(info["MediaSources"][0]["TranscodingUrl"].text)
        let parts = url.split(separator: "?", maxSplits: 1)
        let kept = parts[1].split(separator: "&").filter {
            !$0.hasPrefix("ApiKey=") && !$0.hasPrefix("api_key=")
        }
        #expect(kept.count < parts[1].split(separator: "&").count)
        return "\(parts[0])?\(kept.joined(separator: "&"))"
    }

    @Test(arguments: FakeDialect.allCases)
    func aPictureIsMadeSmaller(dialect: FakeDialect) async throws {
        try await withServer(dialect, base: "/jelly") { server, stranger in
            let client = try await stranger.signedIn()
            let info = try await smaller(client, server.itemID(2))
            let session = try #require(info["PlaySessionId"].text)
            #expect(info["MediaSources"][0]["SupportsDirectPlay"].flag == false)
            let url = try client.base + address(info)
            let words = [
                "-v", "error", "-headers", client.headers.map { $0 + "\r\n" }.joined(),
                "-show_entries", "stream=width,height:format=duration", "-of", "csv=p=0", url,
            ]
            let probe = try await onThread { try ProgramRun.of("ffprobe", words) }
            #expect(probe.text.contains("320,180"), "\(probe)")
            #expect(server.runningEncodings.map(\.playSession) == [session])
            #expect(server.runningEncodings.first?.bitrate == 300_000)
            // The last of the three segments of 8 s.
            let path = url.replacingOccurrences(of: "master.m3u8", with: "hls1/main/2.ts")
            let segment = try await client.ask("GET", path)
            #expect(segment.status == 200)
            #expect(segment.body.first == 0x47)
            let beyond = path.replacingOccurrences(of: "/2.ts", with: "/3.ts")
            #expect(try await client.ask("GET", beyond).status == 404)
            #expect(server.illegal.count == 1)
            server.forgetRequests()
            let stop = "/Videos/ActiveEncodings"
            let half = try await client.ask("DELETE", "\(stop)?playSessionId=\(session)")
            #expect(half.status == 400)
            let whole = "?deviceId=wall-1&playSessionId=\(session)"
            let stopped =
                dialect.isJellyfin
                ? try await client.ask("DELETE", stop + whole)
                : try await client.ask("POST", "\(stop)/Delete\(whole)")
            #expect(stopped.status == 204)
            #expect(server.runningEncodings == [])
            #expect(server.illegal.count == 1)
        }
    }

    @Test func theEndIsSought() async throws {
        try await withServer(.jellyfin11, files: 1) { server, stranger in
            let client = try await stranger.signedIn()
            let query = "mediaSourceId=\(server.itemID(1))&deviceId=wall-1&playSessionId=own"
            let path = "/Videos/\(server.itemID(1))/hls1/main"
            #expect(try await client.ask("GET", "\(path)/2.ts?\(query)").status == 200)
            #expect(server.encodersEver == 1)
            // Before the first that is made.
            let back = try await client.ask("GET", "\(path)/0.ts?\(query)")
            #expect(back.status == 200)
            #expect(server.encodersEver == 2)
            #expect(server.runningEncodings.count == 1)
            #expect(server.illegal == [])
        }
    }

    @Test func theServersEndEndsTheEncoders() async throws {
        let clip = try ClipStore.path(.color(0x336699, seconds: 300))
        var options = FakeMediaServer.Options(dialect: .jellyfin11, files: [clip])
        options.encodersMax = 2
        let server = try FakeMediaServer(options)
        defer { server.close() }
        let client = try await Client(server: server).signedIn()
        let query = "mediaSourceId=\(server.itemID(1))&deviceId=wall-1&playSessionId="
        let path = "/Videos/\(server.itemID(1))/hls1/main/0.ts?\(query)"
        var found: [Int] = []
        for name in ["a", "b", "c"] {
            found.append(try await client.ask("GET", path + name).status)
        }
        // A third one is too many.
        #expect(found == [200, 200, 500])
        #expect(server.runningEncodings.count == 2)
        server.close()
        #expect(server.runningEncodings == [])
    }

    @Test func anEncoderThatNobodyAsksEnds() async throws {
        try await withServer(.emby4, { $0.encoderPatience = 0.3 }) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.itemID(1)
            let path =
                "/Videos/\(id)/hls1/main/0.ts?MediaSourceId=mediasource_\(id)"
                + "&DeviceId=wall-1&PlaySessionId=own"
            #expect(try await client.ask("GET", path).status == 200)
            let ended = await soon(within: .seconds(60)) {
                server.runningEncodings.isEmpty ? true : nil
            }
            #expect(ended == true)
            // It was not the client that ended it, so that it may come back.
            let again = try await client.ask("GET", path)
            #expect(again.status == 200)
            #expect(server.illegal == [])
            _ = try await client.ask(
                "POST", "/Videos/ActiveEncodings/Delete?DeviceId=wall-1&PlaySessionId=own")
            _ = try await client.ask("GET", path)
            #expect(server.illegal.count == 1)
        }
    }

    @Test func aUserWithoutThePermissionGetsNone() async throws {
        try await withServer(.jellyfin12) { server, stranger in
            let client = try await stranger.signedIn()
            server.permit(transcoding: false)
            let info = try await smaller(client, server.itemID(2))
            #expect(info["MediaSources"][0]["SupportsTranscoding"].flag == false)
            #expect(!info["MediaSources"][0]["TranscodingUrl"].isThere)
            server.setPlaybackError("NotAllowed")
            #expect(try await smaller(client, server.itemID(2))["ErrorCode"].text == "NotAllowed")
        }
    }
}
