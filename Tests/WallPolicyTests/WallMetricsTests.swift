import Geometry
import Testing

@testable import WallPolicy

/// What Prometheus reads.
@Suite struct WallMetricsTests {
    private static var wall: WallSnapshot {
        var wall = WallSnapshot()
        wall.name = "lobby \"1\"\\"
        wall.version = "1.2"
        wall.renderer.kind = "software"
        for number in 1...2 {
            var cell = CellSnapshot(
                number: number, id: "a", display: 1,
                rect: PixelRect(x: 0, y: 0, width: 10, height: 10))
            cell.state = "playing"
            cell.title = "A secret film"
            wall.cells.append(cell)
        }
        wall.cells[1].state = "parked"
        var failure = JournalRecord(.failure)
        failure.cell = 2
        failure.cause = FailureReason.stalled.label
        var recovery = JournalRecord(.recovered)
        recovery.cell = 2
        recovery.seconds = 7
        for _ in 0..<3 { wall.totals.count(failure) }
        wall.totals.count(recovery)
        wall.totals.rested(cell: 2, seconds: 1.5)
        return wall
    }

    private func line(_ start: String) -> String? {
        WallMetrics.text(Self.wall).split(separator: "\n").map(String.init)
            .first { $0.hasPrefix(start) }
    }

    @Test func labelsAreEscapedAndNoTitleIsAmongThem() {
        let text = WallMetrics.text(Self.wall)
        #expect(text.contains(#"wall="lobby \"1\"\\""#))
        #expect(!text.contains("secret") && text.hasSuffix("\n"))
    }

    @Test func whatWasCountedIsThere() {
        let wall = #"{wall="lobby \"1\"\\","#
        let two = wall + #"display="1",cell="2""#
        #expect(
            line("hyperwall_cell_failures_total\(two),kind=\"stalled\"}")?.hasSuffix(" 3") == true)
        #expect(line("hyperwall_cell_recoveries_total" + two)?.hasSuffix(" 1") == true)
        #expect(line("hyperwall_cell_parked_seconds_total" + two)?.hasSuffix(" 1.5") == true)
        #expect(line("hyperwall_cell_state\(two),state=\"parked\"")?.hasSuffix(" 1") == true)
        #expect(line("hyperwall_cell_state\(two),state=\"playing\"")?.hasSuffix(" 0") == true)
        let bucket = "hyperwall_cell_recovery_seconds_bucket\(two),le="
        for (bound, count) in [("5", 0), ("10", 1), ("+Inf", 1)] {
            #expect(line(bucket + "\"\(bound)\"")?.hasSuffix(" \(count)") == true)
        }
        #expect(line("hyperwall_cell_recovery_seconds_sum\(two)")?.hasSuffix(" 7") == true)
    }

    /// `rate()` does not see the step of a series that begins with it.
    @Test func everyKindOfFailureIsThereBeforeItHappens() {
        let text = WallMetrics.text(Self.wall)
        for kind in FailureReason.labels {
            #expect(text.contains("cell=\"1\",kind=\"\(kind)\"} 0\n"), "\(kind)")
        }
        #expect(FailureReason.labels == FailureReason.labels.sorted())
    }

    @Test func figuresOfAWallThatHangsAreOldAndItIsNotHealthy() {
        let text = WallMetrics.text(Self.wall, silentSeconds: 30)
        #expect(text.contains("hyperwall_healthy{wall=\"lobby \\\"1\\\"\\\\\"} 0\n"))
        #expect(text.contains("hyperwall_snapshot_age_seconds{wall=\"lobby \\\"1\\\"\\\\\"} 30\n"))
    }

    @Test func everyFamilyIsDescribedOnceAndBeforeItsSeries() {
        var described: Set<String> = []
        for line in WallMetrics.text(Self.wall).split(separator: "\n") {
            if line.hasPrefix("# TYPE ") {
                let name = String(line.split(separator: " ")[2])
                #expect(described.insert(name).inserted, "\(name) stands twice")
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" }
                let family = ["_bucket", "_sum", "_count"].reduce(String(name)) {
                    $0.hasSuffix($1) && !described.contains($0) ? String($0.dropLast($1.count)) : $0
                }
                #expect(described.contains(family), "\(name)")
            }
        }
    }

    @Test(arguments: [
        (1.0, "1"), (0.5, "0.5"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        (1e300, "1e+300"), (-3, "-3"), (1_610_612_736, "1610612736"),
    ])
    func numbersAreWrittenAsPrometheusReadsThem(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }
}

