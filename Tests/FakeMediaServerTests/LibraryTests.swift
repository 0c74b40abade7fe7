import FakeMediaServer
import Testing

/// What there is to play.
@Suite(.timeLimit(.minutes(10)))
struct LibraryTests {
    @Test(arguments: [FakeDialect.jellyfin11, .emby4])
    func aClientPagesThroughAll(dialect: FakeDialect) async throws {
        try await withServer(dialect, items: 1234) { server, stranger in
            let client = try await stranger.signedIn()
            let views = try await client.ask(
                "GET", dialect.isJellyfin ? "/UserViews" : "/Users/\(client.user)/Views"
            ).json["Items"].list
            #expect(views.compactMap { $0["CollectionType"].text }.contains("movies"))
            var ids: [String] = []
            var missing = 0
            while true {
                let page = try await client.ask(
                    "GET",
                    client.items(
                        "Recursive=true&IncludeItemTypes=Movie,Episode,Video,MusicVideo&SortBy=SortName"
                            + "&StartIndex=\(ids.count)&Limit=500&ExcludeLocationTypes=Virtual"
                    )
                ).json
                // Emby does not hide what has no file.
                #expect(page["TotalRecordCount"].number == (dialect.isJellyfin ? 1234 : 1237))
                let items = page["Items"].list
                if items.isEmpty { break }
                ids += items.compactMap { $0["Id"].text }
                missing += items.count { $0["LocationType"].text == "Virtual" }
            }
            #expect(missing == (dialect.isJellyfin ? 0 : 3))
            #expect(ids.dropLast(missing) == server.itemIDs[...])
            #expect(ids[0].count == (dialect.isJellyfin ? 32 : 6))
            #expect(server.illegal == [])
            let one = try await client.ask(
                "GET",
                dialect.isJellyfin ? "/Items/\(ids[5])" : "/Users/\(client.user)/Items/\(ids[5])"
            ).json
            #expect(one["Id"].text == ids[5])
            #expect(one["MediaSources"][0]["MediaStreams"][0]["Width"].number == 640)
        }
    }

    @Test func aHundredThousandAreNoWork() async throws {
        try await withServer(.jellyfin12, items: 100_000) { server, stranger in
            let client = try await stranger.signedIn()
            let query = "Recursive=true&IncludeItemTypes=Movie,Episode,Video,MusicVideo"
            for start in [0, 50_000, 99_500] {
                let page = try await client.ask(
                    "GET", client.items("\(query)&Limit=500&IsMissing=false&StartIndex=\(start)")
                ).json
                #expect(page["Items"].list.count == 500)
                #expect(page["Items"][0]["Id"].text == server.itemID(start))
                #expect(page["TotalRecordCount"].number == 100_000)
            }
        }
    }

    @Test func whatIsAskedForIsFound() async throws {
        try await withServer(.jellyfin11, items: 400) { server, stranger in
            let client = try await stranger.signedIn()
            func total(_ query: String) async throws -> Int? {
                try await client.ask("GET", client.items("Recursive=true&Limit=1&\(query)"))
                    .json["TotalRecordCount"].number
            }
            #expect(try await total("IncludeItemTypes=Movie") == 100)
            #expect(try await total("IncludeItemTypes=Episode") == 103)
            #expect(try await total("IncludeItemTypes=Episode&IsMissing=false") == 100)
            #expect(try await total("ParentId=\(server.viewID(3))") == 100)
            #expect(try await total("IncludeItemTypes=Playlist") == 2)
            let space = try await total("ParentId=\(server.collectionID(0))")
            #expect(space ?? 0 > 5)
            #expect(try await total("Tags=aquarium") == 4)
            #expect(try await total("Genres=Jazz%20%26%20Blues%7CDrama") == 133)
            #expect(try await total("Filters=IsFavorite") == 0)
            server.addItems(3)
            server.removeFirstItems(1)
            #expect(try await total("IsMissing=false") == 402)
            server.setTotalOffset(-2)
            #expect(try await total("IsMissing=false") == 400)
            let list = try await client.ask(
                "GET", "/Playlists/\(server.playlistID(0))/Items?userId=\(client.user)&Limit=100")
            #expect(list.json["Items"].list.count == 25)
            #expect(
                try await client.ask("GET", "/LiveTv/Channels?Limit=100").json["Items"][2]["Type"]
                    .text == "TvChannel")
            #expect(server.illegal == [])
            _ = try await client.ask("GET", client.items("IncludeItemTypes=Film&Limit=5000"))
            #expect(server.illegal.count == 2)
        }
    }

    @Test func thingsChangeWhileAClientPages() async throws {
        try await withServer(.emby4, items: 100, { $0.missingCount = 0 }) { server, stranger in
            let client = try await stranger.signedIn()
            server.onRequest { request in
                if request.query["startindex"] == "50" { server.removeFirstItems(10) }
            }
            let query =
                "Recursive=true&IncludeItemTypes=Movie,Episode,Video,MusicVideo&IsMissing=false"
            let first = try await client.ask("GET", client.items("\(query)&Limit=50&StartIndex=0"))
            let second = try await client.ask(
                "GET", client.items("\(query)&Limit=50&StartIndex=50"))
            #expect(first.json["TotalRecordCount"].number == 100)
            #expect(second.json["TotalRecordCount"].number == 90)
            #expect(second.json["Items"].list.count == 40)
            #expect(second.json["Items"][0]["Id"].text == server.itemID(60))
        }
    }

    @Test func picturesAreReal() async throws {
        try await withServer(.jellyfin12) { server, client in
            let path = "/Items/\(server.itemID(0))/Images/Thumb?maxWidth=160&format=Jpg"
            let picture = try await client.ask("GET", path, headers: [])
            #expect(picture.headers["content-type"] == "image/jpeg")
            #expect(Array(picture.body.prefix(2)) == [0xFF, 0xD8])
            let none = "/Items/\(server.itemID(1))/Images/Primary"
            #expect(try await client.ask("GET", none, headers: []).status == 404)
            #expect(server.illegal == [])
        }
    }

    @Test(arguments: [FakeDialect.jellyfin11, .emby4])
    func favouritesAreRemembered(dialect: FakeDialect) async throws {
        try await withServer(dialect) { server, stranger in
            let client = try await stranger.signedIn()
            let id = server.itemID(9)
            let path =
                dialect.isJellyfin
                ? "/UserFavoriteItems/\(id)?userId=\(client.user)"
                : "/Users/\(client.user)/FavoriteItems/\(id)"
            #expect(try await client.ask("POST", path).json["IsFavorite"].flag == true)
            #expect(server.userData(of: id).isFavorite)
            let found = try await client.ask(
                "GET", client.items("Recursive=true&Filters=IsFavorite&Limit=10"))
            #expect(found.json["Items"][0]["Id"].text == id)
            #expect(try await client.ask("DELETE", path).json["IsFavorite"].flag == false)
            #expect(!server.userData(of: id).isFavorite)
            #expect(server.illegal == [])
        }
    }
}
