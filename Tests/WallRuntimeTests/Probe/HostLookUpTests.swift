import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Where the host of an address is that somebody names over the network.
@Suite(.serialized) struct HostLookUpTests {
    private static func wish(_ url: String) -> ControlWish {
        .cell(1, .play(.url(url), moment: .now, start: nil))
    }

    private static func place(_ addresses: [[UInt8]]) async -> HostPlace {
        await HostLookUp(resolve: { _ in addresses }).place(of: "http://name.example/")
    }

    /// By the machine's own /etc/hosts.
    @Test func theMachinesOwnNamesAreHere() async {
        for url in ["http://ip6-localhost/x", "http://LOCALHOST:80/"] {
            let place = await HostLookUp().place(of: url)
            // A machine without the name refuses it, too; what the text says is not looked up.
            #expect(url.contains("LOCAL") ? place == .elsewhere : place != .elsewhere)
        }
        #expect(HostLookUp.addresses(of: "localhost").contains([127, 0, 0, 1]))
    }

    @Test func oneLocalAddressIsEnough() async {
        #expect(await Self.place([[10, 0, 0, 1]]) == .elsewhere)
        #expect(await Self.place([[10, 0, 0, 1], [127, 0, 0, 1]]) == .here)
        #expect(await Self.place([]) == .unknown)
    }

    @Test func addressesAndOtherWishesAreNotLookedUp() async {
        let asked = Mutex(0)
        let lookUp = HostLookUp(resolve: { _ in
            asked.withLock { $0 += 1 }
            return []
        })
        for wish in [Self.wish("http://10.0.0.1/x"), .cell(1, .next), .pause(true)] {
            #expect(await lookUp.completed(wish) == wish)
        }
        #expect(asked.withLock { $0 } == 0)
        let looked = await lookUp.completed(Self.wish("http://name.example/"))
        #expect(
            looked
                == .cell(
                    1,
                    .play(
                        .url("http://name.example/", host: .unknown), moment: .now, start: nil)))
    }

    /// A name service that hangs holds neither the answer up nor makes many threads.
    @Test(.timeLimit(.minutes(5))) func aNameServiceThatHangsIsNotWaitedFor() async throws {
        let free = DispatchSemaphore(value: 0)
        let asked = Mutex(0)
        let lookUp = HostLookUp(
            resolve: { _ in
                asked.withLock { $0 += 1 }
                free.wait()
                return [[10, 0, 0, 1]]
            }, seconds: 0.1)
        var places: [HostPlace] = []
        for _ in 0..<8 { places.append(await lookUp.place(of: "http://name.example/")) }
        #expect(places.allSatisfy { $0 == .unknown })
        // Whose time was over before it began is asked all the same.
        #expect(
            await soon(within: .seconds(60)) {
                asked.withLock { $0 } == HostLookUp.threadsMax ? true : nil
            } == true)
        for _ in 0..<8 { free.signal() }
        // Afterwards there is room again.
        let place = await soon(within: .seconds(60)) {
            let place = await Self.place([[10, 0, 0, 1]])
            return place == .elsewhere ? place : nil
        }
        #expect(place == .elsewhere)
    }
}
