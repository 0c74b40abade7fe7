extension WallStateMachine {
    /// What a cell's failure means for its item and its source.
    mutating func blame(
        _ item: MediaItem, _ reason: FailureReason, in index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [OutageDetector.Effect] {
        quarantine.failed(item, now: now)
        guard reason.mayBlameSource else { return [] }
        // What somebody sent from a place that nothing else is from: the address may be mistyped,
        // and the wall has its own items to go on with. It has its tries, and nobody waits for it.
        guard listedSources.contains(item.source) || item.location == .server else { return [] }
        let cellsThere = cells.count { $0.machine.item?.source == item.source }
        return outages.failed(
            cells[index].id, item, cells: cellsThere, now: now, using: &generator)
    }

    /// Does what outages bring with them.
    mutating func follow(
        _ news: [OutageDetector.Effect], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        for piece in news {
            switch piece {
            case .ask(let source, let item, let asksItem):
                // What failed may be at fault itself: another item says more about the source.
                let other = asksItem ? otherItem(than: item, using: &generator) : nil
                effects.append(.probeSource(source, other ?? item, asksItem: asksItem))
            case .began(let source):
                var record = JournalRecord(.outageBegan)
                record.source = source
                effects += [.journal(record), .overlaysChanged]
                effects += refreshOrder(now: now, using: &generator)
                for id in cells.map(\.id) {
                    effects += handle(.outageBegan(source), of: id, now: now, using: &generator)
                }
            case .forgive(let source, let since):
                for cell in cells where cell.machine.item?.source == source {
                    effects += handle(
                        .forgiven(since: since), of: cell.id, now: now, using: &generator)
                }
                let released = quarantine.forgive(source: source, since: since)
                effects += release(released, now: now, using: &generator)
            case .ended(let source, let seconds):
                effects += endOutage(of: source, seconds: seconds, now: now, using: &generator)
            }
        }
        return effects
    }

    /// Any sound item of the same source.
    private func otherItem(
        than item: MediaItem, using generator: inout some RandomNumberGenerator
    ) -> MediaItem? {
        catalogue.filter {
            $0.source == item.source && $0.id != item.id && !quarantine.contains($0.id)
        }.randomElement(using: &generator)
    }

    /// The cells that waited start again one after the other, so that a server that has just
    /// come up is not knocked over.
    private mutating func endOutage(
        of source: SourceID, seconds: Double, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var record = JournalRecord(.outageEnded)
        record.source = source
        record.seconds = seconds
        var effects: [WallEffect] = [.journal(record), .overlaysChanged]
        effects += refreshOrder(now: now, using: &generator)
        var startsAt = now
        for cell in cells {
            guard case .holding(_, source, _) = cell.machine.state else { continue }
            effects += handle(
                .outageEnded(source, startsAt: startsAt), of: cell.id, now: now, using: &generator)
            startsAt += settings.startStagger.inSeconds
        }
        return effects
    }

    // MARK: Quarantine

    /// An item exhausted its tries.
    mutating func putAside(
        _ item: MediaItem, _ reason: FailureReason, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard isListed(item), !item.isLive,
            quarantine.exhausted(
                item, reason: reason.words, items: listed, cells: cells.count, now: now)
        else { return [] }
        var record = JournalRecord(.quarantined)
        record.item = item.id
        record.title = item.title
        record.source = item.source
        record.reason = reason.words
        record.seconds = settings.quarantine.inSeconds
        return [.journal(record), .quarantineChanged] + refreshOrder(now: now, using: &generator)
    }

    mutating func expireQuarantine(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let deadline = quarantine.deadline, now >= deadline else { return [] }
        return release(quarantine.expire(now: now), now: now, using: &generator)
    }

    /// More cells want more items: never are fewer left than there are cells.
    mutating func fitQuarantine(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let released = quarantine.fit(items: listed, cells: cells.count)
        return release(released, now: now, using: &generator)
    }

    mutating func clearQuarantine(
        _ item: ItemID?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let released = item.map { quarantine.release($0).map { [$0] } ?? [] }
        return release(released ?? quarantine.releaseAll(), now: now, using: &generator)
    }

    private mutating func release(
        _ entries: [QuarantineEntry], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard !entries.isEmpty else { return [] }
        let records = entries.map { entry in
            var record = JournalRecord(.released)
            record.item = entry.item
            record.title = entry.title
            record.source = entry.source
            return WallEffect.journal(record)
        }
        return records + [.quarantineChanged] + refreshOrder(now: now, using: &generator)
    }

    // MARK: Order

    /// Whether the sources still name the item.
    func isListed(_ item: MediaItem) -> Bool { listed.contains(item.id) }

    /// Tells the order what may be played: not what is in quarantine, and nothing new from
    /// a source that is out while there is something else. Live items keep their cells.
    mutating func refreshOrder(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let released = quarantine.fit(items: listed, cells: cells.count)
        order.update(items: orderRules.playable(catalogue), using: &generator)
        return released.isEmpty ? [] : release(released, now: now, using: &generator)
    }

    // MARK: Journal

    /// What of a cell's effects belongs into the journal.
    func write(_ effect: CellEffect, _ index: Int) -> [WallEffect] {
        var record: JournalRecord
        switch effect {
        case .report(let load, let reason, let waits):
            record = JournalRecord(.failure)
            record.describe(load)
            record.reason = reason.words
            record.cause = reason.label
            record.position = cells[index].machine.position
            record.seconds = waits
        case .load(let load) where load.attempt > 0:
            record = JournalRecord(.retry)
            record.describe(load)
        case .parked(let item, let reason, let seconds):
            record = JournalRecord(.park)
            record.item = item?.id
            record.title = item?.title
            record.source = item?.source
            record.reason = reason.words
            record.seconds = seconds
        case .recovered(let load, let seconds):
            record = JournalRecord(.recovered)
            record.describe(load)
            record.seconds = seconds
        case .renewPlayer: record = JournalRecord(.renewed)
        default: return []
        }
        record.cell = index + 1
        record.cellID = cells[index].identity
        return [.journal(record)]
    }
}

extension JournalRecord {
    fileprivate mutating func describe(_ load: Load) {
        self.load = load.counter
        item = load.item.id
        title = load.item.title
        source = load.item.source
        attempt = load.attempt
        position = load.start
    }
}
