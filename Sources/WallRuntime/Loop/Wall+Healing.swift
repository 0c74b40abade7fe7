import Journal
import Logging
import WallPolicy

extension Wall {
    /// Asks whether a source is there; the answer comes by the mailbox.
    func probeSource(_ source: SourceID, _ item: MediaItem, asksItem: Bool) {
        guard item.isFromServer else {
            return sourceProbe.ask(source, item, asksItem: asksItem)
        }
        guard let server else { return handle(.probed(source, alive: false)) }
        let mailbox = mailbox
        server.probe { mailbox.post(.probed(source, alive: $0)) }
    }

    /// Asks why an item of a cell does not play; the answer comes by the mailbox, or never.
    func askWhy(_ item: MediaItem, _ cell: CellID) {
        guard item.isFromServer else { return probes.ask(why: item, cell: cell) }
        guard let load = plays[cell]?.byLoad.values.first(where: { $0.load.item.id == item.id })
        else { return }
        let mailbox = mailbox
        server?.explain(PlayID(cell: cell, load: load.load.counter)) { reason in
            if let reason { mailbox.post(.explained(cell, item.id, reason)) }
        }
    }

    /// What happened goes into the journal, and as a line into the log.
    func write(_ record: JournalRecord) {
        let level: Logger.Level =
            switch record.kind {
            case .failure, .park, .outageBegan, .quarantined, .shed, .renewed, .remoteLost,
                .safeMode:
                .warning
            case .retry, .recovered, .outageEnded, .released, .restored, .suspended,
                .remoteUp, .fellAsleep, .wokeUp, .safeModeEnded, .holdBegan, .holdEnded:
                .notice
            // Whoever says it has logged it.
            case .remote: .debug
            }
        var metadata: Logger.Metadata = [:]
        if let id = record.cellID { metadata["cell"] = "\(id)" }
        if let load = record.load { metadata["load"] = "\(load)" }
        totals.count(record)
        journal.append(entry(record))
        logger.log(level: level, "\(record.sentence)", metadata: metadata)
    }

    private func entry(_ record: JournalRecord) -> JournalEntry {
        var entry = JournalEntry(
            time: JournalTime.now, wall: policy.settings.name, kind: record.kind.rawValue)
        entry.cell = record.cell
        entry.cellID = record.cellID
        entry.load = record.load.flatMap { load in record.cellID.map { "\($0)-\(load)" } }
        entry.item = record.item?.rawValue
        entry.title = record.title
        entry.source = record.source?.words
        entry.reason = record.reason
        // People count from one.
        entry.attempt = record.attempt.map { $0 + 1 }
        entry.position = record.position
        entry.seconds = record.seconds
        return entry
    }

    /// What an earlier run left out is left out by this one, too.
    func loadQuarantine() {
        let mailbox = mailbox
        journal.loadQuarantine { rows in
            if !rows.isEmpty { mailbox.post(.quarantined(rows)) }
        }
    }

    func restoreQuarantine(_ rows: [QuarantineRow]) {
        // The policy's clock begins with the process.
        let begin = JournalTime.now - now
        handle(
            .quarantined(
                rows.map { row in
                    QuarantineEntry(
                        item: ItemID(rawValue: row.item), title: row.title,
                        source: SourceID(rawValue: row.source), reason: row.reason,
                        since: row.since - begin, until: row.until - begin)
                }))
    }

    func saveQuarantine() {
        let begin = JournalTime.now - now
        journal.replaceQuarantine(
            policy.quarantine.entries.map { entry in
                QuarantineRow(
                    item: entry.item.rawValue, title: entry.title, source: entry.source.rawValue,
                    reason: entry.reason, since: entry.since + begin, until: entry.until + begin)
            })
    }

    /// Players that hang on their way out are counted and said; the wall goes on without them.
    func countPlayers() {
        let abandoned = disposal.counts.abandoned
        process.abandonedPlayers = abandoned
        if abandoned > abandonedSaid {
            logger.error("\(abandoned) players would not end; their cells have new ones")
        }
        abandonedSaid = abandoned
    }

    /// Begins decoders anew that are to leave out more or less. A few at a time, since each
    /// decodes again from its last key frame, but all before the load shedder judges next.
    func renewDecoders() {
        var left = max(1, (drivers.count + 7) / 8)
        for driver in drivers.values where left > 0 && driver.renewDecoder() { left -= 1 }
    }

    /// What every cell showed of what was due, for the load shedder.
    func measure(_ time: Double) {
        nextWindow = time + LoadShedder.windowSeconds
        let sizes = Dictionary(
            windows.flatMap { $0.tiles.map { ($0.driver.id, $0.rect.size) } },
            uniquingKeysWith: { $1 })
        handle(
            .measured(
                policy.cells.compactMap { cell in
                    drivers[cell.id]?.takeWindow(
                        cell: sizes[cell.id], isFocused: cell.id == policy.focus, now: time)
                }))
    }
}
