/// The snapshot as Prometheus reads it: `GET /metrics`. Base units; labels are the wall, the
/// display and the cell's number, never a title.
public enum WallMetrics {
    /// The media type of the text.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text of a snapshot.
    /// - Parameter silentSeconds: how old it is.
    public static func text(_ wall: WallSnapshot, silentSeconds: Double = 0) -> String {
        var text = PrometheusText(common: [("wall", wall.name)])
        addWall(wall, silentSeconds, to: &text)
        addProcess(wall, to: &text)
        addServer(wall, to: &text)
        addCells(wall, to: &text)
        addTotals(wall, to: &text)
        return text.text
    }

    private static func addWall(
        _ wall: WallSnapshot, _ silentSeconds: Double, to text: inout PrometheusText
    ) {
        text.family(
            "hyperwall_build_info", .gauge, "The program's version and how it draws; always 1.",
            [([("version", wall.version), ("renderer", wall.renderer.kind)], 1)])
        text.single(
            "hyperwall_uptime_seconds", .gauge, "Seconds since the start.", wall.uptimeSeconds)
        text.single(
            "hyperwall_snapshot_age_seconds", .gauge,
            "How old these figures are; the main thread makes new ones every second.",
            silentSeconds)
        text.single("hyperwall_cells", .gauge, "Cells on the wall.", Double(wall.cells.count))
        text.single(
            "hyperwall_displays", .gauge, "Displays with a window.", Double(wall.displays.count))
        text.single(
            "hyperwall_paused", .gauge, "1 while everything is paused.", wall.paused ? 1 : 0)
        text.single(
            "hyperwall_asleep", .gauge, "1 while the wall sleeps by its schedule.",
            wall.isAsleep ? 1 : 0)
        text.single(
            "hyperwall_healthy", .gauge, "1 while GET /healthz answers 200.",
            WallHealth(wall, silentSeconds: silentSeconds).isWell ? 1 : 0)
        text.single(
            "hyperwall_safe_mode", .gauge, "1 while the wall does without what ended its starts.",
            wall.safeMode == nil ? 0 : 1)
        text.single(
            "hyperwall_items", .gauge, "Items that the wall knows.", Double(wall.items.count))
        text.single(
            "hyperwall_quarantined_items", .gauge, "Items that are left out for a while.",
            Double(wall.quarantine.count))
        text.single(
            "hyperwall_load_shedding_step", .gauge, "Steps taken against too much work.",
            Double(wall.sheddingLevel))
        text.single(
            "hyperwall_cache_budget_bytes", .gauge, "What all demuxer caches may hold together.",
            Double(wall.cache.budgetMiB) * 1_048_576)
        text.single(
            "hyperwall_sources_away", .gauge, "Sources that do not answer.",
            Double(wall.outages.count))
    }

    private static func addProcess(_ wall: WallSnapshot, to text: inout PrometheusText) {
        let process = wall.process
        text.single(
            "hyperwall_cpu_seconds_total", .counter, "Processor time of the process.",
            process.cpuSeconds)
        text.single(
            "hyperwall_resident_memory_bytes", .gauge, "Memory of the process.",
            Double(process.residentBytes))
        text.single(
            "hyperwall_open_file_descriptors", .gauge, "Open file descriptors.",
            Double(process.fileDescriptors))
        text.single("hyperwall_threads", .gauge, "Threads.", Double(process.threads))
        text.single(
            "hyperwall_abandoned_players", .gauge, "Players that would not end in time.",
            Double(process.abandonedPlayers))
        text.single(
            "hyperwall_mailbox_messages", .gauge, "Messages that wait for the main thread.",
            Double(wall.mailboxMessages))
    }

    private static func addServer(_ wall: WallSnapshot, to text: inout PrometheusText) {
        if let server = wall.server {
            text.single(
                "hyperwall_server_connected", .gauge, "1 while the media server is there.",
                server.phase == .connected ? 1 : 0)
            text.family(
                "hyperwall_server_state", .gauge, "1 for how the wall stands with it.",
                ServerStatus.Phase.allCases.map {
                    ([("state", $0.rawValue)], server.phase == $0 ? 1 : 0)
                })
            text.single(
                "hyperwall_server_reconnects_total", .counter,
                "How often it was there again after it had been away.",
                Double(wall.totals.serverReconnects))
            text.single(
                "hyperwall_server_transcodes", .gauge, "Items that the server makes smaller now.",
                Double(server.transcodes))
        }
        text.family(
            "hyperwall_remote_controllable", .gauge, "1 while the server's apps can command it.",
            wall.remote.map { (target($0), $0.phase == .controllable ? 1 : 0) })
        text.family(
            "hyperwall_remote_reconnects_total", .counter, "New connections to the server.",
            wall.remote.map { remote in
                (target(remote), Double(wall.totals.remoteReconnects[remote.cell ?? 0]?.total ?? 0))
            })
    }

    /// Which cast target: the wall's own, or a cell's.
    private static func target(_ remote: RemoteStatus) -> PrometheusText.Labels {
        guard let cell = remote.cell else { return [("target", "wall")] }
        return [("target", "cell"), ("cell", String(cell))]
    }

    private static func addTotals(_ wall: WallSnapshot, to text: inout PrometheusText) {
        text.single(
            "hyperwall_outages_total", .counter, "Outages of a source that began.",
            Double(wall.totals.outages))
        text.histogram(
            "hyperwall_present_seconds", "How long drawing and presenting took.",
            [([], wall.totals.presents)])
    }
}
