import FakeMediaServer
import Testing

/// Who is let in.
@Suite(.timeLimit(.minutes(10)))
struct SignInTests {
    @Test(arguments: FakeDialect.allCases)
    func aNameAndPasswordGiveAToken(dialect: FakeDialect) async throws {
        try await withServer(dialect) { server, stranger in
            let info = try await stranger.ask("GET", "/System/Info/Public", headers: [])
            #expect(info.json["Id"].text == server.serverID)
            #expect(info.json["Version"].text == dialect.version)
            #expect((info.json["ProductName"].text == "Jellyfin Server") == dialect.isJellyfin)
            #expect(info.headers["date"]?.hasSuffix("GMT") == true)
            #expect(try await stranger.ask("GET", stranger.items("Limit=1")).status == 401)
            let client = try await stranger.signedIn()
            #expect(client.token?.isEmpty == false)
            #expect(client.user == server.userID)
            #expect(server.tokens == [client.token])
            #expect(try await client.ask("GET", client.items("Limit=1")).status == 200)
            #expect(
                try await client.ask("GET", "/Users/\(client.user)").json["Name"].text == "anna")
            #expect(server.illegal == [])
            let asked = try #require(server.requests.last)
            #expect(!asked.headers.values.contains { $0.contains(client.token ?? "?") })
            #expect(asked.tokenPlaces == [dialect.isJellyfin ? .mediaBrowser : .xEmbyToken])
            // A lost device is signed out.
            server.revokeTokens()
            #expect(try await client.ask("GET", client.items("Limit=1")).status == 401)
        }
    }

    @Test func wrongWordsAreRefused() async throws {
        try await withServer(.jellyfin11) { server, client in
            let path = "/Users/AuthenticateByName"
            let wrong = "{\"Username\":\"anna\",\"Pw\":\"no\"}"
            #expect(try await client.ask("POST", path, json: wrong).status == 401)
            #expect(server.illegal == [])
            let right = "{\"Username\":\"Anna\",\"Pw\":\"geheim\"}"
            let half = ["Authorization: MediaBrowser Client=\"Test\", DeviceId=\"1\""]
            #expect(try await client.ask("POST", path, json: right, headers: half).status == 400)
            #expect(server.illegal.count == 1)
            let noType = try await client.ask(
                "POST", path, headers: client.headers + ["Content-Type:"],
                more: ["--data", right])
            #expect(noType.status == 415)
            #expect(server.illegal.last?.contains("no Content-Type") == true)
            #expect(server.requests.allSatisfy { !$0.body.contains("geheim") })
        }
    }

    @Test func aNewSignInOfTheSameDeviceEndsTheOlder() async throws {
        try await withServer(.jellyfin12) { _, stranger in
            let first = try await stranger.signedIn()
            let second = try await stranger.signedIn()
            #expect(try await first.ask("GET", "/Users/Me").status == 401)
            #expect(try await second.ask("GET", "/Users/Me").status == 200)
            #expect(try await second.ask("POST", "/Sessions/Logout").status == 204)
            #expect(try await second.ask("GET", "/Users/Me").status == 401)
        }
    }

    @Test(arguments: FakeDialect.allCases)
    func eachDialectTakesItsOwnForms(dialect: FakeDialect) async throws {
        try await withServer(dialect) { server, client in
            let key = server.apiKey
            let forms: [(TokenPlace, [String], String)] = [
                (.mediaBrowser, ["Authorization: MediaBrowser Token=\"\(key)\""], ""),
                (.embyScheme, ["Authorization: Emby Token=\"\(key)\""], ""),
                (.xEmbyAuthorization, ["X-Emby-Authorization: MediaBrowser Token=\"\(key)\""], ""),
                (.xEmbyToken, ["X-Emby-Token: \(key)"], ""),
                (.xMediaBrowserToken, ["X-MediaBrowser-Token: \(key)"], ""),
                (.queryApiKey, [], "?ApiKey=\(key)"), (.queryLegacy, [], "?api_key=\(key)"),
            ]
            for (place, headers, query) in forms {
                server.forgetRequests()
                let answer = try await client.ask("GET", "/System/Info\(query)", headers: headers)
                let isGood =
                    switch dialect {
                    case .jellyfin10, .jellyfin11: true
                    case .jellyfin12: place == .mediaBrowser || place == .queryApiKey
                    case .emby4: place != .queryApiKey
                    }
                #expect(answer.status == (isGood ? 200 : 401), "\(place)")
                #expect(server.illegal.isEmpty == (isGood && !place.isQuery), "\(server.illegal)")
                #expect(server.requests.last?.tokenPlaces == [place])
                #expect(server.requests.last?.query["apikey"] != key)
            }
            // It is nobody's.
            let me = ["X-Emby-Token: \(key)", "Authorization: MediaBrowser Token=\"\(key)\""]
            if dialect.isJellyfin {
                #expect(try await client.ask("GET", "/Users/Me", headers: me).status == 400)
            }
            #expect(try await client.ask("GET", "/Users", headers: me).json.list.count == 2)
        }
    }

    @Test func aCodeIsConfirmed() async throws {
        try await withServer(.jellyfin12) { server, client in
            #expect(try await client.ask("GET", "/QuickConnect/Enabled").json.flag == true)
            let begun = try await client.ask("POST", "/QuickConnect/Initiate").json
            let secret = try #require(begun["Secret"].text)
            #expect(begun["Authenticated"].flag == false)
            let state = "/QuickConnect/Connect?secret=\(secret)"
            #expect(try await client.ask("GET", state).json["Authenticated"].flag == false)
            #expect(server.confirmCode(begun["Code"].text ?? ""))
            #expect(try await client.ask("GET", state).json["Authenticated"].flag == true)
            let signedIn = try await client.ask(
                "POST", "/Users/AuthenticateWithQuickConnect", json: "{\"Secret\":\"\(secret)\"}")
            #expect(signedIn.json["User"]["Name"].text == "anna")
            #expect(try await client.ask("GET", state).status == 404)
            #expect(server.illegal == [])
        }
    }

    @Test func pathsAreBelowTheBase() async throws {
        try await withServer(.emby4, base: "/Media") { server, client in
            #expect(server.url.hasSuffix("/media"))
            for path in ["/emby/System/Ping", "/System/Ping", "/EMBY/system/ping"] {
                let answer = try await client.ask("GET", server.url + path)
                #expect(answer.text == "Emby Server")
            }
            let outside = "http://127.0.0.1:\(server.port)/System/Ping"
            #expect(try await client.ask("GET", outside).status == 404)
            #expect(server.illegal.count == 1)
        }
    }

    @Test func unknownRoutesAreSaid() async throws {
        try await withServer(.jellyfin11) { server, client in
            let emby = try await client.ask("GET", "/emby/System/Ping")
            #expect(emby.status == 404)
            #expect(try await client.ask("GET", "/No/Such").status == 404)
            #expect(server.illegal.count == 2)
        }
    }
}
