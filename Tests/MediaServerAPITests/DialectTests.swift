import Foundation
import MediaServerAPI
import Testing

/// Which language a server speaks.
struct DialectTests {
    private func dialect(_ json: String) throws -> ServerDialect? {
        ServerDialect(try JSONDecoder().decode(PublicInfo.self, from: Data(json.utf8)))
    }

    @Test func serversAreToldApart() throws {
        let jellyfin = "\"ProductName\":\"Jellyfin Server\",\"Id\":\"a\""
        #expect(try dialect("{\(jellyfin),\"Version\":\"12.0.0\"}") == .jellyfin)
        #expect(try dialect("{\(jellyfin),\"Version\":\"10.11.11\"}") == .jellyfin)
        #expect(try dialect("{\(jellyfin),\"Version\":\"10.9.0\"}") == .jellyfin)
        #expect(try dialect("{\(jellyfin),\"Version\":\"10.8.13\"}") == .jellyfinOld)
        #expect(try dialect("{\"Id\":\"a\",\"Version\":\"4.8.11.0\"}") == .emby)
    }

    @Test func somethingElseIsNone() throws {
        #expect(try dialect("{}") == nil)
        #expect(try dialect("{\"Version\":\"2.1\"}") == nil)
        #expect(try dialect("{\"Id\":7,\"Version\":[]}") == nil)
    }

    @Test func itemsKnowWhereTheyAreFrom() {
        let id = ServerDialect.emby.itemID(server: "abc", item: "1:2")
        #expect(id.rawValue == "emby:abc:1:2" && id.serverItem == "1:2")
        #expect(ServerDialect.jellyfin.itemID(server: "s", item: "i").serverItem == "i")
    }
}
