import Foundation
import TestSupport
import Testing

@testable import ControlServer

/// Who finds a place at the gate while somebody takes as many as there are.
@Suite struct GatePlacesTests {
    private let places = GatePlaces(limits: GateLimits())

    private func holders(_ count: Int, _ peer: Peer, yields: Bool = false) -> [GatePlaces.Holder] {
        (0..<count).map { _ in GatePlaces.Holder(peer: peer, yields: yields) }
    }

    private static let one = Peer.network("10.0.0.1")
    private static let two = Peer.network("10.0.0.2")

    @Test func oneAddressHasAShareOnly() {
        let all = holders(24, Self.one)
        #expect(places.verdict(on: Self.one, among: all) == .full)
        #expect(places.verdict(on: Self.two, among: all) == .free)
        #expect(places.verdict(on: .loopback, among: all) == .free)
    }

    @Test func theNetworkLeavesPlacesForTheMachineItself() {
        let all = (0..<48).map { GatePlaces.Holder(peer: .network("10.0.1.\($0)"), yields: false) }
        #expect(places.verdict(on: Self.one, among: all) == .full)
        #expect(places.verdict(on: .loopback, among: all) == .free)
        #expect(places.verdict(on: .loopback, among: all + holders(16, .loopback)) == .full)
    }

    @Test func whoSaysNothingGivesWayToTheSameOrWider() {
        let silent = holders(23, Self.one) + holders(1, Self.one, yields: true)
        #expect(places.verdict(on: Self.one, among: silent) == .insteadOf(23))
        #expect(places.verdict(on: Self.two, among: silent) == .free)
        // A share is not enlarged at the cost of another address.
        let others = holders(2, Self.two, yields: true) + holders(24, Self.one)
        #expect(places.verdict(on: Self.one, among: others) == .full)
        let loopback = holders(3, .loopback, yields: true) + holders(61, .loopback)
        #expect(places.verdict(on: .loopback, among: loopback) == .insteadOf(0), "the oldest")
    }
}

/// Places, and how long one is kept, on a server that runs.
@Suite struct GateTimeTests {
    private static let good = "GET /api/v1/status HTTP/1.1\r\nHost: w\r\n\r\n"

    /// Whether the other side hangs up within five seconds, without anything being read.
    private static func hangsUp(_ client: TestSocket) -> Bool {
        // POLLRDHUP, which Swift's module of it leaves out.
        var polls = [pollfd(fd: client.descriptor, events: 0x2000, revents: 0)]
        return poll(&polls, 1, 60_000) == 1
    }

    @Test func sixtyFourThatSayNothingKeepNobodyOut() async throws {
        var limits = GateLimits()
        limits.yieldTime = .zero
        try await ServerSetting.run(limits: limits) { setting throws in
            let idle = try (0..<64).map { _ in try TestSocket.connected(unix: setting.path) }
            defer { for client in idle { client.close() } }
            for _ in 0..<5 { #expect(try setting.answer(to: Self.good)?.status == 200) }
            #expect(idle[0].readToEnd() == [], "the one that waited longest")
        }
    }

    @Test func anAnswerThatNobodyReadsEnds() async throws {
        var limits = GateLimits()
        limits.wholeTime = .milliseconds(200)
        let wall = FakeWall(picture: { _ in [UInt8](repeating: 7, count: 8 << 20) })
        try await ServerSetting.run(wall: wall, limits: limits) { setting throws in
            let client = try TestSocket.connected(unix: setting.path)
            defer { client.close() }
            client.send("GET /api/v1/wall.png HTTP/1.1\r\nHost: w\r\n\r\n")
            #expect(Self.hangsUp(client))
        }
    }

    @Test func anEventStreamLastsAsLongAsASession() async throws {
        var limits = GateLimits()
        // The first event may need a moment behind an answer's head.
        limits.streamTime = .seconds(3)
        limits.wholeTime = .zero
        try await ServerSetting.run(
            wall: FakeWall(state: FakeWall.lively), limits: limits
        ) { setting throws in
            let events = try setting.answer(to: "GET /api/v1/events HTTP/1.1\r\nHost: w\r\n\r\n")
            #expect(events?.status == 200 && events?.body.contains("event: snapshot") == true)
        }
    }
}
