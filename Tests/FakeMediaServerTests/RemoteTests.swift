import FakeMediaServer
import Foundation
import TestSupport
import Testing

/// Who can be controlled, and what comes of a button.
@Suite(.timeLimit(.minutes(10)))
struct RemoteTests {
    @Test(arguments: FakeDialect.allCases)
    func capabilitiesAndASocketMakeAPlayer(dialect: FakeDialect) async throws {
        try await withServer(dialect, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let id = try #require(server.sessionID(of: "wall-1"))
            #expect(try await client.sayCapabilities(["Play", "Mute"]) == 204)
            #expect(try await client.controllable().isEmpty)
            let socket = try await client.socket()
            let shown = try await client.controllable()
            #expect(shown.map { $0["Id"].text } == [id])
            #expect(shown.first?["SupportsRemoteControl"].flag == true)
            #expect(shown.first?["SupportedCommands"].list.map(\.text) == ["Play", "Mute"])
            #expect(shown.first?["PlayableMediaTypes"][0].text == "Video")
            #expect(server.isControllable("wall-1"))
            // With its socket it ends; its next request brings it back, capabilities and all.
            socket.close()
            #expect(await eventually { server.sessionID(of: "wall-1") == nil })
            #expect(server.openSockets(of: "wall-1") == 0)
            let own = try await client.ask("GET", "/Sessions?deviceId=wall-1").json[0]
            #expect(own["Id"].text == id)
            #expect(own["SupportsRemoteControl"].flag == false)
            #expect(own["SupportedCommands"].list.count == 2)
            let again = try await client.socket()
            defer { again.close() }
            #expect(try await client.controllable().count == 1)
            #expect(try await client.ask("GET", "/Sessions?deviceId=other").json.list.isEmpty)
            let record = server.remoteRecord(of: "wall-1")
            #expect(record.socketsEver == 2 && record.capabilitiesPosts == 1)
            #expect(server.illegal == [])
        }
    }

