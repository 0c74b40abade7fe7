import Testing
import Tunables
import WallPolicy

@Suite struct BudgetTests {
    private func budget(
        _ cells: Int, of total: Int, perCell: Int = 512, readahead: Int = 30
    ) -> CacheBudget {
        var settings = Settings()
        settings.cacheBudgetMiB = total
        settings.demuxerPerCellMiB = perCell
        settings.readahead = .seconds(readahead)
        return CacheBudget(settings, cells: cells)
    }

    @Test(arguments: [(36, 3072, 85), (16, 1024, 64), (64, 1024, 16), (1, 3072, 512)])
    func examples(cells: Int, total: Int, perCell: Int) {
        #expect(budget(cells, of: total).perCellMiB == perCell)
    }

    @Test func sevenPartsAreForWhatIsToCome() {
        let limits = budget(16, of: 1024).limits(prefetching: false)
        #expect(limits.forwardBytes == 56 * 1_048_576)
        #expect(limits.backwardBytes == 8 * 1_048_576)
    }

    /// What is opened ahead is a second demuxer with the same limits.
    @Test func halvesWhilePrefetching() {
        let limits = budget(16, of: 1024).limits(prefetching: true)
        #expect(limits.forwardBytes == 28 * 1_048_576)
        #expect(limits.backwardBytes == 4 * 1_048_576)
    }

    /// The sum of what all demuxers may hold stays under the budget.
    @Test(arguments: [128, 129, 1000, 1024, 3072, 65536], [32, 33, 512, 4096])
    func theBudgetAlwaysWins(total: Int, perCell: Int) {
        for cells in 1...512 {
            let budget = budget(cells, of: total, perCell: perCell)
            for prefetching in [false, true] {
                let limits = budget.limits(prefetching: prefetching)
                let each = limits.forwardBytes + limits.backwardBytes
                let demuxers = cells * (prefetching ? 2 : 1)
                #expect(each * demuxers <= total * 1_048_576, "\(cells) cells")
                #expect(each * (prefetching ? 2 : 1) <= perCell * 1_048_576)
                #expect(limits.forwardBytes > 0 && limits.backwardBytes > 0)
            }
        }
    }

    @Test(arguments: [(1, 30), (4, 30), (5, 24), (6, 20), (9, 13), (12, 10), (64, 10)])
    func manyCellsReadLessAhead(cells: Int, seconds: Int) {
        #expect(
            budget(cells, of: 3072).limits(prefetching: false).readaheadSeconds == seconds)
    }

    @Test func aShortReadaheadIsNeverMadeLonger() {
        #expect(
            budget(16, of: 3072, readahead: 3).limits(prefetching: false).readaheadSeconds == 3)
    }

    @Test func aWallWithoutCellsHasABudget() {
        #expect(budget(0, of: 1024).perCellMiB == 512)
    }
}
