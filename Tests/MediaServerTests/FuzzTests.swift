import Foundation
import Logging
import MediaServerAPI
import TestSupport
import Testing

@testable import MediaServer

/// Replies and files that nobody would send, 100,000 and more: nothing crashes, nothing that
/// is read exceeds its bounds, and no error says what was in them.
@RenderThread struct FuzzTests {
    private static let token = "t0p5ecretT0ken"

    @Test func pagesOfItems() throws {
        try fuzz(ItemsReply.self, cases: 16_000, seed: 1, Self.page) { reply in
            reply.items.count <= ReplyBounds.pageItemsMax * 4 && reply.items.count <= reply.received
                && (reply.total ?? 0) >= 0 && reply.items.allSatisfy(Self.isBounded)
        }
    }

    @Test func items() throws {
        try fuzz(ServerItem.self, cases: 20_000, seed: 2, Self.item, Self.isBounded)
    }

    @Test func playbackInfos() throws {
        try fuzz(PlaybackReply.self, cases: 16_000, seed: 3, Self.playback) { reply in
            reply.sources.count <= ReplyBounds.sourcesMax
                && reply.sources.allSatisfy(Self.isBounded) && Self.isName(reply.session)
                && Self.isName(reply.error, bytesMax: 64)
        }
    }

    @Test func signIns() throws {
        try fuzz(SignInReply.self, cases: 14_000, seed: 4, Self.signIn) { reply in
            AccessToken.isToken(reply.token) && Self.isBounded(reply.user)
                && (reply.user.name.contains(Self.token) || !"\(reply)".contains(Self.token))
        }
    }

    @Test func users() throws {
        let user = "{\"Name\":\"anna\",\"Id\":\"a1\",\"HasPassword\":true}"
        let sample = "[\(user),\(user),{\"Name\":\"ben\",\"Id\":\"b2\"}]"
        try fuzz(UsersReply.self, cases: 10_000, seed: 5, sample) { reply in
            reply.users.count <= 10_000 && reply.users.allSatisfy(Self.isBounded)
        }
        try fuzz(ServerUser.self, cases: 6_000, seed: 6, user, Self.isBounded)
    }

    @Test func codes() throws {
        let sample = """
            {"Authenticated":false,"Secret":"\(Self.token)","Code":"123456","DeviceId":"d",
            "DateAdded":"2024-01-01T00:00:00Z"}
            """
        try fuzz(QuickConnectReply.self, cases: 8_000, seed: 7, sample) { reply in
            Self.isName(reply.secret, bytesMax: 512) && Self.isName(reply.code, bytesMax: 32)
        }
    }

    @Test func marks() throws {
        let sample = "{\"PlaybackPositionTicks\":0,\"IsFavorite\":true,\"Key\":\"k\"}"
        try fuzz(UserDataReply.self, cases: 8_000, seed: 8, sample) { _ in true }
    }

    @Test func whatAServerSaysOfItself() throws {
        let sample = """
            {"LocalAddress":"http://10.0.0.2:8096","ServerName":"den","Version":"10.11.11",
            "ProductName":"Jellyfin Server","OperatingSystem":"","Id":"0123456789abcdef"}
            """
        try fuzz(PublicInfo.self, cases: 8_000, seed: 9, sample) { info in
            // Its version is computed with.
            _ = ServerDialect(info)
            return Self.isName(info.serverName, bytesMax: 200)
                && Self.isName(info.version, bytesMax: 64)
                && Self.isName(info.productName, bytesMax: 64) && Self.isName(info.id)
        }
    }

    // MARK: Files

