import Foundation
import Testing
import WallPolicy

/// The whole policy under random faults, in virtual hours: about a thousand in a default run.
///
/// A failed run prints its seed, the step and what led to it. To see it again, or to run one seed
/// for longer:
/// `HYPERWALL_SIMULATION_SEED=17 HYPERWALL_SIMULATION_HOURS=100 swift test --filter Simulation`.
/// `HYPERWALL_SIMULATION_SEED=100-199` runs a hundred others, which share the hours.
/// `HYPERWALL_SIMULATION_STATISTICS=1` prints what happened in each of them.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seeds: [UInt64] = {
        let ends = (environment["HYPERWALL_SIMULATION_SEED"] ?? "1-48").split(separator: "-")
            .compactMap { UInt64($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return [] }
        return Array(first...last)
    }()

    @Test(arguments: seeds)
    func wallHeals(seed: UInt64) {
        var profile = SimulationProfile(seed: seed)
        if let hours = Self.environment["HYPERWALL_SIMULATION_HOURS"].flatMap({ Double($0) }) {
            profile.hours = hours / Double(Self.seeds.count)
        }
        let simulation = Simulation(profile: profile)
        let end = simulation.now + profile.hours * 3600
        while simulation.broken == nil, simulation.now < end {
            let longest = min(4 * 3600, (end - simulation.now) / 2)
            simulation.storm(seconds: max(600, simulation.world.about(longest)))
            simulation.peace()
        }
        if Self.environment["HYPERWALL_SIMULATION_STATISTICS"] != nil {
            print(
                "seed \(seed): \(simulation.now / 3600) h", simulation.steps, simulation.statistics)
        }
        if let broken = simulation.broken { Issue.record("\(broken)") }
    }
}
