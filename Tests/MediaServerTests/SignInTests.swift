import FakeMediaServer
import Foundation
import MediaServer
import Testing
import WallPolicy

/// Ways into a server, and what happens when it shuts the door.
@Suite(.timeLimit(.minutes(15)))
struct SignInTests {
    @Test(arguments: FakeDialect.allCases, ["", "/jelly"])
    func byNameAndPassword(dialect: FakeDialect, base: String) async throws {
        let options = FakeMediaServer.Options(dialect: dialect, itemCount: 20, basePath: base)
        try await withLink(options) { server, _, stage in
            #expect(stage.told.status?.phase == .connected)
            #expect(stage.told.status?.user == "anna")
            #expect(stage.told.items.count == 20)
            #expect(Set(stage.told.items.map(\.id)).count == 20)
        }
    }

    @Test(arguments: FakeDialect.allCases)
    func byAnAPIKeyOfWhichTheUserIsNamed(dialect: FakeDialect) async throws {
        let server = try FakeMediaServer(.init(dialect: dialect, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let file = stage.folder.at("key")
        try Data("\(server.apiKey)\n".utf8).write(to: URL(fileURLWithPath: file))
        // Without a user it says what is missing, and asks no more.
        let first = stage.link(
            try stage.settings(server.url, signsIn: false) { $0.tokenFile = file })
        try await until("nothing was said") { stage.told.status?.phase == .signInNeeded }
        #expect(stage.told.status?.words.contains("HYPERWALL_SERVER_USER") == true)
        await first.stop(within: 1)
        server.forgetRequests()

        let second = stage.link(
            try stage.settings(server.url, signsIn: false) {
                $0.tokenFile = file
                $0.serverUser = "Anna"
            })
        try await until("no items") { stage.told.items.count == 5 }
        await second.stop(within: 1)
        // Whether it is a key or a token is asked once; there is no other way to know.
        #expect(server.illegal.allSatisfy { $0.hasPrefix("GET /Users/Me:") })
        #expect(server.illegal.count <= 1)
        // To Jellyfin a key is no device, which is said instead of dialling in vain.
        #expect((stage.told.accesses > 0) == (dialect == .emby4))
        #expect(stage.told.notCommanded.contains("API key") == (dialect != .emby4))
    }

    @Test(arguments: [403, 500])
    func aServerThatDoesNotSayWhoseTokenItIsLetsTheWallIn(status: Int) async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        server.setFault(.status(status), for: "/Users/Me")
        let stage = try LinkStage()
        let file = stage.folder.at("key")
        try Data("\(server.apiKey)\n".utf8).write(to: URL(fileURLWithPath: file))
        let link = stage.link(
            try stage.settings(server.url, signsIn: false) {
                $0.tokenFile = file
                $0.serverUser = "Anna"
            })
        try await until("no items") { stage.told.items.count == 5 }
        await link.stop(within: 1)
    }

    @Test func whatALoginLeftIsNoKeyForTheCells() async throws {
        let server = try FakeMediaServer(.init(dialect: .emby4, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let visit = ServerVisit(try stage.settings(server.url))
        let found = try await visit.find()
        _ = try await visit.signIn(on: found, name: "anna", password: "geheim")
        visit.end()
        let link = stage.link(
            try stage.settings(server.url, signsIn: false) {
                $0.serverUser = "Anna"
                $0.remoteDevices = .cells
            })
        link.arrange(cells: 2)
        try await until("nothing was said") { !stage.told.notes.isEmpty }
        #expect(stage.told.devices.keys.sorted() == [0], "a token is of one device")
        #expect(stage.told.notes.first?.contains("API key in HYPERWALL_TOKEN_FILE") == true)
        await link.stop(within: 1)
    }

    @Test func byACodeThatSomebodyConfirms() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url, signsIn: false))
        try await until("no code was shown") { stage.told.status?.code != nil }
        let code = try #require(stage.told.status?.code)
        #expect(stage.told.status?.phase == .confirming)
        #expect(server.confirmCode(code))
        try await until("nobody was signed in") { stage.told.items.count == 5 }
        await link.stop(within: 1)

        // The next start needs nobody.
        server.forgetRequests()
        let next = stage.link(try stage.settings(server.url, signsIn: false))
        try await until("not signed in again") { server.requests.contains { $0.path == "/Items" } }
        await next.stop(within: 1)
        #expect(!server.requests.contains { $0.path.hasPrefix("/QuickConnect") })
        let mode = try FileManager.default.attributesOfItem(atPath: stage.files.credentials)
        #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test func aWrongPasswordIsTriedOnce() async throws {
        let server = try FakeMediaServer(.init(dialect: .emby4, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let file = stage.folder.at("password")
        try Data("falsch\n".utf8).write(to: URL(fileURLWithPath: file))
        let link = stage.link(
            try stage.settings(server.url) {
                $0.password = nil
                $0.passwordFile = file
            })
        try await until("nothing was said") { stage.told.status?.phase == .signInNeeded }
        // Many looks later…
        try await ContinuousClock().sleep(for: .milliseconds(400))
        #expect(server.requests.count { $0.path == "/Users/AuthenticateByName" } == 1)
        // …somebody mends the file, and nothing else is needed.
        try Data("geheim\n".utf8).write(to: URL(fileURLWithPath: file))
        try await until("not signed in") { stage.told.items.count == 5 }
        await link.stop(within: 1)
    }

    @Test func aRevokedTokenIsOneNewSignIn() async throws {
        try await withLink(.init(dialect: .jellyfin11, files: [], itemCount: 5)) {
            server, link, stage in
            server.revokeTokens()
            server.forgetRequests()
            link.signInAgain()
            try await until("no new sign-in") {
                server.requests.contains { $0.path == "/Users/AuthenticateByName" }
                    && stage.told.status?.phase == .connected
                    && server.requests.contains { $0.path == "/Items" }
            }
            #expect(server.requests.count { $0.path == "/Users/AuthenticateByName" } == 1)
        }
    }

    @Test func aRevokedTokenWithoutCredentialsIsNoLoop() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let first = stage.link(try stage.settings(server.url, signsIn: false))
        try await until("no code was shown") { stage.told.status?.code != nil }
        #expect(server.confirmCode(try #require(stage.told.status?.code)))
        try await until("nobody was signed in") { stage.told.items.count == 5 }
        server.revokeTokens()
        server.forgetRequests()
        first.signInAgain()
        try await until("nothing was said") { stage.told.status?.phase == .signInNeeded }
        #expect(stage.told.status?.words.contains("hyperwall login") == true)
        try await ContinuousClock().sleep(for: .milliseconds(400))
        let asked = server.requests.filter { !$0.tokenPlaces.isEmpty }.count
        #expect(asked <= 2, "a token that was refused is not tried again: \(asked)")
        await first.stop(within: 1)
    }

    @Test func aLookAtTheServerDoesNotSignTheWallOut() async throws {
        try await withLink(.init(dialect: .jellyfin12, itemCount: 5)) { server, link, stage in
            let visit = ServerVisit(try stage.settings(server.url))
            let before = server.tokens
            let found = try await visit.find()
            let guest = try await visit.signIn(on: found)
            #expect(try await visit.libraries(of: guest).count >= 4)
            await visit.leave(guest)
            visit.end()
            #expect(server.tokens == before, "the wall's is good, and the visit's is gone")
        }
    }

    @Test func aServerThatTakesThePasswordAndNotTheTokenIsGivenUp() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        server.setFault(.status(401), for: "/UserViews")
        let stage = try LinkStage()
        var settings = try stage.settings(server.url)
        settings.sessionMin = .seconds(60)
        settings.hastyPause = .milliseconds(10)
        let link = stage.link(settings)
        try await until("it goes on and on") { stage.told.status?.phase == .signInNeeded }
        #expect(server.requests.count { $0.path == "/Users/AuthenticateByName" } == 3)
        await link.stop(within: 1)
    }

    @Test func credentialsThatOthersCanReadAreRefused() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let path = stage.files.credentials
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data("{\"schema\":1,\"servers\":[]}".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let link = stage.link(try stage.settings(server.url, signsIn: false))
        try await until("nothing was said") { stage.told.status?.phase == .signInNeeded }
        #expect(stage.told.status?.words.contains("chmod 600") == true)
        await link.stop(within: 1)
    }
}
