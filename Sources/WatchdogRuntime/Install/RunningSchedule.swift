import Host

/// Whether what is to start the checks runs on this machine.
enum RunningSchedule {
    /// What systemd says.
    enum Answer: Equatable { case runs, doesNot, unknown }

    /// cron, under the names that distributions give it.
    static func cron() -> Answer {
        ask(["cron.service", "crond.service", "cronie.service"])
    }

    /// A service's timer.
    static func timer(_ name: String) -> Answer { ask(["\(name)-watchdog.timer"]) }

    /// Whether one of the units is active.
    private static func ask(_ units: [String]) -> Answer {
        // sd_booted(3): without systemd its program answers, but knows nothing of cron.
        guard Folder.isThere("/run/systemd/system") else { return .unknown }
        let child = ChildProgram(
            ["/usr/bin/systemctl", "is-active", "--"] + units, timeout: .seconds(10))
        guard let ending = try? child.run(), !ending.timedOut else { return .unknown }
        let words = ending.output.split(whereSeparator: \.isWhitespace)
        if words.contains("active") { return .runs }
        return words.isEmpty ? .unknown : .doesNot
    }
}
