import Foundation
import Testing
import WallPolicy

/// Starts that fail, and what the next one does about them.
@Suite struct StartRecordTests {
    private var record = StartRecord()
    /// Some evening, seconds since 1970.
    private let evening = 1_800_000_000.0

    /// A start that dies.
    private mutating func dies(at seconds: Double) -> StartPlan {
        let plan = record.begin(now: evening + seconds)
        record.beginsToShow(now: evening + seconds)
        return plan
    }

    @Test("after five starts within five minutes that died the sixth is a safe one")
    mutating func sixth() {
        for start in 0..<5 { #expect(!dies(at: Double(start) * 74).isSafe) }
        let plan = dies(at: 360)
        #expect(plan.isSafe)
        #expect(plan.failures == 5)
        #expect(plan.quietSeconds == 600)
        // And it stays so while it goes on dying, however slowly.
        for start in 0..<100 { #expect(dies(at: 1000 + Double(start) * 400).isSafe) }
    }

    @Test("five starts in more than five minutes are not enough")
    mutating func slowly() {
        for start in 0..<20 { #expect(!dies(at: Double(start) * 76).isSafe) }
    }

    @Test(
        "a start that lived a minute, or ended on purpose, is no failure", arguments: [true, false])
    mutating func well(lived: Bool) {
        for start in 0..<4 { _ = dies(at: Double(start)) }
        _ = record.begin(now: evening + 5)
        record.beginsToShow(now: evening + 5)
        if lived { record.lived() } else { record.endedOnPurpose() }
        for start in 0..<5 {
            let plan = dies(at: 100 + Double(start))
            #expect(!plan.isSafe)
            #expect(plan.failures == start)
        }
        #expect(dies(at: 110).isSafe)
    }

    @Test("safe mode ends after its quiet time, and by a person's hand")
    mutating func leaves() {
        for start in 0..<6 { _ = dies(at: Double(start)) }
        record.lived()
        #expect(record.begin(now: evening + 100).isSafe)
        record.leavesSafeMode()
        #expect(!record.begin(now: evening + 700).isSafe)
        for start in 0..<6 { _ = dies(at: 800 + Double(start)) }
        #expect(record.isSafe)
        record.endedOnPurpose()
        #expect(record == StartRecord())
    }

    @Test("each return to safe mode doubles its time, up to a day; an hour of health forgets that")
    mutating func relapses() {
        var times: [Double] = []
        for round in 0..<10 {
            for start in 0..<5 { _ = dies(at: Double(round) * 100_000 + Double(start)) }
            times.append(dies(at: Double(round) * 100_000 + 10).quietSeconds / 60)
            record.leavesSafeMode()
        }
        #expect(times == [10, 20, 40, 80, 160, 320, 640, 1280, 1280, 1280])
        record.isWell()
        for start in 0..<5 { _ = dies(at: 2_000_000 + Double(start)) }
        #expect(dies(at: 2_000_010).quietSeconds == 600)
    }

    @Test("restarts come after 2, 4, 8, 16, 32 and 60 seconds, with the unit's own two")
    mutating func delays() {
        let waits = (0..<9).map { dies(at: Double($0)).delaySeconds }
        #expect(waits == [0, 0, 2, 6, 14, 30, 58, 58, 58])
    }

    @Test("a clock that jumps makes no failures of its own")
    mutating func clock() {
        for start in 0..<4 { _ = dies(at: 1_000_000 + Double(start)) }
        // Back in time by a day: what was in the future counts as now, or not at all.
        #expect(!dies(at: 0).isSafe)
        #expect(!dies(at: 1).isSafe)
    }

    @Test("it is read as it was written, and nothing else is")
    mutating func coding() throws {
        for start in 0..<6 { _ = dies(at: Double(start)) }
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(StartRecord.self, from: data) == record)
        for bad in [
            "", "[]", "{}", #"{"schema":2}"#,
            #"{"schema":1,"failures":[-1],"failuresInARow":0,"isSafe":false,"relapses":0}"#,
            #"{"schema":1,"failures":[1,2,3,4,5,6],"failuresInARow":0,"isSafe":false,"relapses":0}"#,
            #"{"schema":1,"failures":[],"failuresInARow":0,"isSafe":false,"relapses":99}"#,
            #"{"schema":1,"failures":[],"failuresInARow":-1,"isSafe":false,"relapses":0}"#,
        ] {
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(StartRecord.self, from: Data(bad.utf8))
            }
        }
    }
}
