extension WallMetrics {
    static func addCells(_ wall: WallSnapshot, to text: inout PrometheusText) {
        text.family(
            "hyperwall_cell_state", .gauge, "1 for the state that the cell is in, 0 for others.",
            wall.cells.flatMap { cell in
                states.map { (labels(cell) + [("state", $0)], cell.state == $0 ? 1.0 : 0) }
            })
        text.family(
            "hyperwall_cell_dark_seconds", .gauge,
            "How long a cell that should play has shown no moving picture.",
            wall.cells.map { (labels($0), $0.darkSeconds ?? 0) })
        text.family(
            "hyperwall_cell_seconds_since_frame", .gauge, "Seconds since the last shown frame.",
            wall.cells.compactMap { cell in
                cell.statistics.lastFrameAgoSeconds.map { (labels(cell), $0) }
            })
        counter(
            "hyperwall_cell_shown_frames_total", "Frames that were shown.", wall, to: &text
        ) { $0.statistics.shownFrames }
        // Of the load: a new load begins at 0, as a counter may.
        counter(
            "hyperwall_cell_decoder_dropped_frames_total",
            "Frames that the decoder dropped, since the load.", wall, to: &text
        ) { $0.statistics.decoderDrops }
        counter(
            "hyperwall_cell_output_dropped_frames_total",
            "Frames that were dropped before they were shown, since the load.", wall, to: &text
        ) { $0.statistics.outputDrops }
        counter("hyperwall_cell_loads_total", "Items that began.", wall, to: &text) { $0.loads }
        text.family(
            "hyperwall_cell_cache_bytes", .gauge, "The cell's demuxer cache.",
            wall.cells.map { (labels($0), Double($0.statistics.cacheBytes)) })
        addCellTotals(wall, to: &text)
    }

    private static func addCellTotals(_ wall: WallSnapshot, to text: inout PrometheusText) {
        func totals(_ cell: CellSnapshot) -> CellTotals {
            wall.totals.cells[cell.number] ?? CellTotals()
        }
        text.family(
            "hyperwall_cell_failures_total", .counter, "Failures by kind.",
            wall.cells.flatMap { cell in
                totals(cell).failures.sorted { $0.key < $1.key }
                    .map { (labels(cell) + [("kind", $0.key)], Double($0.value)) }
            })
        counter(
            "hyperwall_cell_recoveries_total", "How often it played again.", wall, to: &text
        ) { totals($0).recoveries }
        counter("hyperwall_cell_parks_total", "How often it was parked.", wall, to: &text) {
            totals($0).parks
        }
        text.family(
            "hyperwall_cell_parked_seconds_total", .counter, "For how long it was parked.",
            wall.cells.map { (labels($0), totals($0).parkedSeconds) })
    }

    private static func counter(
        _ name: String, _ help: String, _ wall: WallSnapshot, to text: inout PrometheusText,
        _ value: (CellSnapshot) -> Int
    ) {
        text.family(
            name, .counter, help, wall.cells.map { (labels($0), Double(value($0))) })
    }

    private static func labels(_ cell: CellSnapshot) -> PrometheusText.Labels {
        [("display", String(cell.display)), ("cell", String(cell.number))]
    }
}
