import FakeMediaServer
import FaultyServer
import Foundation
import TestSupport
import Testing

/// What tests make the server do.
@Suite(.timeLimit(.minutes(10)))
struct BehaviourTests {
    @Test func anyRouteHasAnyFault() async throws {
        try await withServer(.jellyfin11, base: "/jelly") { server, stranger in
            let client = try await stranger.signedIn()
            let views = "/UserViews"
            server.setFault(.status(503), for: "/User*")
            #expect(try await client.ask("GET", views).status == 503)
            server.setFault(.html, for: views)
            #expect(try await client.ask("GET", views).headers["content-type"] == "text/html")
            server.setFault(.cut(percent: 50), for: views)
            let half = try await client.ask("GET", views)
            #expect(half.status == 200 && half.json.value == nil && !half.body.isEmpty)
            server.setFault(nil, for: views)
            server.setFault(nil, for: "/User*")
            #expect(try await client.ask("GET", views).json["Items"].isThere)
            // The doing is done, only the answer is lost.
            server.setFault(.cut(percent: 0), for: "/UserFavoriteItems*")
            _ = try await client.ask("POST", "/UserFavoriteItems/\(server.itemID(4))")
            #expect(server.userData(of: server.itemID(4)).isFavorite)
            server.setFault(.stall(afterBytes: 100), for: "/Videos/*")
            let url = "/Videos/\(server.itemID(4))/stream?static=true&mediaSourceId="
            // Long enough that what comes before the stall has come.
            let part = try await client.ask(
                "GET", url + server.itemID(4), more: ["--max-time", "3"])
            #expect(part.body.count == 100)
            try server.mendAll()
            #expect(try await client.ask("GET", url + server.itemID(4)).body.count > 100)
            server.setFault(.redirectSame, for: "/Videos/*")
            let again = try await client.ask("GET", url + server.itemID(4), more: ["--location"])
            #expect(again.status == 200 && again.body.count > 100)
            #expect(server.illegal == [])
        }
    }

    @Test func streamsGoElsewhereWithoutTheToken() async throws {
        try await withServer(.emby4, files: 2) { server, stranger in
            let other = try FakeMediaServer(server.options)
            defer { other.close() }
            let client = try await stranger.signedIn()
            server.redirectStreams(to: other)
            let id = server.itemID(1)
            let url = "/Videos/\(id)/stream?static=true&mediaSourceId=mediasource_\(id)"
            let sent = try await client.ask("GET", url)
            let target = try #require(sent.headers["location"])
            #expect(target == "\(other.url)/redirected/1")
            let file = try Data(contentsOf: URL(fileURLWithPath: server.files(of: id)[0]))
            #expect(try await client.ask("GET", target, headers: []).body == file)
            #expect(other.illegal == [])
            _ = try await client.ask("GET", target)
            #expect(other.illegal.count == 1)
        }
    }

    @Test func itIsSilentOrNotThere() async throws {
        try await withServer(.jellyfin12) { server, client in
            try server.setMood(.hangs)
            let silent = try await client.ask(
                "GET", "/System/Ping", more: ["--max-time", "0.3"])
            #expect(silent.status == 0)
            try server.setMood(.refuses)
            #expect(try await client.ask("GET", "/System/Ping").status == 0)
            try server.mendAll()
            #expect(try await client.ask("GET", "/System/Ping").json.text == "Jellyfin Server")
            // The same by a person's hands.
            let root = "http://127.0.0.1:\(server.port)/fake"
            _ = try await client.ask("POST", "\(root)/silent?seconds=0.3")
            let came = try await soon(within: .seconds(60)) { () -> Bool? in
                let ping = try await client.ask("GET", "/System/Ping", more: ["--max-time", "1"])
                return ping.status == 200 ? true : nil
            }
            #expect(came == true)
        }
    }

    @Test func peopleDoTheSameByURL() async throws {
        try await withServer(.jellyfin12) { server, stranger in
            let client = try await stranger.signedIn()
            let root = "http://127.0.0.1:\(server.port)/fake"
            func go(_ path: String) async throws -> String {
                try await client.ask("POST", "\(root)/\(path)", headers: []).text
            }
            #expect(try await go("add?count=5") == "Done.\n")
            #expect(server.itemIDs.count == 105)
            #expect(try await go("remove?ids=\(server.itemID(3))") == "Done.\n")
            #expect(try await client.ask("GET", "/Items/\(server.itemID(3))").status == 404)
            #expect(server.illegal == [])
            _ = try await client.ask("GET", "/Nothing")
            #expect(try await go("illegal") == "GET /Nothing: is no route of Jellyfin 12.\n")
            #expect(try await go("clock?seconds=-86400") == "Done.\n")
            let date = try await client.ask("GET", "/System/Ping").headers["date"] ?? ""
            #expect(!date.contains(try await go("no-such")) && date.hasSuffix(" GMT"))
            #expect(try await go("fault?path=/Users/*&fault=status:500") == "Done.\n")
            #expect(try await client.ask("GET", "/Users/Me").status == 500)
            #expect(try await go("clear?path=/Users/*") == "Done.\n")
            #expect(try await go("else") == "Done.\n")
            let page = try await client.ask("GET", "/System/Info/Public")
            #expect(page.status == 200 && page.text.contains("<html>"))
            #expect(try await go("else?on=false") == "Done.\n")
            #expect(try await go("revoke") == "Done.\n")
            #expect(try await client.ask("GET", "/Users/Me").status == 401)
            _ = try await client.ask("POST", "/QuickConnect/Initiate")
            #expect(try await go("authorize") == "Done.\n")
            #expect(server.waitingCode == nil)
        }
    }

    @Test func theClockIsWrong() async throws {
        try await withServer(.emby4) { server, client in
            server.setClock(ahead: -36 * 3600)
            let date = try await client.ask("GET", "/System/Ping").headers["date"]
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            let said = try #require(date.flatMap { format.date(from: $0) })
            #expect(abs(said.timeIntervalSinceNow + 36 * 3600) < 60)
        }
    }

    @Test func anOldJellyfinHasTheOldRoutesOnly() async throws {
        try await withServer(.jellyfin10, { $0.version = "10.8.13" }) { server, stranger in
            let client = try await stranger.signedIn()
            #expect(try await client.ask("GET", "/UserViews").status == 404)
            let views = try await client.ask("GET", "/Users/\(client.user)/Views")
            #expect(views.json["Items"].list.count > 3)
            let other = try await client.ask("GET", "/Users/00000000000000000000000000000000/Views")
            #expect(other.status == 404)
        }
    }
}
