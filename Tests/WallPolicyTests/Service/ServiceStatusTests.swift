import Geometry
import Testing
import WallPolicy

/// What `systemctl status` says of a wall.
@Suite struct ServiceStatusTests {
    private func wall(_ states: [String], displays: Int = 1) -> WallSnapshot {
        var wall = WallSnapshot()
        wall.displays = (0..<displays).map {
            DisplaySnapshot(
                number: $0 + 1, name: "", size: PixelSize(width: 1, height: 1), refreshRate: 60,
                rotation: .none, cells: [], fullscreen: true)
        }
        wall.cells = states.enumerated().map { index, state in
            var cell = CellSnapshot(
                number: index + 1, id: "", display: 1,
                rect: PixelRect(x: 0, y: 0, width: 1, height: 1))
            cell.state = state
            return cell
        }
        return wall
    }

    @Test("what plays, and what does not")
    func cells() {
        var wall = wall(Array(repeating: "playing", count: 11) + ["parked"])
        wall.server = ServerStatus(.connected, name: "server")
        #expect(ServiceStatus.line(wall) == "11/12 playing, 1 parked, link up")
        wall = self.wall(["playing", "backingOff", "holding", "holding", "loading", "buffering"])
        #expect(ServiceStatus.line(wall) == "1/6 playing, 1 retrying, 2 waiting, 2 loading")
        #expect(ServiceStatus.line(self.wall(["idle"])) == "0/1 playing, 1 empty")
    }

    @Test("paused, asleep, in safe mode, without a display")
    func whole() {
        var paused = wall(["playing", "playing"])
        paused.paused = true
        #expect(ServiceStatus.line(paused) == "2/2 playing, paused")
        #expect(ServiceStatus.line(wall(["asleep", "asleep"])) == "asleep")
        #expect(ServiceStatus.line(wall([], displays: 0)) == "no display")
        var safe = wall(["playing"])
        safe.safeMode = "…"
        #expect(ServiceStatus.line(safe) == "1/1 playing, safe mode")
    }

    @Test("a bad value is named")
    func banner() {
        #expect(
            ServiceStatus.line(wall(["playing"]), banner: ["HYPERWALL_GRID is none.", "Two."])
                == "1/1 playing – HYPERWALL_GRID is none. Two.")
    }

    @Test("every state of the link has its word")
    func link() {
        func word(_ phase: ServerStatus.Phase) -> String {
            var wall = wall(["playing"])
            wall.server = ServerStatus(phase, name: "server")
            return String(ServiceStatus.line(wall).dropFirst("1/1 playing, ".count))
        }
        #expect(word(.away) == "link down")
        #expect(word(.connecting) == "link connecting")
        #expect(word(.confirming) == "link wants a sign-in")
        #expect(word(.signInNeeded) == "link wants a sign-in")
        #expect(word(.unusable) == "link up, nothing to play")
    }

    @Test("a sleeping wall shows what it is to show: nothing")
    func shown() {
        #expect(ServiceStatus.isShown(wall(["asleep"]), hasPictureOrCard: false))
        #expect(ServiceStatus.isShown(wall(["loading"]), hasPictureOrCard: true))
        #expect(!ServiceStatus.isShown(wall(["loading"]), hasPictureOrCard: false))
        #expect(!ServiceStatus.isShown(wall([]), hasPictureOrCard: false))
    }
}