    @Test func aSessionIsClientAndDevice() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            // The query's device goes before the header's.
            let path = "/socket?deviceId=cell-3"
            let socket = try await WebSocketClient.opened(server, path, client.headers)
            defer { socket.close() }
            _ = try await socket.hearMessage()
            #expect(server.openSockets(of: "cell-3") == 1)
            #expect(server.openSockets(of: "wall-1") == 0)
            #expect(server.sessionID(of: "cell-3") != server.sessionID(of: "wall-1"))
            let list = try await client.ask("GET", "/Sessions?activeWithinSeconds=30").json.list
            #expect(Set(list.map { $0["DeviceId"].text }) == ["wall-1", "cell-3"])
        }
    }

    @Test func aKeyOpensASocketThatJellyfinForgets() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            var client = stranger
            (client.token, client.user) = (server.apiKey, server.userID)
            #expect(try await client.sayCapabilities() == 204)
            let socket = try await WebSocketClient.opened(server, "/socket", client.headers)
            defer { socket.close() }
            #expect(socket.status == 101)
            #expect(try await socket.hear(within: .seconds(0.2)) == .nothing)
            #expect(try await client.controllable().isEmpty)
        }
        try await withServer(.jellyfin12, files: 0, { $0.keyHasSockets = true }) {
            server, stranger in
            var client = stranger
            (client.token, client.user) = (server.apiKey, server.userID)
            #expect(try await client.sayCapabilities() == 204)
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(try await client.controllable().count == 1)
        }
    }

    @Test func unknownCommandsAreLeftOutOrRefused() async throws {
        for refuses in [false, true] {
            try await withServer(
                .jellyfin12, files: 0, { $0.refusesUnknownCommands = refuses }
            ) { server, stranger in
                let client = try await stranger.signedIn()
                #expect(
                    try await client.sayCapabilities(["Dance", "Mute"]) == (refuses ? 400 : 204))
                #expect(server.illegal.count == 1)
                let own = try await client.ask("GET", "/Sessions?deviceId=wall-1").json[0]
                #expect(own["SupportedCommands"].list.count == (refuses ? 0 : 1))
            }
        }
    }

    @Test func whatIsReportedIsShown() async throws {
        try await withServer(.jellyfin12) { server, stranger in
            let client = try await stranger.signedIn()
            let report =
                "{\"ItemId\":\"\(server.itemID(2))\",\"PlaySessionId\":\"p\",\"IsPaused\":true,"
                + "\"IsMuted\":true,\"VolumeLevel\":33,\"AudioStreamIndex\":2,"
                + "\"RepeatMode\":\"RepeatAll\",\"PlayMethod\":\"DirectPlay\",\"CanSeek\":true,"
                + "\"NowPlayingQueue\":[{\"Id\":\"\(server.itemID(2))\"}]}"
            #expect(try await client.ask("POST", "/Sessions/Playing", json: report).status == 204)
            let own = try await client.ask("GET", "/Sessions?deviceId=wall-1").json[0]
            let state = own["PlayState"]
            #expect(state["IsPaused"].flag == true && state["IsMuted"].flag == true)
            #expect(state["VolumeLevel"].number == 33 && state["AudioStreamIndex"].number == 2)
            #expect(state["RepeatMode"].text == "RepeatAll")
            #expect(own["NowPlayingQueue"][0]["Id"].text == server.itemID(2))
            #expect(own["NowPlayingItem"]["Id"].text == server.itemID(2))
        }
    }

    /// A button: what is asked below the session, its body, the message's type and its data
    /// besides the user's id.
    struct Button: Sendable {
        let path: String
        var json: String?
        let type: String
        let data: String
    }

    static let buttons = [
        Button(
            path: "/Playing?playCommand=PlayNow&itemIds=1,2&startIndex=1&startPositionTicks=30",
            type: "Play",
            data: "{\"ItemIds\":[\"1\",\"2\"],\"PlayCommand\":\"PlayNow\","
                + "\"StartIndex\":1,\"StartPositionTicks\":30}"),
        Button(
            path: "/Playing?playCommand=playlast&itemIds=7&audioStreamIndex=1", type: "Play",
            data: "{\"ItemIds\":[\"7\"],\"PlayCommand\":\"PlayLast\",\"AudioStreamIndex\":1}"),
        Button(path: "/Playing/PlayPause", type: "Playstate", data: "{\"Command\":\"PlayPause\"}"),
        Button(
            path: "/Playing/Seek?seekPositionTicks=123", type: "Playstate",
            data: "{\"Command\":\"Seek\",\"SeekPositionTicks\":123}"),
        Button(
            path: "/Command/ToggleMute", type: "GeneralCommand",
            data: "{\"Name\":\"ToggleMute\",\"Arguments\":{}}"),
        Button(
            path: "/Command", json: "{\"Name\":\"SetVolume\",\"Arguments\":{\"Volume\":40}}",
            type: "GeneralCommand",
            data: "{\"Name\":\"SetVolume\",\"Arguments\":{\"Volume\":\"40\"}}"),
        Button(
            path: "/Message",
            json: "{\"Header\":\"H\",\"Text\":\"a \\\"b\\\"\",\"TimeoutMs\":3000}",
            type: "GeneralCommand",
            data: "{\"Name\":\"DisplayMessage\",\"Arguments\":"
                + "{\"Header\":\"H\",\"Text\":\"a \\\"b\\\"\",\"TimeoutMs\":\"3000\"}}"),
        Button(
            path: "/Viewing?itemId=5&itemName=Five&itemType=Movie", type: "GeneralCommand",
            data: "{\"Name\":\"DisplayContent\",\"Arguments\":"
                + "{\"ItemId\":\"5\",\"ItemName\":\"Five\",\"ItemType\":\"Movie\"}}"),
    ]

    private func press(_ client: Client, _ button: Button, _ session: String) async throws -> Int {
        try await client.ask(
            "POST", "/Sessions/\(session)\(button.path)", json: button.json
        ).status
    }

    @Test(arguments: FakeDialect.allCases)
    func aButtonIsAMessage(dialect: FakeDialect) async throws {
        try await withServer(dialect, files: 0) { server, stranger in
            let wall = try await stranger.signedIn()
            var phone = stranger
            phone.device = "phone"
            phone = try await phone.signedIn()
            let id = try #require(server.sessionID(of: "wall-1"))
            // Nobody hears it, and nobody is told so.
            #expect(try await press(phone, Self.buttons[2], id) == 204)
            let older = try await wall.socket()
            let socket = try await wall.socket()
            let other = try await phone.socket()
            defer { for socket in [older, socket, other] { socket.close() } }
            // The one that was heard of last is told.
            socket.send("{\"MessageType\":\"KeepAlive\"}")
            _ = try await socket.hearMessage()
            for button in Self.buttons {
                #expect(try await press(phone, button, id) == 204)
                let message = try await socket.hearMessage()
                #expect(message["MessageType"].text == button.type)
                #expect(message["MessageId"].text?.count == 36)
                var data = message["Data"].value as? [String: Any]
                #expect(data?.removeValue(forKey: "ControllingUserId") as? String == server.userID)
                let wanted = try JSONSerialization.jsonObject(with: Data(button.data.utf8))
                #expect(data as NSDictionary? == wanted as? NSDictionary)
            }
            #expect(try await older.hear(within: .zero) == .nothing)
            #expect(try await other.hear(within: .zero) == .nothing)
            #expect(try await press(phone, Self.buttons[2], "0123") == 404)
            #expect(server.illegal == [])
            // What only one of them knows.
            let unknown = dialect.isJellyfin ? 400 : 204
            for path in ["/Playing/SeekRelative?seekPositionTicks=-50", "/Command/Dance"] {
                let button = Button(path: path, type: "", data: "")
                #expect(try await press(phone, button, id) == unknown)
            }
            let body = "{\"ItemIds\":[1],\"PlayCommand\":\"PlayNow\"}"
            let button = Button(path: "/Playing", json: body, type: "", data: "")
            #expect(try await press(phone, button, id) == unknown)
        }
    }

    @Test func oldServersSpellItOtherwise() async throws {
        let change: (inout FakeMediaServer.Options) -> Void = {
            $0.numericItemIDs = true
            $0.dataAsText = true
        }
        try await withServer(.emby4, files: 0, change) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(server.sendPlay(["100001", "name"], startIndex: 1, to: "wall-1"))
            let text = try #require(try await socket.hearMessage()["Data"].text)
            let data = Found(try JSONSerialization.jsonObject(with: Data(text.utf8)))
            #expect(data["ItemIds"][0].text == nil && data["ItemIds"][0].number == 100_001)
            #expect(data["ItemIds"][1].text == "name")
            #expect(data["StartIndex"].number == 1)
        }
    }

    @Test(arguments: [FakeDialect.jellyfin12, .emby4])
    func whatOthersDoIsTold(dialect: FakeDialect) async throws {
        try await withServer(dialect, files: 0) { server, stranger in
            let wall = try await stranger.signedIn()
            let socket = try await wall.socket()
            defer { socket.close() }
            var phone = stranger
            phone.device = "phone"
            phone = try await phone.signedIn()
            let id = server.itemID(4)
            let mark =
                dialect.isJellyfin ? "/UserFavoriteItems" : "/Users/\(phone.user)/FavoriteItems"
            #expect(try await phone.ask("POST", "\(mark)/\(id)").status == 200)
            let marked = try await socket.hearMessage()
            #expect(marked["MessageType"].text == "UserDataChanged")
            #expect(marked["Data"]["UserId"].text == server.userID)
            #expect(marked["Data"]["UserDataList"][0]["ItemId"].text == id)
            #expect(marked["Data"]["UserDataList"][0]["IsFavorite"].flag == true)
            server.setUserData(FakeUserData(), of: id)
            let unmarked = try await socket.hearMessage()
            #expect(unmarked["Data"]["UserDataList"][0]["IsFavorite"].flag == false)
            let added = server.addItems(3)
            let changed = try await socket.hearMessage()
            #expect(changed["MessageType"].text == "LibraryChanged")
            #expect(changed["Data"]["ItemsAdded"].list.map(\.text) == added)
            server.removeItems(added)
            let less = try await socket.hearMessage()
            #expect(less["Data"]["ItemsRemoved"].list.map(\.text) == added)
        }
    }
}
