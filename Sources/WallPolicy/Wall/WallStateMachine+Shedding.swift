extension WallStateMachine {
    /// Does less where the machine cannot keep up, and more again where it can.
    mutating func shed(
        _ samples: [ShedSample], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        for step in shedder.judge(samples, now: now) {
            var record: JournalRecord
            switch step {
            case .skipLoopFilter(let id, let on):
                guard let index = index(of: id) else { continue }
                cells[index].relief.skipsLoopFilter = on
                effects.append(.cell(id, .skipLoopFilter(on)))
                record = JournalRecord(on ? .shed : .restored)
                record.reason = Catalogue.skipsLoopFilter
                record.cell = index + 1
                record.cellID = cells[index].identity
            case .halveRate(let id, let on):
                guard let index = index(of: id) else { continue }
                cells[index].relief.isHalved = on
                effects.append(.cell(id, .halveRate(on)))
                record = JournalRecord(on ? .shed : .restored)
                record.reason = Catalogue.halvesRate
                record.cell = index + 1
                record.cellID = cells[index].identity
            case .holdStarts(let on):
                record = JournalRecord(on ? .shed : .restored)
                record.reason = Catalogue.holdsStarts
            }
            effects.append(.journal(record))
        }
        if !effects.isEmpty { effects.append(.overlaysChanged) }
        // Cells that waited may start at once.
        return effects + startDue(now: now, using: &generator)
    }
}