    @Test func credentials() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let entry = """
            {"url":"http://media.example:8096","userID":"u","userName":"anna",
            "token":"\(Self.token)","device":"hyperwall-0123"}
            """
        let sample = Array("{\"schema\":1,\"servers\":[\(entry),\(entry)]}".utf8)
        let file = CredentialsFile(path: folder.at("credentials"))
        let address = try ServerAddress("http://media.example:8096")
        var mutator = Mutator(seed: 10)
        for number in 0..<3_000 {
            try put(mutator.mutated(sample), file.path)
            do throws(ServerTrouble) {
                guard let entry = try file.entry(for: address) else { continue }
                #expect(AccessToken.isToken(entry.token), "case \(number)")
                #expect(!"\(entry)".contains(entry.token) || entry.userName == entry.token)
            } catch {
                #expect(!"\(error)".contains(Self.token), "case \(number)")
            }
        }
    }

    @Test func openEncodings() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let entry = """
            {"server":"s","device":"d","session":"p","liveStream":null,"isTranscode":true}
            """
        let sample = Array("{\"schema\":1,\"open\":[\(entry),\(entry)]}".utf8)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var mutator = Mutator(seed: 11)
        for number in 0..<3_000 {
            try put(mutator.mutated(sample), folder.at("encodings"))
            let list = EncodingsList(path: folder.at("encodings"), logger: logger)
            let count = await list.all.count
            #expect(count <= EncodingsList.entriesMax, "case \(number)")
        }
    }

    @Test func deviceFiles() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let files = ServerFiles(environment: [:], state: folder.path)
        let sample = Array("hyperwall-0123456789abcdef0123456789abcdef\n".utf8)
        var mutator = Mutator(seed: 12)
        // Each bad one is replaced on disk, which takes its time.
        for number in 0..<300 {
            try put(mutator.mutated(sample), folder.at("den.device"))
            let id = files.deviceID(wall: "den")
            #expect((8...64).contains(id.utf8.count), "case \(number)")
            #expect(id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 })
            #expect(files.deviceID(wall: "den") == id, "case \(number)")
        }
    }

    // MARK: Help

    /// What is the matter with a case is said with its seed and number; its bytes may be long.
    private func fuzz<Reply: Decodable>(
        _: Reply.Type, cases: Int, seed: UInt64, _ text: String, _ isGood: (Reply) -> Bool
    ) throws {
        let sample = Array(text.utf8)
        let decoder = JSONDecoder()
        #expect(isGood(try decoder.decode(Reply.self, from: Data(sample))))
        var mutator = Mutator(seed: seed)
        var good = 0
        for number in 0..<cases {
            let bytes = mutator.mutated(sample)
            do {
                let reply = try decoder.decode(Reply.self, from: Data(bytes))
                good += 1
                if !isGood(reply) { Issue.record("seed \(seed), case \(number): out of bounds") }
            } catch {
                let field = ReplyTrouble.field(of: error, in: bytes)
                let isFine =
                    !field.isEmpty && field.count <= 160 && !field.contains(Self.token)
                    && !field.unicodeScalars.contains(where: Self.isControl)
                if !isFine { Issue.record("seed \(seed), case \(number): “\(field.prefix(80))”") }
            }
        }
        // Neither all nor none of them: the mutations do something, and not too much.
        #expect(good > cases / 20 && good < cases, "\(good) of \(cases) could be read")
    }

    private func put(_ bytes: [UInt8], _ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        #expect(write(file, bytes, bytes.count) == bytes.count)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Whether it can be shown and is no longer than that; nothing is fine, too.
    private static func isName(
        _ text: String?, bytesMax: Int = ReplyBounds.idBytesMax
    ) -> Bool {
        guard let text else { return true }
        return text.utf8.count <= bytesMax && !text.unicodeScalars.contains(where: isControl)
    }

    private static func isTitle(_ text: String?) -> Bool {
        isName(text, bytesMax: ReplyBounds.titleBytesMax)
    }

    private static func isBounded(_ user: ServerUser) -> Bool {
        !user.id.isEmpty && isName(user.id) && isTitle(user.name)
    }

    private static func isBounded(_ source: MediaSource) -> Bool {
        !source.id.isEmpty && isName(source.id) && isName(source.tag)
            && isName(source.container, bytesMax: 64) && isName(source.liveStream, bytesMax: 512)
            && (source.bitrate ?? 0) >= 0 && (source.pixels ?? 1) > 0
    }

    private static func isBounded(_ item: ServerItem) -> Bool {
        let words = [item.type, item.collection]
        guard !item.id.isEmpty, isName(item.id), words.allSatisfy({ isName($0, bytesMax: 64) }),
            isTitle(item.name), isTitle(item.series), item.artists.count <= 8,
            item.artists.allSatisfy(isTitle), item.sources.count <= ReplyBounds.sourcesMax,
            item.sources.allSatisfy(isBounded)
        else { return false }
        guard let picture = item.picture else { return true }
        return isName(picture.item) && isName(picture.kind, bytesMax: 64) && isName(picture.tag)
    }

    private static let source = """
        {"Id":"s1","Container":"mkv","ETag":"e","Bitrate":4000000,"SupportsDirectPlay":true,
        "SupportsDirectStream":true,"SupportsTranscoding":true,"RequiresOpening":false,
        "TranscodingUrl":"/videos/s1/master.m3u8?ApiKey=\(token)","IsInfiniteStream":false,
        "MediaStreams":[{"Type":"Audio"},{"Type":"Video","Width":1920,"Height":1080.0}]}
        """
    private static let item = """
        {"Id":"0a1b","Type":"Episode","Name":"Am Bach","SeriesName":"Berge","ParentIndexNumber":2,
        "IndexNumber":5,"Artists":["a","b"],"CollectionType":"movies","LocationType":"FileSystem",
        "UserData":{"IsFavorite":true},"ImageTags":{"Primary":"p"},"SeriesId":"s",
        "SeriesPrimaryImageTag":"t","BackdropImageTags":["b1"],"MediaSources":[\(source)]}
        """
    private static let page = """
        {"Items":[{"Id":"0a1b","Type":"Movie","Name":"Ä","ImageTags":{"Thumb":"x"}},
        {"Id":7,"Name":"Zwei","UserData":{"IsFavorite":false},"Artists":["a"]}],
        "TotalRecordCount":2,"StartIndex":0}
        """
    private static let playback = """
        {"MediaSources":[\(source)],"PlaySessionId":"p1","ErrorCode":null}
        """
    private static let signIn = """
        {"User":{"Name":"anna","Id":"u1","Policy":{"IsAdministrator":false}},
        "SessionInfo":{"Id":"x"},"AccessToken":"\(token)","ServerId":"0123"}
        """
}
