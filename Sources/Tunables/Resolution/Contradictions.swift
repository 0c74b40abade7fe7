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
    if settings.watchdogInterval > settings.stallTimeout {
        warnings.append(
            warning(
                "WATCHDOG_MS",
                "(\(secondsText(settings.watchdogInterval)) s) is longer than "
                    + "HYPERWALL_STALL_TIMEOUT_S (\(stall)): a stall is noticed that much later."))
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
