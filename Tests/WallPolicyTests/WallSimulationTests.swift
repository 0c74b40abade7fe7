import Testing
import WallPolicy

/// Thousands of things happen in an order that nobody thought of; a failure
/// is repeated by its seed.
@Suite struct WallSimulationTests {
    /// Players say anything at all, in any order.
    @Test(arguments: [1, 2])
    func nothingBreaksTheRules(seed: UInt64) {
        var simulation = WallSimulation(seed: seed)
        for _ in 0..<10_000 { simulation.step(lies: true) }
        #expect(simulation.broken == [])
    }

    /// Whatever happened, with players that do as they are told and items
    /// that can be played every cell plays in the end, and what it says it plays.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func everyCellPlaysInTheEnd(seed: UInt64) {
        var simulation = WallSimulation(seed: seed)
        for round in 0..<12 {
            for _ in 0..<250 { simulation.step(lies: false) }
            let items = round % 2 == 0 ? films(400) : films(400) + cameras(3)
            simulation.comeToRest(items: items)
            expectAllPlay(simulation)
            // What was shown twice while there was too little goes with the next item or two.
            simulation.everyCellGoesOn()
            simulation.everyCellGoesOn()
            expectAllPlay(simulation)
            var shown = Set<ItemID>()
            for cell in simulation.wall.cells {
                guard let item = cell.machine.current?.load.item else { continue }
                #expect(shown.insert(item.id).inserted, "\(item.id) in two cells")
            }
        }
    }

    private func expectAllPlay(_ simulation: WallSimulation) {
        #expect(simulation.broken == [])
        #expect(!simulation.wall.cells.isEmpty)
        for cell in simulation.wall.cells {
            #expect(cell.machine.state.name == "playing", "\(cell.machine.state)")
            #expect(simulation.players[cell.id]?.playing?.load == cell.machine.current?.load)
        }
    }
}
