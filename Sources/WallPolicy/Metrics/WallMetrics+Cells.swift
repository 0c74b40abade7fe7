extension WallMetrics {
    /// The states that a cell can be in; each has a series, so that none appears and vanishes.
    static let states = [
        "idle", "loading", "playing", "buffering", "backingOff", "parked", "holding", "asleep",
    ]

    /// The families with a series for each cell.
    static func addCells(_ wall: WallSnapshot, to text: inout PrometheusText) {
        text.family(
            "hyperwall_cell_state", .gauge, "1 for the state that the cell is in, 0 for others.",
            wall.cells.flatMap { cell in
                states.map { (labels(cell) + [("state", $0)], cell.state == $0 ? 1.0 : 0) }
            })
        text.family(
            "hyperwall_cell_paused", .gauge, "1 while the cell is paused by itself.",
            wall.cells.map { (labels($0), $0.paused ? 1 : 0) })
        text.family(
            "hyperwall_cell_dark_seconds", .gauge,
            "How long a cell that should play has shown no moving picture.",
            // A cell with nothing to play says neither that all is well nor that it is not.
            wall.cells.compactMap { cell in
                cell.state == "idle" ? nil : (labels(cell), cell.darkSeconds ?? 0)
            })
        text.family(
            "hyperwall_cell_since_progress_seconds", .gauge,
            "Seconds since the position of the cell's item was last seen to move.",
            wall.cells.compactMap { cell in
                cell.progressAgoSeconds.map { (labels(cell), $0) }
            })
        text.family(
            "hyperwall_cell_since_frame_seconds", .gauge, "Seconds since the last shown frame.",
            wall.cells.compactMap { cell in
                cell.statistics.lastFrameAgoSeconds.map { (labels(cell), $0) }
            })
        text.family(
            "hyperwall_cell_cache_bytes", .gauge, "The cell's demuxer cache.",
            wall.cells.map { (labels($0), Double($0.statistics.cacheBytes)) })
        addFrames(wall, to: &text)
        addTroubles(wall, to: &text)
    }

    private static func addFrames(_ wall: WallSnapshot, to text: inout PrometheusText) {
        counter("hyperwall_cell_shown_frames_total", "Frames that were shown.", wall, to: &text) {
            Double($0.counts.shownFrames)
        }
        text.family(
            "hyperwall_cell_dropped_frames_total", .counter,
            "Frames that the decoder dropped, or that came too late at the output.",
            wall.cells.flatMap { cell in
                let counts = totals(wall, cell).counts
                return [
                    (labels(cell) + [("stage", "decoder")], Double(counts.decoderDrops)),
                    (labels(cell) + [("stage", "output")], Double(counts.outputDrops)),
                ]
            })
        counter("hyperwall_cell_loads_total", "Items that began.", wall, to: &text) {
            Double($0.counts.loads)
        }
    }

    private static func addTroubles(_ wall: WallSnapshot, to text: inout PrometheusText) {
        text.family(
            "hyperwall_cell_failures_total", .counter, "Failures by kind.",
            wall.cells.flatMap { cell in
                let failures = totals(wall, cell).failures
                let kinds = Set(FailureReason.labels).union(failures.keys).sorted()
                return kinds.map { kind in
                    (labels(cell) + [("kind", kind)], Double(failures[kind] ?? 0))
                }
            })
        counter(
            "hyperwall_cell_recoveries_total", "How often it played again after a failure.", wall,
            to: &text
        ) { Double($0.recoveries) }
        text.histogram(
            "hyperwall_cell_recovery_seconds",
            "How long the cell was without a moving picture until it recovered.",
            wall.cells.map { cell in
                let times = totals(wall, cell).recoveryTimes
                return (labels(cell), times ?? Histogram(bounds: WallTotals.recoveryBounds))
            })
        counter("hyperwall_cell_parks_total", "How often it was parked.", wall, to: &text) {
            Double($0.parks)
        }
        counter(
            "hyperwall_cell_parked_seconds_total", "For how long it was parked.", wall, to: &text
        ) { $0.parkedSeconds }
    }

    private static func counter(
        _ name: String, _ help: String, _ wall: WallSnapshot, to text: inout PrometheusText,
        _ value: (CellTotals) -> Double
    ) {
        text.family(
            name, .counter, help, wall.cells.map { (labels($0), value(totals(wall, $0))) })
    }

    private static func totals(_ wall: WallSnapshot, _ cell: CellSnapshot) -> CellTotals {
        wall.totals.cells[cell.number] ?? CellTotals()
    }

    private static func labels(_ cell: CellSnapshot) -> PrometheusText.Labels {
        [("display", String(cell.display)), ("cell", String(cell.number))]
    }
}
