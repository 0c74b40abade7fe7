import Geometry
import Testing
import WallPolicy
import WallRuntime

/// What `hyperwall status` prints for a person.
@Suite struct StatusTextTests {
    private func line(_ state: String) -> String? {
        var wall = WallSnapshot()
        var cell = CellSnapshot(
            number: 1, id: "a", display: 1, rect: PixelRect(x: 0, y: 0, width: 1, height: 1))
        cell.state = state
        cell.title = "A"
        wall.cells = [cell]
        return StatusText.lines(wall).last
    }

    @Test func aCellsStateIsSaidInWords() {
        #expect(line("backingOff") == "1. waits to try again “A”")
        #expect(line("holding") == "1. waits “A”")
        #expect(line("parked") == "1. rests “A”")
        #expect(line("loading") == "1. loading “A”")
    }

    @Test func aRestartThatIsExpectedIsALine() {
        var wall = WallSnapshot()
        #expect(!StatusText.lines(wall).contains { $0.contains("restart") })
        wall.hold = HoldSnapshot(seconds: 95, reason: "upgrade")
        let words = "a restart of the media server is expected for 95 s more"
        #expect(StatusText.lines(wall).contains("\(words): upgrade"))
        wall.hold?.reason = ""
        #expect(StatusText.lines(wall).contains(words))
    }
}
