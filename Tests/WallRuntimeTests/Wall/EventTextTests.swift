import Geometry
import Testing
import WallPolicy
import WallRuntime

/// What a person at a terminal reads of a wall's changes, and of several walls.
@Suite struct EventTextTests {
    private static var wall: WallSnapshot {
        var wall = WallSnapshot()
        wall.name = "foyer"
        wall.version = "1.2.3"
        wall.pid = 7
        wall.grid = GridSize(columns: 2, rows: 1)
        wall.displays = []
        wall.cells = (1...2).map { number in
            var cell = CellSnapshot(
                number: number, id: "id-\(number)", display: 1,
                rect: PixelRect(x: 0, y: 0, width: 1, height: 1))
            cell.state = "playing"
            cell.title = "clip \(number)"
            return cell
        }
        return wall
    }

    @Test func onlyChangesAreTold() {
        var text = EventText()
        #expect(text.take(cell: Self.wall.cells[0]).isEmpty, "nothing is known of the wall yet")
        #expect(text.take(snapshot: Self.wall) == ["wall     foyer: 2 of 2 cells play, grid 2×1"])
        #expect(text.take(snapshot: Self.wall).isEmpty)
        var cell = Self.wall.cells[1]
        cell.position = 12
        cell.statistics.shownFrames = 99
        #expect(text.take(cell: cell).isEmpty, "figures are no change")
        cell.state = "backingOff"
        cell.reason = "The file\u{1B}[2J ended early."
        cell.paused = true
        #expect(
            text.take(cell: cell) == [
                "cell 2   waits to try again “clip 2” – The file\u{FFFD}[2J ended early.",
                "cell 2   held",
            ])
        var wall = Self.wall
        wall.cells = []
        wall.paused = true
        wall.solo = 2
        wall.hold = HoldSnapshot(seconds: 60, reason: "")
        wall.outages = [OutageSnapshot(source: SourceID(rawValue: "mount:/media"), seconds: 1)]
        let told = text.take(wall: wall)
        #expect(told.count == 4 && told.contains("wall     held"), "\(told)")
        #expect(told.contains("wall     a restart of the media server is expected"))
        wall.hold?.seconds = 59
        #expect(text.take(wall: wall).isEmpty)
        var cells = Self.wall
        cells.paused = true
        cells.pid = 8
        cells.grid = GridSize(columns: 1, rows: 1)
        cells.cells = [Self.wall.cells[0]]
        let again = text.take(snapshot: cells)
        #expect(again.first == "wall     started anew" && again.contains("wall     grid 1×1"))
        #expect(text.take(cell: cell).isEmpty, "that cell is gone")
    }

    @Test func severalWallsAreATable() {
        var dark = Self.wall
        dark.cells[1].state = "parked"
        dark.cells[1].darkSeconds = 500
        let lines = WallTable.lines([
            WallTable.Row(host: "foyer", snapshot: Self.wall, reason: nil),
            WallTable.Row(host: "bar.example:80", snapshot: dark, reason: nil),
            WallTable.Row(
                host: "hangs", snapshot: Self.wall,
                health: ("failing", ["The wall has not moved for 60 seconds."]), reason: nil),
            WallTable.Row(host: "gone", snapshot: nil, reason: "No wall answers at gone."),
        ])
        #expect(
            lines == [
                "HOST            WALL   STATE      CELLS   GRID  VERSION",
                "foyer           foyer  playing    2 of 2  2×1   1.2.3",
                "bar.example:80  foyer  failing    1 of 2  2×1   1.2.3",
                "    Cell 2 has shown nothing for 8 min.",
                "hangs           foyer  failing    2 of 2  2×1   1.2.3",
                "    The wall has not moved for 60 seconds.",
                "gone            –      no answer",
                "    No wall answers at gone.",
            ])
    }
}
