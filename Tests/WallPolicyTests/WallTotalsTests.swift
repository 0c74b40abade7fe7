import Testing

@testable import WallPolicy

/// What Prometheus adds up must never fall back.
@Suite struct WallTotalsTests {
    private static func counts(_ shown: Int, drops: Int = 0, loads: Int = 1) -> CellCounts {
        var counts = CellCounts()
        counts.shownFrames = shown
        counts.decoderDrops = drops
        counts.outputDrops = 2 * drops
        counts.loads = loads
        return counts
    }

    @Test func aCountThatBeginsAnewIsAdded() {
        var count = GrowingCount()
        var totals: [Int] = []
        for seen in [0, 5, 5, 2, 3, 0, 4] {
            count.saw(seen)
            totals.append(count.total)
        }
        #expect(totals == [0, 5, 5, 7, 8, 8, 12])
        // Told that it begins anew, the same figure counts a second time.
        count.restart()
        count.saw(4)
        #expect(count.total == 16)
        for _ in 0..<3 {
            for wild in [Int.max, .min, -1] { count.saw(wild) }
        }
        #expect(count.total >= 16)
    }

    @Test func aNumberCountsOnWhoeverHasIt() {
        var ledger = CountLedger()
        var totals = WallTotals()
        let (first, second) = (CellID(rawValue: 1), CellID(rawValue: 2))
        func look(_ cells: [(CellID, CellCounts)]) {
            for (index, cell) in cells.enumerated() {
                totals.grew(cell: index + 1, by: ledger.growth(of: cell.0, to: cell.1))
            }
            ledger.keep(cells.map(\.0))
        }
        look([(first, Self.counts(100, drops: 1)), (second, Self.counts(50))])
        // The grid shrinks, and the second cell has the first place now.
        look([(second, Self.counts(60))])
        #expect(totals.cells[1]?.counts.shownFrames == 110)
        #expect(totals.cells[1]?.counts.loads == 1)
        // It grows again: a new cell with nothing on it.
        let third = CellID(rawValue: 3)
        look([(second, Self.counts(70)), (third, Self.counts(5))])
        #expect(totals.cells[1]?.counts.shownFrames == 120)
        #expect(totals.cells[2]?.counts.shownFrames == 55)
        #expect(totals.cells[2]?.counts.loads == 2)
        // Its player is another one, which begins at nothing.
        look([(second, Self.counts(70)), (third, Self.counts(3, loads: 1))])
        #expect(totals.cells[2]?.counts.shownFrames == 58)
        #expect(totals.droppedFrames == 3)
    }

    @Test func onlyAServerThatWasThereComesBack() {
        var totals = WallTotals()
        for isThere in [false, false, true, true, false, false, true, false, true] {
            totals.server(isThere: isThere)
        }
        #expect(totals.serverReconnects == 2)
    }

    @Test func castTargetsThatBeginAnewCountOn() {
        var totals = WallTotals()
        func status(_ cell: Int?, _ reconnects: Int) -> RemoteStatus {
            RemoteStatus(cell: cell, name: "x", reconnects: reconnects)
        }
        totals.remotes([status(nil, 1), status(2, 4)])
        totals.remotes([status(nil, 2)])
        totals.remotes([status(nil, 2), status(2, 1)])
        #expect(totals.remoteReconnects[0]?.total == 2)
        #expect(totals.remoteReconnects[2]?.total == 5)
    }

    /// What happens with every frame must not allocate: the counts stay where they are, whatever
    /// was handed out.
    @Test func aHistogramIsCountedInPlace() {
        func place(_ histogram: inout Histogram) -> UInt {
            histogram.counts.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
        var times = Histogram(bounds: WallTotals.presentBounds)
        times.add(0.003)
        let before = place(&times)
        let handedOut = times.separated()
        for _ in 0..<1000 { times.add(0.2) }
        #expect(place(&times) == before)
        #expect(handedOut.count == 1 && times.count == 1001)
        #expect(handedOut.counts[2] == 1 && times.counts[8] == 1000)
        for strange in [Double.nan, .infinity, -.infinity] { times.add(strange) }
        times.add(-1)
        times.add(1e9)
        #expect(times.counts[0] == 1 && times.counts[9] == 1 && times.count == 1003)
    }
}
