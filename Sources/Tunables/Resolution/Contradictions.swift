/// Pairs of values that are each in range, but exclude each other.
/// - Parameters:
///   - settings: the values in use.
///   - isGiven: whether somebody gave the variable (name without `HYPERWALL_`).
func contradictions(in settings: Settings, isGiven: (String) -> Bool) -> [TunableWarning] {
    func warning(_ name: String, _ rest: String) -> TunableWarning {
        TunableWarning(
            name: TunableTable.prefix + name, message: "\(TunableTable.prefix)\(name) \(rest)")
    }
    var warnings: [TunableWarning] = []
    let stall = secondsText(settings.stallTimeout)
    if settings.networkTimeout <= settings.stallTimeout {
        let network = secondsText(settings.networkTimeout)
        warnings.append(
            warning(
                "NETWORK_TIMEOUT_S",
                "(\(network)) is not longer than HYPERWALL_STALL_TIMEOUT_S (\(stall)): a stalled "
                    + "network source then fails by itself before the wall judges it."))
    }
    let noticedLate = [
        ("STALL_TIMEOUT_S", settings.stallTimeout), ("FREEZE_TIMEOUT_S", settings.freezeTimeout),
        ("START_TIMEOUT_S", settings.startTimeout),
    ].filter { settings.watchdogInterval > $0.1 }
    if !noticedLate.isEmpty {
        let names = noticedLate.map { "\(TunableTable.prefix)\($0.0) (\(secondsText($0.1)))" }
        warnings.append(
            warning(
                "WATCHDOG_MS",
                "(\(secondsText(settings.watchdogInterval)) s) is longer than "
                    + "\(names.joined(separator: " and ")): trouble is noticed that much later."))
    }
    warnings += guardContradictions(in: settings, warning: warning)
    warnings += serverWarnings(in: settings, warning: warning)
    warnings += peerWarnings(in: settings, warning: warning)
    let slowest = max(settings.stallTimeout, settings.startTimeout)
    if settings.outageWindow < slowest {
        warnings.append(
            warning(
                "OUTAGE_WINDOW_S",
                "(\(secondsText(settings.outageWindow))) is shorter than the \(secondsText(slowest)) "
                    + "s after which a cell that gets no data fails: when a source goes, some of "
                    + "its cells fail at once and others that much later, and are not seen as one "
                    + "outage."))
    }
    // The default share above a small budget is no mistake: the budget wins.
    if settings.demuxerPerCellMiB > settings.cacheBudgetMiB, isGiven("DEMUXER_PER_CELL_MB") {
        warnings.append(
            warning(
                "DEMUXER_PER_CELL_MB",
                "(\(settings.demuxerPerCellMiB)) is more than HYPERWALL_CACHE_BUDGET_MB "
                    + "(\(settings.cacheBudgetMiB)), which the whole wall may have: no cell will "
                    + "get that much."))
    }
    if settings.renderer == .software, settings.hardwareDecoding != "no", isGiven("HWDEC") {
        warnings.append(
            warning(
                "HWDEC",
                "(\(settings.hardwareDecoding)) has no effect with HYPERWALL_RENDERER=software, "
                    + "which decodes without hardware."))
    }
    return warnings
}

/// What cannot be meant about tries, the guard that parks a cell, and its rest.
private func guardContradictions(
    in settings: Settings, warning: (_ name: String, _ rest: String) -> TunableWarning
) -> [TunableWarning] {
    var warnings: [TunableWarning] = []
    let threshold = settings.crashLoopThreshold
    if threshold <= settings.retryMax {
        warnings.append(
            warning(
                "CRASHLOOP_THRESHOLD",
                "(\(threshold)) is not more than HYPERWALL_RETRY_MAX (\(settings.retryMax)): one item "
                    + "that cannot be played makes its cell rest before its tries are used up."))
    }
    let shortest = shortestTime(ofFailures: threshold, in: settings)
    if shortest > settings.crashLoopWindow {
        warnings.append(
            warning(
                "CRASHLOOP_WINDOW_S",
                "(\(secondsText(settings.crashLoopWindow))) never holds "
                    + "HYPERWALL_CRASHLOOP_THRESHOLD (\(threshold)) failures that are tried again: the "
                    + "waits between them alone take \(secondsText(shortest)) s, so a cell rests only "
                    + "after that many in a row, however long they take."))
    }
    if settings.crashLoopCooldown < settings.retryBase {
        warnings.append(
            warning(
                "CRASHLOOP_COOLDOWN_S",
                "(\(secondsText(settings.crashLoopCooldown))) is shorter than HYPERWALL_RETRY_BASE_S "
                    + "(\(secondsText(settings.retryBase))): a cell that fails again and again is "
                    + "tried sooner than one that failed once."))
    }
    return warnings
}

/// The least time from the first to the last of some failures in a row, when
/// each fails at once and every wait is as short as chance makes it: three
/// quarters of `RETRY_BASE_S`, doubling, at most 60 s before chance; the next
/// item is tried without a wait.
private func shortestTime(ofFailures count: Int, in settings: Settings) -> Duration {
    let waits = (0..<settings.retryMax).map { index in
        min(settings.retryBase * (1 << index), .seconds(60)) * 3 / 4
    }
    // The run may begin at any try of an item: the one that makes it shortest counts.
    let gaps = waits + [.zero]
    return gaps.indices.map { first in
        (0..<max(0, count - 1)).reduce(.zero) { $0 + gaps[(first + $1) % gaps.count] }
    }.min() ?? .zero
}
