import Testing
import WallPolicy

/// The chart of the last hour.
@Suite struct WallHistoryTests {
    private typealias Counts = WallHistory.Counts

    private static func after(_ totals: [(Double, Counts)]) -> [Counts] {
        var history = WallHistory()
        for (now, counts) in totals { history.take(counts, now: now) }
        return history.buckets
    }

    @Test func aMinuteHoldsWhatWasAddedInIt() {
        let buckets = Self.after([
            (0, Counts()), (30, Counts(dropped: 5, failures: 1)),
            (59.9, Counts(dropped: 7, failures: 1)),
            (60, Counts(dropped: 8, recoveries: 1, failures: 1)),
            (179, Counts(dropped: 10, recoveries: 1, failures: 1)),
        ])
        #expect(
            buckets == [
                Counts(dropped: 7, failures: 1), Counts(dropped: 1, recoveries: 1),
                Counts(dropped: 2),
            ])
    }

    @Test func aTotalThatFallsBackGivesNoWildFigure() {
        let buckets = Self.after([
            (1, Counts(dropped: 1000, recoveries: 9, failures: 9)),
            (2, Counts(dropped: 3, recoveries: 0, failures: 1)), (3, Counts(dropped: -5)),
            (4, Counts(dropped: .min)),
        ])
        #expect(buckets == [Counts(dropped: 1003, recoveries: 9, failures: 10)])
    }

    @Test func anHourIsKeptAndNoMore() {
        var history = WallHistory()
        for minute in 0..<100 {
            history.take(Counts(dropped: minute), now: Double(minute * 60))
            #expect(history.buckets.count == min(minute + 1, 60))
        }
        #expect(history.buckets.allSatisfy { $0.dropped == 1 })
    }

    @Test func aMachineThatSleptHasEmptyMinutes() {
        let week = Self.after([(10, Counts(dropped: 4)), (604_800, Counts(dropped: 5))])
        #expect(week.count == 60 && week.last == Counts(dropped: 1))
        #expect(week.dropLast().allSatisfy { $0 == Counts() })
        let three = Self.after([(10, Counts(dropped: 4)), (190, Counts(dropped: 4))])
        #expect(three.map(\.dropped) == [4, 0, 0, 0])
    }

    @Test func aClockThatMakesNoSenseEndsNothing() {
        let buckets = Self.after([
            (100, Counts()), (.nan, Counts(dropped: 1)), (-5, Counts(dropped: 2)),
            (.infinity, Counts(dropped: 3)), (1e300, Counts(dropped: 4)),
        ])
        #expect(buckets.count <= 60 && buckets.reduce(0) { $0 + $1.dropped } <= 4)
    }
}
