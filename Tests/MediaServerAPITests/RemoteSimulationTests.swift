import MediaServerAPI
import Testing

/// Thousands of lives of a link, each from its seed.
struct RemoteSimulationTests {
    private func lives(
        _ seeds: ClosedRange<UInt64>, _ troubles: RemoteSimulation.Troubles, within most: Double,
        faults: Int = 8
    ) {
        for seed in seeds {
            var simulation = RemoteSimulation(seed: seed, troubles)
            let seconds = simulation.live(faults: faults)
            if let violation = simulation.violations.first {
                Issue.record("seed \(seed): \(violation)")
                return
            }
            guard seconds <= most else {
                Issue.record("seed \(seed): \(seconds) s until it could be commanded again")
                return
            }
        }
    }

    @Test func aServerThatComesAndGoesIsMetWithin35Seconds() {
        lives(1...2000, .init(), within: 35)
    }

    @Test func tokensThatAreRevokedAreReplaced() {
        lives(1...1000, .init(revokes: true), within: 700)
    }

    @Test func whatIsLostOnItsWayIsMadeUpFor() {
        lives(1...1000, .init(loses: true), within: 400)
    }

    @Test func everythingAtOnceLeavesNothingStuck() {
        lives(1...1000, .init(announces: true, revokes: true, loses: true), within: 1300)
    }

    @Test(arguments: [10.0, 60, 600]) func anAnnouncedRestartIsOverWithin10Seconds(away: Double) {
        for seed in 1...300 as ClosedRange<UInt64> {
            var simulation = RemoteSimulation(seed: seed, .init(announces: true))
            simulation.pass(60)
            simulation.goDown()
            simulation.pass(away)
            let seconds = simulation.recovery()
            #expect(seconds <= 10 && simulation.violations.isEmpty, "seed \(seed): \(seconds) s")
        }
    }

    @Test func anIdleWallAsksLessThanOnceAMinute() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var simulation = RemoteSimulation(seed: seed, .init())
            simulation.pass(60)
            let before = simulation.requests
            simulation.pass(3600)
            #expect(simulation.requests - before <= 31 && simulation.violations.isEmpty)
        }
    }
}
