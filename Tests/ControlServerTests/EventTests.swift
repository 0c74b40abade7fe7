import Foundation
import Geometry
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer

/// What is told of a wall that changes.
@Suite @RenderThread struct EventLogTests {
    private var log = EventLog()
    private var wall = FakeWall.lively

    init() throws {
        wall.cells.append(wall.cells[0])
        wall.cells[1].number = 2
        _ = try log.take(wall, now: 0)
    }

    @Test mutating func aChangeOfOneCellIsToldAloneAndAtOnce() throws {
        wall.cells[1].title = "Another"
        let events = try log.take(wall, now: 0.1)
        #expect(events.map(\.kind) == [.cell] && events.map(\.number) == [2])
        #expect(String(decoding: events[0].json, as: UTF8.self).contains("Another"))
        #expect(try log.take(wall, now: 0.2) == [])
    }

    @Test mutating func figuresAreToldOnceASecond() throws {
        var told = 0
        for step in 1...30 {
            wall.uptimeSeconds += 0.1
            wall.cells[0].position = Double(step)
            told += try log.take(wall, now: Double(step) / 10).count
        }
        #expect((4...6).contains(told), "the wall and one cell, for three seconds")
    }

    @Test mutating func figuresOfManyCellsAreToldLessOftenButNotAJump() throws {
        let cell = wall.cells[0]
        wall.cells = (1...16).map { number in
            var cell = cell
            cell.number = number
            cell.position = 100
            return cell
        }
        _ = try log.take(wall, now: 0)
        var told = 0
        for step in 1...60 {
            for index in wall.cells.indices { wall.cells[index].position? += 0.1 }
            told += try log.take(wall, now: Double(step) / 10).count
        }
        #expect(told == 2 * 16, "each cell twice in six seconds")
        wall.cells[3].position = 500
        wall.cells[4].position = 50
        #expect(try log.take(wall, now: 7.1).count == 2, "somebody wound them")
    }

    @Test mutating func whatWasCountedIsNotToldAllTheTime() throws {
        wall.totals.rested(cell: 1, seconds: 5)
        wall.uptimeSeconds += 1
        let event = try #require(try log.take(wall, now: 1).first)
        #expect(event.kind == .wall)
        let text = String(decoding: event.json, as: UTF8.self)
        #expect(!text.contains("totals") && text.contains("\"uptimeSeconds\":1"))
        var expected = wall
        expected.cells = []
        expected.totals = WallTotals()
        #expect(SnapshotJSON.decode(foreign: event.json) == expected)
        wall.totals = WallTotals()
        #expect(try log.take(wall, now: 3) == [], "nothing that is told")
    }

    @Test mutating func aChangeIsNotHeldUpByFigures() throws {
        wall.cells[0].position = 7
        _ = try log.take(wall, now: 0.1)
        wall.paused = true
        let events = try log.take(wall, now: 0.2)
        #expect(events.map(\.kind) == [.wall])
        wall.cells[0].state = "parked"
        #expect(try log.take(wall, now: 0.3).map(\.kind) == [.cell])
    }

    /// That it begins and ends is told at once, and how long it lasts as figures are.
    @Test mutating func aHoldIsToldWithItsSeconds() throws {
        wall.hold = HoldSnapshot(seconds: 60, reason: "upgrade")
        let event = try #require(try log.take(wall, now: 0.1).first)
        #expect(SnapshotJSON.decode(foreign: event.json)?.hold == wall.hold)
        wall.hold?.seconds = 59.9
        #expect(try log.take(wall, now: 0.2) == [])
        #expect(try log.take(wall, now: 1.2).map(\.kind) == [.wall])
        wall.hold = nil
        #expect(try log.take(wall, now: 1.3).map(\.kind) == [.wall])
    }

    @Test mutating func anotherGridIsToldWhole() throws {
        wall.cells.removeLast()
        #expect(try log.take(wall, now: 0.1).map(\.kind) == [.snapshot])
    }

    @Test mutating func aClientCatchesUp() throws {
        for step in 0..<5 {
            wall.cells[0].title = "\(step)"
            _ = try log.take(wall, now: Double(step))
        }
        #expect(log.missed(after: 3)?.map(\.number) == [4, 5, 6])
        #expect(log.missed(after: 6) == [])
        #expect(log.missed(after: 7) == nil && log.missed(after: -1) == nil)
        for step in 0..<1000 {
            wall.cells[0].title = "\(step)"
            _ = try log.take(wall, now: Double(step))
        }
        #expect(log.missed(after: 3) == nil, "too long ago")
        #expect(log.missed(after: 1000)?.count == 6)
    }

    @Test mutating func whatIsKeptIsBounded() throws {
        for step in 0..<100 {
            wall.cells[0].title = "\(step) " + String(repeating: "x", count: 200_000)
            _ = try log.take(wall, now: Double(step))
        }
        #expect(log.missed(after: 99)?.count == 2)
        #expect(log.missed(after: 50) == nil, "a hundred of them are twenty megabytes")
    }
}

