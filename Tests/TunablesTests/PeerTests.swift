import Testing

@testable import Tunables

/// Addresses of other walls, and the list of them.
@Suite struct PeerTests {
    @Test(arguments: [
        ("foyer", "http://foyer:8585", "foyer"), ("Foyer:80", "http://foyer:80", "foyer:80"),
        ("192.168.1.7", "http://192.168.1.7:8585", "192.168.1.7"),
        ("::1", "http://[::1]:8585", "[::1]"), ("[fe80::1]:9", "http://[fe80::1]:9", "[fe80::1]:9"),
        ("http://foyer", "http://foyer", "foyer"),
        ("HTTPS://walls.example/a/b/", "https://walls.example/a/b", "https://walls.example/a/b"),
        ("http://tv_2.lan:8585/", "http://tv_2.lan:8585", "tv_2.lan"),
    ])
    func addressesAreUnderstood(text: String, base: String, name: String) throws {
        let address = try WallAddress(text)
        #expect(address.base == base && address.name == name)
        #expect(try WallAddress(address.base) == address)
        #expect(address.isEncrypted == base.hasPrefix("https:"))
        #expect(address.isLoopback == base.contains("[::1]"))
    }

    @Test func onlyThisMachineIsThisMachine() throws {
        for text in ["localhost", "a.localhost:1", "127.9.9.9", "[::1]:1", "https://localhost/x"] {
            #expect(try WallAddress(text).isLoopback, "\(text)")
        }
        for text in ["127.example", "localhost.example", "128.0.0.1", "127.0.0.1.example", "::"] {
            #expect(try !WallAddress(text).isLoopback, "\(text)")
        }
    }

    @Test(arguments: [
        "", " ", "a b", "a:b", "a:0", "a:65536", "a:", ":8585", "[::1", "[x]:1", "a/b", "-a",
        "a..b",
        "foyer.", "ftp://a", "http://", "http://a:1:2", "http://u:geheim@a", "u:geheim@a", "a?b",
        "http://a/#b", "http://a/?geheim", "http://a/../b", "http://a/%2e", "größe", "a\nb",
        "http://a\\b", String(repeating: "a", count: 64), String(repeating: "a.", count: 300),
    ])
    func whatIsNoAddressIsSaid(text: String) {
        let problem = #expect(throws: WallAddress.Problem.self) { try WallAddress(text) }
        #expect(problem?.description.contains("geheim") == false)
    }

    @Test(arguments: [
        ("foyer", "“=” is missing"), ("Foyer=http://a", "small letters"), ("=http://a", "small"),
        ("a=foyer", "no address"), ("a=ftp://b", "http and https"), ("a=", "no address"),
        ("a=http://u:geheim@b,/t", "token belongs into a file"), ("a=http://b,", "token file"),
        ("a=http://b;b=http://c;a=http://d", "wall 3 of 3: the name “a” is taken"),
        (
            (0..<33).map { "w\($0)=http://b" }.joined(separator: ";"), "33 walls"
        ),
        (String(repeating: "a", count: 33) + "=http://b", "small letters"),
    ])
    func aBadListIsOneSentence(text: String, words: String) throws {
        let start = resolve(environment: ["HYPERWALL_PEERS": text])
        let message = try #require(start.errors.first?.message)
        #expect(start.errors.count == 1 && message.contains("HYPERWALL_PEERS"))
        #expect(message.contains(words), "\(message)")
        #expect(!message.contains("geheim"))
        #expect(start.settings.peers.isEmpty)
    }

    @Test func aTokenOnAnOpenLineIsWarnedAbout() {
        let open = resolve(environment: ["HYPERWALL_PEERS": "bar=http://bar:8585,/t;b=http://c"])
        #expect(open.warnings.compactMap(\.name) == ["HYPERWALL_PEERS"])
        #expect(open.warnings.first?.message.contains("the token of “bar” over") == true)
        let two = resolve(environment: ["HYPERWALL_PEERS": "bar=http://b,/t;foyer=http://f,/t"])
        #expect(two.warnings.first?.message.contains("the tokens of “bar”, “foyer” over") == true)
        for safe in ["bar=https://bar,/t", "bar=http://127.0.0.1:1,/t", "bar=http://bar"] {
            #expect(resolve(environment: ["HYPERWALL_PEERS": safe]).warnings.isEmpty)
        }
    }
}