/// Whether a wall is well.
@Suite struct WallHealthTests {
    private static func wall(_ change: (inout WallSnapshot) -> Void = { _ in }) -> WallSnapshot {
        var wall = WallSnapshot()
        wall.displays = [
            DisplaySnapshot(
                number: 1, name: "X", size: PixelSize(width: 9, height: 9), refreshRate: 60,
                rotation: .none, cells: [1], fullscreen: true)
        ]
        wall.cells = [
            CellSnapshot(
                number: 1, id: "a", display: 1, rect: PixelRect(x: 0, y: 0, width: 9, height: 9))
        ]
        wall.cells[0].state = "playing"
        wall.healingSeconds = 140
        change(&wall)
        return wall
    }

    @Test func aCellHasTimeToHeal() {
        #expect(WallHealth(Self.wall()).status == "playing")
        let healing = Self.wall { $0.cells[0].darkSeconds = 139 }
        #expect(WallHealth(healing).isWell)
        let dark = Self.wall {
            $0.cells[0].darkSeconds = 141
            $0.cells[0].reason = "It is gone."
        }
        #expect(
            WallHealth(dark).problems == ["Cell 1 has shown nothing for 2 min: It is gone."])
        #expect(WallHealth(dark).status == "failing")
    }

    @Test func aWallOnWhichNothingPlaysDoesNotSayThatItPlays() {
        var wall = Self.wall {
            $0.cells[0].state = "backingOff"
            $0.cells[0].darkSeconds = 20
        }
        #expect(WallHealth(wall).status == "starting", "nothing was to be seen yet")
        wall.cells[0].statistics.shownFrames = 500
        #expect(WallHealth(wall).status == "healing" && WallHealth(wall).isWell)
        var other = wall.cells[0]
        other.number = 2
        other.darkSeconds = nil
        other.state = "playing"
        wall.cells.append(other)
        #expect(WallHealth(wall).status == "playing", "one does")
        wall.cells[1].paused = true
        #expect(WallHealth(wall).status == "healing", "that one should not")
        wall.cells[0].darkSeconds = 0.3
        #expect(WallHealth(wall).status == "playing", "the next item comes")
        wall.cells[0].darkSeconds = 701
        wall.cells[0].reason = nil
        #expect(WallHealth(wall).problems == ["Cell 1 has shown nothing for 11 min."])
    }

    /// The first seconds of a wall, in which no cell has been dark for long.
    @Test func aWallThatHasShownNothingDoesNotSayThatItPlays() {
        var wall = Self.wall {
            $0.cells[0].state = "loading"
            $0.cells[0].darkSeconds = 0.5
        }
        #expect(WallHealth(wall).status == "starting")
        wall.cells[0].state = "backingOff"
        #expect(WallHealth(wall).status == "starting")
        wall.cells[0].state = "playing"
        #expect(WallHealth(wall).status == "playing")
    }

    @Test func aSourceThatIsAwayIsNamed() {
        let wall = Self.wall {
            $0.cells[0].state = "holding"
            $0.cells[0].darkSeconds = 301
            $0.cells[0].reason = Catalogue.waitingAdvice
            $0.cells[0].waitsFor = SourceID(rawValue: "origin:http://foyer:8096")
        }
        let source = SourceID(rawValue: "origin:http://foyer:8096").words
        #expect(
            WallHealth(wall).problems
                == ["Cell 1 has shown nothing for 5 min: \(source) does not answer."])
    }

    @Test func aWallOfWhichEachCellIsPausedIsPaused() {
        var wall = Self.wall {
            $0.cells[0].paused = true
            $0.cells[0].statistics.shownFrames = 9
        }
        #expect(WallHealth(wall).status == "paused")
        var other = wall.cells[0]
        other.paused = false
        wall.cells.append(other)
        #expect(WallHealth(wall).status == "playing")
    }

    @Test func aPausedOrSleepingWallIsWell() {
        let paused = Self.wall {
            $0.cells[0].darkSeconds = 9999
            $0.paused = true
        }
        #expect(WallHealth(paused).status == "paused")
        let asleep = Self.wall {
            $0.cells[0].darkSeconds = 9999
            $0.schedule = ScheduleSnapshot(isAsleep: true, wokenSeconds: nil, words: "")
        }
        #expect(WallHealth(asleep).status == "asleep")
    }

    @Test func aWallThatHangsIsNot() {
        #expect(!WallHealth(Self.wall(), silentSeconds: 11).isWell)
        #expect(WallHealth(Self.wall(), silentSeconds: 9).isWell)
    }

    @Test func nothingToPlayAndNoDisplayAreSaid() {
        let idle = Self.wall {
            $0.cells[0].state = "idle"
            $0.cells[0].stateSeconds = 20
        }
        #expect(WallHealth(idle).isWell, "its items may only just be looked for")
        var ended = idle
        ended.cells[0].stateSeconds = 141
        #expect(WallHealth(ended).problems == ["There is nothing to play."])
        let blind = Self.wall {
            $0.displays = []
            $0.cells = []
            $0.uptimeSeconds = 200
        }
        #expect(WallHealth(blind).problems == ["There is no display."])
        #expect(WallHealth(WallSnapshot()).status == "starting")
    }
}