/// The same over the line.
@Suite struct EventStreamTests {
    /// A wall that a test changes.
    private final class Changing: Sendable {
        private let state = Mutex(FakeWall.lively)
        var value: WallSnapshot { state.withLock { $0 } }
        func change(_ body: (inout WallSnapshot) -> Void) { state.withLock { body(&$0) } }
    }

    private static let ask = "GET /api/v1/events HTTP/1.1\r\nHost: w\r\n"

    private static func read(_ client: TestSocket, until text: String) -> String {
        var all = ""
        while !all.contains(text), let more = client.read(atMost: 65536), !more.isEmpty {
            all += String(decoding: more, as: UTF8.self)
        }
        return all
    }

    @Test func aChangeArrivesWithinAQuarterOfASecond() async throws {
        let state = Changing()
        try await ServerSetting.run(wall: FakeWall(changing: { state.value })) { setting throws in
            let client = try TestSocket.connected(unix: setting.path)
            defer { client.close() }
            client.send(Self.ask + "\r\n")
            let begin = Self.read(client, until: "\"uptimeSeconds\"")
            #expect(begin.contains("text/event-stream") && begin.contains("event: snapshot"))
            // Of many tries the best: the machine may have other things to do, for seconds on end.
            var best = Duration.seconds(60)
            for number in 1...100 where best >= .milliseconds(250) {
                let changed = ContinuousClock.now
                state.change { $0.cells[0].title = "A new one: \(number)." }
                let news = Self.read(client, until: "A new one: \(number).")
                best = min(best, ContinuousClock.now - changed)
                #expect(news.contains("event: cell"))
            }
            #expect(best < .milliseconds(250))
        }
    }

    @Test func whoComesBackGetsWhatWasMissed() async throws {
        let state = Changing()
        try await ServerSetting.run(wall: FakeWall(changing: { state.value })) { setting throws in
            let other = try TestSocket.connected(unix: setting.path)
            defer { other.close() }
            other.send(Self.ask + "\r\n")
            let begin = Self.read(other, until: "\"uptimeSeconds\"")
            let id = try #require(begin.firstMatch(of: /id: ([0-9a-f]+-[0-9]+)/)?.1)
            for title in ["one", "two", "three"] {
                state.change { $0.cells[0].title = title }
                _ = Self.read(other, until: "\"\(title)\"")
            }
            let late = try TestSocket.connected(unix: setting.path)
            defer { late.close() }
            late.send(Self.ask + "Last-Event-ID: \(id)\r\n\r\n")
            let news = Self.read(late, until: "\"three\"")
            #expect(news.contains("\"one\"") && news.contains("\"two\""))
            #expect(!news.contains("event: snapshot"))
        }
    }

    @Test func whoMissedMuchGetsTheWhole() async throws {
        let state = Changing()
        let hub = EventHub(wall: FakeWall(changing: { state.value }))
        defer { hub.close() }
        func second(_ stream: AsyncStream<[UInt8]>?) async -> String {
            var parts = stream?.makeAsyncIterator()
            _ = await parts?.next()
            return String(decoding: await parts?.next() ?? [], as: UTF8.self)
        }
        let begin = await second(try hub.follow(after: nil))
        let id = try #require(begin.firstMatch(of: /id: ([0-9a-f]+-[0-9]+)/)?.1)
        for step in 1...300 {
            state.change { $0.cells[0].title = "title \(step)" }
            _ = try hub.follow(after: nil)
            guard step == 20 else { continue }
            let little = await second(try hub.follow(after: String(id)))
            #expect(!little.contains("event: snapshot"))
            #expect(little.contains("\"title 1\"") && little.contains("\"title 20\""))
        }
        let much = await second(try hub.follow(after: String(id)))
        #expect(much.contains("event: snapshot") && much.contains("\"title 300\""))
    }

    @Test func theSeventeenthIsToldToWaitAndAnEndMakesRoom() async throws {
        let state = Changing()
        try await ServerSetting.run(wall: FakeWall(changing: { state.value })) { setting throws in
            var clients: [TestSocket] = []
            defer { for client in clients { client.close() } }
            for _ in 0..<EventHub.streamsMax {
                let client = try TestSocket.connected(unix: setting.path)
                clients.append(client)
                client.send(Self.ask + "\r\n")
                _ = Self.read(client, until: "event: snapshot")
            }
            let refused = try setting.answer(to: Self.ask + "\r\n")
            #expect(refused?.status == 503 && refused?.isProblem == true)
            #expect(refused?.head.contains("retry-after: 5") == true)
            clients.removeLast().close()
            let isIn = becomesTrue(within: .seconds(60)) {
                // An end is noticed when something is told.
                state.change { $0.cells[0].title += "!" }
                guard let client = try? TestSocket.connected(unix: setting.path) else {
                    return false
                }
                defer { client.close() }
                client.send(Self.ask + "\r\n")
                return Self.read(client, until: "\r\n\r\n").hasPrefix("HTTP/1.1 200")
            }
            #expect(isIn)
        }
    }
}
