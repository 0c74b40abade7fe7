import Testing
import WallPolicy

/// What random faults hardly ever meet: everything goes wrong in the same way, for long.
@Suite struct SimulationScenarioTests {
    private func films(_ count: Int) -> [SimulationProfile.Entry] {
        (0..<count).map { (.url("http://one/\($0).mp4"), 3000, false) }
    }

    private func profile(_ columns: Int, _ rows: Int, _ items: [SimulationProfile.Entry])
        -> SimulationProfile
    {
        var profile = SimulationProfile(seed: 1)
        profile.settings = .init()
        profile.settings.grid = .init(columns: columns, rows: rows)
        profile.items = items
        profile.faultShare = 0
        return profile
    }

    /// A source that accepts and never answers, or goes and comes back: no item is to blame.
    @Test(arguments: [(1, 1), (2, 2), (4, 4)], SimulationWorld.Outage.allCases)
    func outagesQuarantineNothing(grid: (Int, Int), outage: SimulationWorld.Outage) {
        let simulation = Simulation(profile: profile(grid.0, grid.1, films(200)))
        simulation.world.isRepaired = true
        simulation.run(until: 1600)
        for seconds in [90.0, 300, 1800] {
            simulation.setOutage(outage, of: films(1)[0].media.source)
            simulation.run(until: simulation.now + seconds)
            simulation.setOutage(nil, of: films(1)[0].media.source)
            // 50 s to the next probe, 12 s for one without an answer, 10 s for this one's, the
            // turns of all cells and the slowest start.
            let turns = Double(simulation.cells.count) * 0.3
            simulation.run(until: simulation.now + 50 + 12 + 10 + turns + 3)
            #expect(simulation.playing == simulation.cells.count)
            simulation.run(until: simulation.now + 60)
        }
        #expect(simulation.broken == nil)
        #expect(simulation.wall.quarantine.entries.isEmpty)
    }

    /// Every single item hangs when it is opened, but the source answers its probe.
    @Test(arguments: [(1, 1), (3, 3)])
    func allItemsHang(grid: (Int, Int)) {
        let simulation = Simulation(profile: profile(grid.0, grid.1, films(200)))
        simulation.setFault(.hangs)
        simulation.run(until: simulation.now + 2 * 3600)
        #expect(simulation.broken == nil)
        #expect(simulation.wall.quarantine.entries.count <= 1)
        #expect(simulation.statistics["park", default: 0] > 5)
        simulation.setFault(.none)
        simulation.peace()
        #expect(simulation.broken == nil)
    }

    /// A player that takes no command any more is replaced.
    @Test func stuckPlayerIsReplaced() {
        let simulation = Simulation(profile: profile(2, 2, films(20)))
        simulation.world.isRepaired = true
        simulation.run(until: 1600)
        let stuck = simulation.players.values.min { $0.serial < $1.serial }
        stuck?.stick()
        // Stalled, tried again in vain, and then with a new player.
        simulation.run(until: simulation.now + 20 + 5 + 2.5 + 30 + 5 + 3)
        #expect(simulation.statistics["renewed"] == 1)
        #expect(simulation.playing == 4)
        #expect(simulation.broken == nil)
    }

    /// A camera that reboots for five minutes is back in its place; the others never notice.
    @Test(arguments: 1...9)
    func cameraReboots(number: Int) {
        let cameras: [SimulationProfile.Entry] = (1...9).map {
            (.url("rtsp://camera\($0)/stream"), nil, false)
        }
        let simulation = Simulation(profile: profile(3, 3, cameras))
        simulation.world.isRepaired = true
        simulation.run(until: 1600)
        let loads = simulation.cells.map(\.loads)
        let camera = cameras[number - 1].media
        let place = simulation.cells.firstIndex { $0.machine.item == camera }
        simulation.setOutage(.refuses, of: camera.source)
        simulation.run(until: simulation.now + 300)
        simulation.setOutage(nil, of: camera.source)
        // The longest wait for a probe, its answer and a start.
        simulation.run(until: simulation.now + 60 + 2)
        #expect(simulation.playing == 9)
        #expect(simulation.cells.firstIndex { $0.machine.item == camera } == place)
        for (index, cell) in simulation.cells.enumerated() where index != place {
            #expect(cell.loads == loads[index])
        }
        #expect(simulation.broken == nil)
    }
}

extension Simulation {
    /// Cells with a moving picture.
    var playing: Int {
        cells.count { $0.machine.state.name == "playing" && players[$0.id]?.isMoving == true }
    }

    fileprivate func setOutage(_ outage: SimulationWorld.Outage?, of source: SourceID) {
        world.sources[source]?.outage = outage
        world.sources[source]?.turnedAt = now
        tellPlayers(of: source)
    }

    fileprivate func setFault(_ fault: SimulationWorld.Fault) {
        for id in world.items.keys {
            world.items[id]?.fault = fault
            world.items[id]?.faultUntil = .infinity
        }
    }
}
