import MediaServerAPI
import Testing
import WallPolicy

/// What a person may write as a server's address, and what becomes of it.
struct AddressTests {
    @Test(arguments: [
        ("http://media:8096", "http://media:8096"),
        ("http://media:8096/", "http://media:8096"),
        ("https://media.example/jellyfin//", "https://media.example/jellyfin"),
        ("http://[::1]:8096/a/b", "http://[::1]:8096/a/b"),
        // Copied from a browser.
        ("http://media:8096/web/index.html", "http://media:8096"),
        ("http://media:8096/web/", "http://media:8096"),
    ])
    func itsPathIsKept(written: String, base: String) throws {
        #expect(try ServerAddress(written).base == base)
    }

    @Test(arguments: [
        "", "media", "media:8096", "ftp://media", "http://", "http://a b", "http://media/?x=1",
        "http://media/#a", "http://anna:geheim@media:8096", "http://media\\x", "http://me\ndia",
    ])
    func rubbishIsRefusedWithOneSentence(written: String) {
        #expect {
            try ServerAddress(written)
        } throws: { error in
            let words = "\(error)"
            return words.hasSuffix(".") && !words.contains("geheim") && !words.contains("\n")
        }
    }

    @Test func embyLivesBelowItsOwnPathUnlessThatWasWritten() throws {
        let emby = ServerDialect.emby
        #expect(emby.root(of: try ServerAddress("http://m:1/x")).base == "http://m:1/x/emby")
        #expect(emby.root(of: try ServerAddress("http://m:1/Emby/")).base == "http://m:1/Emby")
        #expect(
            ServerDialect.jellyfin.root(of: try ServerAddress("http://m:1")).base == "http://m:1")
    }
}

/// Who we say that we are.
struct IdentityTests {
    private let device = DeviceIdentity(device: "Lobby, \"Süd\"", id: "wall-1", version: "0.1.0")

    @Test func jellyfinGetsOneHeaderWithTheTokenInIt() {
        let headers = device.headers(.jellyfin, token: "abc")
        #expect(
            headers == [
                CallHeader(
                    "Authorization",
                    "MediaBrowser Client=\"Hyperwall\", Device=\"Lobby%2C%20%22S%C3%BCd%22\", "
                        + "DeviceId=\"wall-1\", Version=\"0.1.0\", Token=\"abc\"")
            ])
    }

    @Test func embyGetsItsOwn() {
        let headers = device.headers(.emby, token: "abc")
        #expect(headers.map(\.name) == ["X-Emby-Authorization", "X-Emby-Token"])
        #expect(headers.last?.value == "abc")
        #expect(device.headers(.emby, token: nil).count == 1)
        #expect(device.playerHeader(.emby, token: "abc") == CallHeader("X-Emby-Token", "abc"))
    }
}
