import FakeMediaServer
import Foundation
import MediaServer
import TestSupport
import Testing
import WallPolicy

/// How a cell opens an item, and what the server is left with.
@Suite(.timeLimit(.minutes(15)))
struct PlanTests {
    private let clip: String
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        clip = try ClipStore.path(.compass(width: 1280, height: 720, seconds: 6))
    }

    private func options(_ dialect: FakeDialect, base: String = "") -> FakeMediaServer.Options {
        .init(dialect: dialect, files: [clip], itemCount: 12, basePath: base)
    }

    private func plan(_ answer: PlayAnswer) throws -> PlayPlan {
        guard case .plan(let plan) = answer else {
            Issue.record("no plan but \(answer)")
            throw CancellationError()
        }
        return plan
    }

    @Test(arguments: FakeDialect.allCases, ["", "/jelly"])
    func directPlayHasItsTokenInAHeader(dialect: FakeDialect, base: String) async throws {
        try await withLink(options(dialect, base: base)) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            let found = try plan(await link.plan(item))
            #expect(found.url.hasPrefix(server.url) && !found.isTranscoded)
            #expect(found.headers.count == 1)
            let token = try #require(Self.token(found))
            #expect(!found.url.contains(token) && !"\(found)".contains(token))
            #expect(try await Self.fetch(found).status == 206)
            // Two cells, two play sessions.
            let other = try plan(await link.plan(item, cell: 2))
            #expect(other.url != found.url)
        }
    }

    @Test(arguments: FakeDialect.allCases)
    func aTranscodeIsNoLargerThanItsCellAndEndsWithIt(dialect: FakeDialect) async throws {
        try await withLink(
            options(dialect, base: "/jelly"),
            {
                $0.transcode = .always
                $0.transcodeOver = 2
                $0.maxTranscodes = 2
            }
        ) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            let first = try plan(await link.plan(item, cell: 1, width: 320, height: 180))
            let second = try plan(await link.plan(item, cell: 2, width: 320, height: 180))
            // Two at once are allowed; the third plays as it is.
            let third = try plan(await link.plan(item, cell: 3, width: 320, height: 180))
            #expect(first.isTranscoded && second.isTranscoded && !third.isTranscoded)
            #expect(!first.url.lowercased().contains("api_key"))
            #expect(!first.url.lowercased().contains("apikey"))
            let size = try await Self.probe(first)
            #expect(size == "320x180")
            #expect(server.runningEncodings.count >= 1)
            link.take(.left(play(1), position: 2, failed: false))
            link.take(.left(play(2), position: 2, failed: false))
            try await until("an encoder runs on") { server.runningEncodings.isEmpty }
            // One that only stands behind another waits for its turn, and takes no place.
            let ahead = await link.plan(
                item, cell: 1, load: 2, width: 320, height: 180, isNext: true)
            #expect(ahead == .notAhead)
            // Its place is free again.
            let fourth = try plan(await link.plan(item, cell: 1, load: 2, width: 320, height: 180))
            #expect(fourth.isTranscoded)
            _ = try await Self.probe(fourth)
        }
    }

    @Test func theLadderAsksForATranscode() async throws {
        try await withLink(options(.jellyfin12)) { _, link, stage in
            let item = try #require(stage.told.items.first).id
            #expect(try plan(await link.plan(item, attempt: 1)).isTranscoded)
        }
    }

    @Test func whoMayNotTranscodePlaysDirectly() async throws {
        try await withLink(options(.jellyfin11), { $0.transcode = .always }) {
            server, link, stage in
            server.permit(transcoding: false)
            let item = try #require(stage.told.items.first).id
            let found = try plan(await link.plan(item, width: 320, height: 180))
            #expect(!found.isTranscoded)
            #expect(try await Self.fetch(found).status == 206)
        }
    }

    @Test func whatACrashLeftOpenIsClosedByTheNextStart() async throws {
        let server = try FakeMediaServer(options(.jellyfin12))
        defer { server.close() }
        let stage = try LinkStage()
        let settings = try stage.settings(server.url) {
            $0.transcode = .always
            $0.transcodeOver = 1
        }
        let first = stage.link(settings)
        try await until("no items") { stage.told.items.count == 12 }
        let item = try #require(stage.told.items.first).id
        _ = try await Self.probe(try plan(await first.plan(item, width: 320, height: 180)))
        #expect(server.runningEncodings.count == 1)
        // It is gone without a word: nothing of it may reach the server any more.
        try server.setMood(.refuses)
        await first.stop(within: 0.1)
        try server.setMood(.well)
        #expect(server.runningEncodings.count == 1)
        let second = stage.link(settings)
        try await until("an encoder runs on") { server.runningEncodings.isEmpty }
        await second.stop(within: 1)
    }

    @Test func aLiveStreamIsOpenedOnceAndClosed() async throws {
        try await withLink(options(.jellyfin12), { $0.libraries = ["Live TV"] }) {
            server, link, stage in
            let item = try #require(stage.told.items.first).id
            _ = try plan(await link.plan(item, isLive: true))
            #expect(server.openLiveStreams.count == 1)
            link.take(.left(play(), position: nil, failed: false))
            try await until("the stream stays open") { server.openLiveStreams.isEmpty }
        }
    }

    // MARK: Redirects

    @Test func aRedirectToAnotherHostGetsNoToken() async throws {
        let other = try FakeMediaServer(options(.jellyfin11))
        defer { other.close() }
        try await withLink(options(.jellyfin12)) { server, link, stage in
            server.redirectStreams(to: other)
            let item = try #require(stage.told.items.first).id
            let found = try plan(await link.plan(item))
            #expect(found.url.hasPrefix(other.url))
            #expect(found.headers.isEmpty)
            #expect(other.requests.isEmpty, "not even asked")
            _ = try await Self.fetch(found)
            #expect(other.requests.allSatisfy { $0.tokenPlaces.isEmpty })
        }
    }

    @Test func aLiveStreamThatLeadsElsewhereGetsNoTokenEither() async throws {
        let other = try FakeMediaServer(options(.jellyfin11))
        defer { other.close() }
        try await withLink(options(.jellyfin12), { $0.libraries = ["Live TV"] }) {
            server, link, stage in
            server.connections.setForeign(other.connections)
            server.setFault(.redirectForeign, for: "/Videos/*")
            let item = try #require(stage.told.items.first).id
            let found = try plan(await link.plan(item, isLive: true))
            #expect(found.url.hasPrefix(other.url) && found.headers.isEmpty)
        }
    }

    @Test func aNewSignInStillEndsWhatBeganBefore() async throws {
        try await withLink(
            options(.jellyfin12), { ($0.transcode, $0.transcodeOver) = (.always, 1) }
        ) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            _ = try await Self.probe(try plan(await link.plan(item, width: 320, height: 180)))
            #expect(server.runningEncodings.count == 1)
            server.revokeTokens()
            link.signInAgain()
            try await until("no new sign-in") {
                if case .plan = await link.plan(item, cell: 2) { true } else { false }
            }
            // What plays goes on: it is not taken for what a crash left open.
            #expect(server.runningEncodings.count == 1)
            link.take(.left(play(), position: 1, failed: false))
            try await until("an encoder runs on") { server.runningEncodings.isEmpty }
        }
    }

    // MARK: What the server learns

    @Test(arguments: FakeDialect.allCases)
    func withoutReportsNothingMoves(dialect: FakeDialect) async throws {
        try await withLink(options(dialect)) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            let id = try #require(item.serverItem)
            var data = server.userData(of: id)
            data.positionTicks = 20_000_000
            server.setUserData(data, of: id)
            _ = try plan(await link.plan(item))
            link.take(.began(play(), number: 1, paused: false, muted: true, cast: false))
            link.take(.progress(play(), number: 1, position: 5, paused: false, muted: true))
            link.take(.left(play(), position: 5.9, failed: false))
            await link.stop(within: 2)
            #expect(!server.requests.contains { $0.path.hasPrefix("/Sessions/Playing") })
            #expect(server.userData(of: id).positionTicks == 20_000_000)
        }
    }

    @Test(arguments: FakeDialect.allCases)
    func reportsMoveTheResumePoint(dialect: FakeDialect) async throws {
        try await withLink(options(dialect), { $0.watchState = .report }) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            let id = try #require(item.serverItem)
            _ = try plan(await link.plan(item))
            link.take(.began(play(), number: 1, paused: false, muted: true, cast: false))
            try await until("nobody plays") { server.openSessions.count == 1 }
            link.take(.progress(play(), number: 1, position: 2, paused: false, muted: true))
            link.take(.left(play(), position: 3, failed: false))
            try await until("it still plays") { server.openSessions.isEmpty }
            #expect(server.userData(of: id).positionTicks == 30_000_000)
            // A play that never came to anything says nothing about a position.
            _ = try plan(await link.plan(item, load: 2))
            link.take(.began(play(1, 2), number: 1, paused: false, muted: true, cast: false))
            link.take(.left(play(1, 2), position: 0, failed: false))
            try await until("it still plays") {
                server.openSessions.isEmpty
                    && server.requests.count { $0.path == "/Sessions/Playing/Stopped" } == 2
            }
            #expect(server.userData(of: id).positionTicks == 30_000_000)
            #expect(!server.userData(of: id).played)
        }
    }

    @Test func aRefusedTokenIsSaid() async throws {
        try await withLink(options(.jellyfin12)) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            server.revokeTokens()
            #expect(await link.plan(item) == .failed(.status(401, subject: "Fake")))
            try await until("no new sign-in") {
                if case .plan = await link.plan(item) { true } else { false }
            }
        }
    }

    @Test func whatIsGoneIsGone() async throws {
        try await withLink(options(.emby4)) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            server.removeItems([try #require(item.serverItem)])
            #expect(await link.plan(item) == .failed(.status(404, subject: "Fake")))
        }
    }

    // MARK: A foreign client

    private static func token(_ plan: PlayPlan) -> String? {
        guard let value = plan.headers.values.first else { return nil }
        guard let mark = value.range(of: "Token=\"") else { return value }
        return String(value[mark.upperBound...].prefix { $0 != "\"" })
    }

    /// Opens it with curl as a player would: status of the answer.
    private static func fetch(_ plan: PlayPlan) async throws -> (status: Int, text: String) {
        let headers = plan.headers.flatMap { ["--header", "\($0): \($1)"] }
        let words =
            ["--silent", "--noproxy", "*", "--range", "0-99", "--output", "/dev/null"]
            + ["--write-out", "%{http_code}"] + headers + [plan.url]
        let output = try await Program.run("/usr/bin/curl", words)
        return (Int(output) ?? 0, output)
    }

    /// Reads it with ffprobe: the size of the picture.
    private static func probe(_ plan: PlayPlan) async throws -> String {
        let headers = plan.headers.map { "\($0): \($1)\r\n" }.joined()
        return try await Program.run(
            "/usr/bin/ffprobe",
            [
                "-v", "error", "-headers", headers, "-select_streams", "v:0", "-show_entries",
                "stream=width,height", "-of", "csv=p=0:s=x", "-i", plan.url,
            ]
        ).split(separator: "\n").first.map(String.init) ?? ""
    }
}

/// A program that is not of this project.
enum Program {
    /// Runs it; what it wrote, without blanks around it.
    static func run(_ path: String, _ words: [String]) async throws -> String {
        // Swift's own few threads are for the wall's link.
        try await onThread { try runHere(path, words) }
    }

    private static func runHere(_ path: String, _ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
