import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer

/// Each control reaches the wall as it is meant.
@Suite struct ControlRouteTests {
    private final class Asked: Sendable {
        private let wishes = Mutex<[ControlWish]>([])
        var all: [ControlWish] { wishes.withLock { $0 } }
        func add(_ wish: ControlWish) { wishes.withLock { $0.append(wish) } }
    }

    static let good: [(String, String, ControlWish)] = [
        ("grid", #"{"columns":4,"rows":3}"#, .grid(columns: 4, rows: 3)),
        ("focus", #"{"cell":2}"#, .focus(2)), ("solo", #"{"cell":2}"#, .solo(2)),
        ("solo", #"{"cell":null}"#, .solo(nil)), ("solo", "", .solo(nil)),
        ("pause", "", .pause(nil)), ("pause", #"{"on":true}"#, .pause(true)),
        ("filter", #"{"filter":"favorites"}"#, .filter(favorites: true)),
        ("filter", #"{"filter":"all"}"#, .filter(favorites: false)), ("shutdown", "", .shutdown),
        ("cells/3/next", "", .cell(3, .next)), ("cells/4/next", "{ }\r\n", .cell(4, .next)),
        ("pause", #"{"\u006fn":true}"#, .pause(true)),
        ("cells/12/previous", "", .cell(12, .previous)),
        ("cells/3/reload", "", .cell(3, .reload)), ("cells/3/unpark", "", .cell(3, .unpark)),
        ("cells/3/loop", #"{"on":false}"#, .cell(3, .loop(false))),
        ("cells/3/mute", "{}", .cell(3, .mute(nil))),
        ("cells/3/pause", #"{"on":true}"#, .cell(3, .pause(true))),
        ("cells/3/favorite", #"{"on":true}"#, .cell(3, .favorite(true))),
        ("cells/3/seek", #"{"seconds":90.5}"#, .cell(3, .seek(seconds: 90.5))),
        ("cells/3/seek", #"{"by":-10}"#, .cell(3, .seekBy(seconds: -10))),
        (
            "cells/3/play", #"{"item":"file:/a.mp4","when":"next"}"#,
            .cell(3, .play(.listed(ItemID(rawValue: "file:/a.mp4")), moment: .next, start: nil))
        ),
        (
            "cells/3/play", #"{"url":"http://a/b","start":5}"#,
            .cell(3, .play(.url("http://a/b"), moment: .now, start: 5))
        ),
    ]

    @Test(arguments: good)
    func itReachesTheWall(path: String, body: String, wish: ControlWish) async throws {
        let asked = Asked()
        try await ServerSetting.run(wall: FakeWall(wished: { asked.add($0) })) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let reply = try client.post("/api/v1/\(path)", json: body)
            #expect(String(decoding: reply.body, as: UTF8.self) == #"{"schema":1}"#)
        }
        #expect(asked.all == [wish])
    }

    static let bad: [(String, String, Int)] = [
        ("grid", "", 400), ("grid", #"{"columns":"4","rows":3}"#, 400),
        ("grid", #"{"columns":0,"rows":3}"#, 400), ("grid", #"{"columns":3,"rows":9}"#, 400),
        ("focus", "{}", 400),
        ("filter", #"{"filter":"none"}"#, 400), ("cells/3/seek", "{}", 400),
        ("cells/3/seek", #"{"seconds":1,"by":1}"#, 400), ("cells/3/seek", #"{"seconds":-1}"#, 400),
        ("cells/3/seek", #"{"seconds":1e400}"#, 400), ("cells/3/play", "{}", 400),
        ("cells/3/play", #"{"item":"a","url":"b"}"#, 400),
        ("cells/3/play", #"{"item":"a","when":"never"}"#, 400), ("cells/3/pause", "[]", 400),
        ("cells/3/pause", #"{"on":1}"#, 400), ("cells/-1/next", "", 404),
        ("cells//next", "", 404), ("cells/1x/next", "", 404), ("cells/1/next/", "", 404),
        ("cells/1/2/next", "", 404), ("cells/%31/next", "", 404), ("cells/1/explode", "", 404),
        ("pause", String(repeating: "[", count: 60_000), 400),
        ("pause", #"{"on":\#(String(repeating: #"{"a":"#, count: 5000))"#, 400),
        ("grid", "\u{FEFF}{}", 400), ("focus", #"{"cell":99999999999999999999}"#, 400),
    ]

    @Test(arguments: bad)
    func rubbishDoesNot(path: String, body: String, status: Int) async throws {
        let asked = Asked()
        try await ServerSetting.run(wall: FakeWall(wished: { asked.add($0) })) { setting throws in
            let answer = try setting.answer(
                to: "POST /api/v1/\(path) HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(answer?.status == status && answer?.isProblem == true, "\(answer?.body ?? "")")
        }
        #expect(asked.all.isEmpty)
    }

    static let unknown: [(String, String, String)] = [
        ("pause", #"{"On":true}"#, "On"), ("solo", #"{"cel":2}"#, "cel"),
        ("grid", #"{"columns":4,"rows":3,"new":1}"#, "new"), ("focus", #"{"cell":1,"":2}"#, "“”"),
        ("cells/3/loop", #"{"one":[{"on":true}]}"#, "one"),
        ("cells/3/play", #"{"item":"a","at" : 5}"#, "at"),
        ("cells/3/seek", #"{"by":1,"a\u001bb":2}"#, "a\u{FFFD}b"),
        ("cells/3/mute", #"{"on":true,"on":false}"#, "twice"),
        ("cells/3/mute", #"{"on":true,"\u006fn":false}"#, "twice"),
        ("quarantine/clear", #"{"all":true,"items":"a"}"#, "items"),
        ("hold", #"{"second":9}"#, "second"), ("cells/3/next", #"{"on":true}"#, "Nothing"),
        ("shutdown", "x", "Nothing"), ("cells/3/unpark", "[]", "Nothing"),
    ]

    @Test func aFieldThatIsUnknownIsNamedAndNothingIsDone() async throws {
        let asked = Asked()
        let wall = FakeWall(
            clear: { _ in
                asked.add(.shutdown)
                return 0
            },
            held: { _, _ in
                asked.add(.shutdown)
                return 0
            }, wished: { asked.add($0) })
        try await ServerSetting.run(wall: wall) { setting throws in
            for (path, body, word) in Self.unknown {
                let answer = try setting.answer(
                    to: "POST /api/v1/\(path) HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                #expect(answer?.status == 400 && answer?.isProblem == true)
                #expect(answer?.body.contains(word) == true, "\(answer?.body ?? "")")
            }
        }
        #expect(asked.all.isEmpty)
    }

    @Test func aBodyWhereNoneBelongsIsRefused() async throws {
        try await ServerSetting.run(wall: FakeWall(clear: { _ in 1 })) { setting throws in
            for request in [
                "GET /api/v1/status", "GET /healthz", "DELETE /api/v1/quarantine",
                "DELETE /api/v1/session",
            ] {
                for (body, status) in [("{\"item\":1}", 400), ("{}", 200), ("", 200)] {
                    let answer = try setting.answer(
                        to: "\(request) HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    #expect(answer?.status == status || request == "GET /healthz", "\(request)")
                    #expect((answer?.status == 400) == (status == 400), "\(request) \(body)")
                }
            }
        }
    }

    @Test func brokenUTF8IsRefused() async throws {
        try await ServerSetting.run { setting throws in
            let head =
                "POST /api/v1/cells/1/play HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                + "Content-Length: 12\r\n\r\n"
            let answer = try setting.answer(
                to: Array(head.utf8) + Array(#"{"item":""#.utf8) + [0xFF, 0xC0] + [0x22])
            #expect(answer?.status == 400)
        }
    }

    @Test(arguments: [
        (ControlRefusal.Kind.missing, 404), (.conflict, 409), (.forbidden, 403),
    ])
    func aRefusalIsSaidWithItsWords(kind: ControlRefusal.Kind, status: Int) async throws {
        let wall = FakeWall(wished: { _ in throw ControlRefusal(kind, "For a reason.") })
        try await ServerSetting.run(wall: wall) { setting throws in
            let answer = try setting.answer(
                to: "POST /api/grid HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                    + "Content-Length: 22\r\n\r\n{\"columns\":1,\"rows\":1}")
            #expect(answer?.status == status && answer?.isProblem == true)
            #expect(answer?.body.contains("For a reason.") == true)
        }
    }

    @Test func itemsAreFoundByTheirWords() async throws {
        let items = [
            "Der Himmel über Berlin", "Berlin Alexanderplatz", "Paris, Texas",
            "Dr. Strangelove or - How I Learned to Stop Worrying and Love the Bomb",
        ].map {
            MediaItem.file(path: "/films/\($0).mp4", mount: "/")
        }
        try await ServerSetting.run(wall: FakeWall(catalogue: items)) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            func titles(_ query: String) throws -> [String] {
                let reply = try client.get("/api/v1/items?\(query)")
                let json = try JSONSerialization.jsonObject(with: Data(reply.body))
                let found = (json as? [String: Any])?["items"] as? [[String: Any]]
                return try #require(found).compactMap { $0["title"] as? String }
            }
            #expect(try titles("query=berlin").count == 2)
            #expect(try titles("query=%C3%BCber+berlin").isEmpty, "a plus is a plus")
            #expect(try titles("query=%C3%9CBER%20berlin") == ["Der Himmel über Berlin"])
            #expect(try titles("limit=1").count == 1)
            let many = Array(repeating: "i", count: 32).joined(separator: "%20")
            #expect(try titles("query=\(many)").count == 4)
            let title = items[3].title
            let query = title.split(separator: " ").joined(separator: "%20")
            #expect(try titles("query=\(query)") == [title], "by its whole title")
            let reply = try client.get("/api/v1/items")
            let text = String(decoding: reply.body, as: UTF8.self)
            #expect(text.contains("\"source\":\"films\"") && !text.contains("\"source\":\"/\""))
            for bad in [
                "limit=0", "limit=x", "limit=201", "query=\(String(repeating: "x", count: 201))",
                "query=\(many)%20i",
            ] {
                let error = #expect(throws: UnixHTTPError.self) { try titles(bad) }
                let isLimit = bad.hasPrefix("limit")
                #expect(
                    "\(error as Any)".contains(
                        isLimit ? "“limit” must be a whole number from 1 to 200." : "32 words"),
                    "\(bad) \(error as Any)")
            }
        }
    }

    @Test(arguments: [
        ("limit=0", "“limit” must be a whole number from 1 to 1000."),
        ("cell=x", "“cell” must be a whole number from 1 to 512."),
        ("after=-1", "“after” must be a whole number from 0 on."),
    ])
    func aJournalQuestionSaysItsBounds(query: String, words: String) async throws {
        try await ServerSetting.run { setting throws in
            let answer = try setting.answer(
                to: "GET /api/v1/journal?\(query) HTTP/1.1\r\nHost: w\r\n\r\n")
            #expect(answer?.status == 400 && answer?.body.contains(words) == true)
        }
    }

    @Test func healthSaysWhatIsWrong() async throws {
        var state = FakeWall.lively
        state.displays = [
            DisplaySnapshot(
                number: 1, name: "X", size: .init(width: 1, height: 1), refreshRate: 60,
                rotation: .none, cells: [1], fullscreen: true)
        ]
        state.cells[0].state = "parked"
        state.cells[0].darkSeconds = 100
        for (dark, age, status) in [(100.0, 0.0, 200), (141, 0, 503), (1, 11, 503)] {
            state.cells[0].darkSeconds = dark
            let wall = FakeWall(state: state, ageSeconds: age)
            try await ServerSetting.run(wall: wall) { setting throws in
                let answer = try setting.answer(to: "GET /healthz HTTP/1.1\r\nHost: w\r\n\r\n")
                #expect(answer?.status == status, "\(answer?.body ?? "")")
            }
        }
    }
}
