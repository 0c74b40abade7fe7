import Foundation
import Geometry
import MediaServerAPI
import Testing

/// Which version is played, and when the server makes it smaller.
struct PlannerTests {
    private let cell = PixelSize(width: 640, height: 360)

    private func version(_ id: String, _ width: Int?, _ height: Int?) -> MediaSource {
        MediaSource(id: id, width: width, height: height)
    }

    @Test func theSmallestThatCoversTheCellIsTaken() {
        let all = [
            version("4k", 3840, 2160), version("tiny", 320, 180), version("hd", 1280, 720),
            version("full", 1920, 1080),
        ]
        #expect(PlayPlanner.best(all, for: cell)?.id == "hd")
        #expect(PlayPlanner.best(all, for: PixelSize(width: 5000, height: 3000))?.id == "4k")
        #expect(PlayPlanner.best([version("x", nil, nil)], for: cell)?.id == "x")
        #expect(PlayPlanner.best([], for: cell) == nil)
    }

    /// What is chosen for a picture of this size.
    private func isTranscoded(
        _ width: Int, _ height: Int, _ change: (inout PlayPlanner.Situation) -> Void = { _ in }
    ) -> Bool {
        var situation = PlayPlanner.Situation(cell: cell)
        change(&situation)
        let choice = PlayPlanner.choose([version("a", width, height)], situation)
        if case .transcode(_, let bounds)? = choice {
            #expect(bounds.width == 640 && bounds.height == 360)
            return true
        }
        return false
    }

    @Test func autoLeaves1080pAlone() {
        #expect(!isTranscoded(1920, 1080))
        #expect(isTranscoded(3840, 2160))
        // A portrait 1080p is no more work.
        #expect(!isTranscoded(1080, 1920))
        #expect(isTranscoded(1920, 1080) { $0.isShedding = true })
    }

    @Test func alwaysIsWhereItIsWorthIt() {
        #expect(isTranscoded(1920, 1080) { $0.wish = .always })
        #expect(!isTranscoded(1280, 720) { $0.wish = .always })
        #expect(isTranscoded(1280, 720) { ($0.wish, $0.over) = (.always, 3) })
    }

    @Test func neverIsOnlyTheLadders() {
        #expect(!isTranscoded(3840, 2160) { $0.wish = .never })
        #expect(isTranscoded(320, 180) { ($0.wish, $0.attempt) = (.never, 1) })
    }

    @Test func withoutRoomItIsPlayedAsItIs() {
        #expect(!isTranscoded(3840, 2160) { ($0.wish, $0.hasRoom) = (.always, false) })
    }

    @Test func boundsAreEven() {
        let bounds = PlaybackQuestion.Transcode(cellWidth: 641, cellHeight: 361)
        #expect(bounds.width == 642 && bounds.height == 362 && bounds.bitrate > 400_000)
    }
}

/// Where a transcode is.
struct TranscodingAddressTests {
    private func url(_ given: String, _ base: String = "http://m:8096/jelly") throws -> String? {
        let json =
            "{\"MediaSources\":[{\"Id\":\"a\",\"TranscodingUrl\":\"\(given)\"}]}"
        let source = try #require(try Replies.playback(json).sources.first)
        return TranscodingAddress.url(
            source, at: try ServerAddress(base),
            bounds: .init(cellWidth: 640, cellHeight: 360))
    }

    @Test(arguments: ["ApiKey=S3CRET", "api_key=S3CRET", "API_KEY=S3CRET", "X-Emby-Token=S3CRET"])
    func theTokenIsTakenOut(secret: String) throws {
        let found = try #require(try url("/videos/1/master.m3u8?DeviceId=d&\(secret)&MaxWidth=1"))
        #expect(
            found == "http://m:8096/jelly/videos/1/master.m3u8?DeviceId=d&MaxWidth=1&maxHeight=360")
    }

    @Test func anotherHostGetsNothing() throws {
        #expect(try url("https://evil.example/x?ApiKey=S") == nil)
        #expect(try url("//evil.example/x") == nil)
        #expect(try url("http://m:8096/x y") == nil)
        #expect(try url("videos/1") == nil)
        #expect(try url("http://m:8096/videos/1?ApiKey=S&a=1")?.contains("ApiKey") == false)
    }
}

/// What is sent about a play.
struct ReportTests {
    private func body(_ act: PlayReport.Act, _ change: (inout PlayReport) -> Void) throws -> String
    {
        var report = PlayReport(item: "i", source: "s", session: "p")
        change(&report)
        let call = ServerCalls(.jellyfin, user: "u").report(act, report)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let body = call.body else { return "" }
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    @Test func aPositionIsInTicks() throws {
        #expect(try body(.stopped) { $0.position = 12.5 }.contains("\"PositionTicks\":125000000"))
        #expect(try !body(.progress) { _ in }.contains("PositionTicks"))
        #expect(try !body(.progress) { $0.position = .nan }.contains("PositionTicks"))
    }
}
