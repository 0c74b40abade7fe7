import Geometry
import Testing
import WallPolicy

/// What cells say that have nothing to play for the media server's sake.
struct ServerCardTests {
    /// A wall of so many cells of which none has an item.
    private func cards(
        _ columns: Int, _ rows: Int, _ change: (inout ServerStatus) -> Void
    ) -> [Int: CellOverlay.Card] {
        var status = ServerStatus(.connecting, name: "Kino")
        change(&status)
        var wall = WallSnapshot()
        wall.server = status
        for number in 1...columns * rows {
            let (row, column) = ((number - 1) / columns, (number - 1) % columns)
            var cell = CellSnapshot(
                number: number, id: "\(number)", display: 1,
                rect: PixelRect(x: column * 100, y: row * 60, width: 100, height: 60))
            cell.state = "loading"
            cell.stateSeconds = 3
            wall.cells.append(cell)
        }
        var cards: [Int: CellOverlay.Card] = [:]
        for cell in wall.cells {
            cards[cell.number] =
                CellOverlay(cell: cell, in: wall, focusShown: false).card
        }
        return cards
    }

    /// Somebody restarts the server and has said so: that is no outage to wonder about.
    @Test func aRestartIsCalledARestart() {
        var cell = CellSnapshot(
            number: 1, id: "1", display: 1, rect: PixelRect(x: 0, y: 0, width: 100, height: 60))
        cell.state = "holding"
        for restarts in [true, nil] {
            cell.serverRestarts = restarts
            let card = CellOverlay(cell: cell, in: WallSnapshot(), focusShown: false).card
            #expect((card?.headline == "The media server is restarting") == (restarts == true))
        }
    }

    @Test func smallWallsSayItInEachCell() {
        #expect(cards(2, 2) { _ in }.count == 4)
    }

    @Test func largeOnesSayItOnceInTheMiddle() {
        #expect(Array(cards(5, 3) { _ in }.keys) == [8])
        #expect(cards(6, 6) { _ in }.count == 1)
    }

    @Test func eachStateHasItsWords() throws {
        let away = try #require(
            cards(1, 1) {
                $0.phase = .away
                $0.words = "Kino refuses the connection. Is the media server running?"
                $0.nextTryInSeconds = 7
            }[1])
        #expect(away.headline == "Kino does not answer" && away.reason.contains("refuses"))
        #expect(away.countdown.contains("7 s"))
        let code = try #require(
            cards(1, 1) {
                $0.phase = .confirming
                $0.code = "123456"
            }[1])
        #expect(code.headline.contains("123456") && code.reason.contains("Quick Connect"))
        let again = try #require(cards(1, 1) { $0.phase = .signInNeeded }[1])
        #expect(again.reason.contains("hyperwall login"))
    }
}
