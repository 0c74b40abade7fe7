import Geometry
import Tunables

extension WallStateMachine {
    /// Another grid on every display: survivors keep player, position and
    /// order; the focused and the sounding one are always among them.
    mutating func setGrid(
        _ wanted: GridSize, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        show(.grid(columns: wanted.columns, rows: wanted.rows), now: now)
        guard wanted != grid || solo != nil else { return [] }
        grid = wanted
        solo = nil
        var effects: [WallEffect] = []
        for display in displays {
            let here = cells(on: display).map(\.id)
            let kept = survivors(of: here, places: grid.count)
            for id in here where !kept.contains(id) { effects += remove(id) }
        }
        return effects + fillDisplays(now: now, using: &generator)
    }

    /// The first cells of a display, but never without focus and sound.
    private func survivors(of here: [CellID], places: Int) -> Set<CellID> {
        guard here.count > places else { return Set(here) }
        // The focus first: with one place left it is what the person looks at.
        let forced = [focus, sounding].compactMap(\.self).filter(here.contains).prefix(places)
        let others = here.filter { !forced.contains($0) }.prefix(places - forced.count)
        return Set(forced).union(others)
    }

    /// Makes the cells that are missing and puts all in order.
    mutating func fillDisplays(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var ordered: [WallCell] = []
        var added = false
        // Behind those that still wait, not behind those that went before their turn.
        var last = cells.lazy.filter { !$0.isStarted }.map(\.startsAt).max() ?? lastStart
        for display in displays {
            var here = cells(on: display)
            while here.count < grid.count {
                last = max(now, last + settings.startStagger.inSeconds)
                here.append(makeCell(on: display, startsAt: last, now: now, using: &generator))
                added = true
            }
            ordered += here
        }
        cells = ordered
        // Without cells nothing ticks, and that is no sleep; the first cell's time counts at once.
        lastTick = cells.isEmpty ? nil : lastTick ?? now
        order.arrange(cells: cells.map(\.id))
        claimResumed()
        if focus == nil { focus = cells.first?.id }
        restoreFocus()
        var effects: [WallEffect] = [.layoutChanged]
        effects += fitQuarantine(now: now, using: &generator)
        // Running cells shrink before new ones start, so that the sum stays
        // under the budget.
        effects += limitAll()
        if added { effects += startDue(now: now, using: &generator) }
        // A live item may have lost its cell to one that had nothing.
        for cell in cells where order.pinned(to: cell.id) != nil {
            guard case .idle = cell.machine.state else { continue }
            effects += wake(cell.id, now: now, using: &generator)
        }
        return effects
    }

    private mutating func makeCell(
        on display: DisplayKey, startsAt: Double, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> WallCell {
        let id = CellID(rawValue: nextCellID)
        nextCellID += 1
        return WallCell(
            id: id, identity: Identity.random(using: &generator), display: display,
            machine: CellStateMachine(rules: CellRules(settings)),
            startsAt: startsAt, stateSince: now)
    }

    /// Starts the cells whose time has come.
    mutating func startDue(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard !isAsleep else { return [] }
        var effects: [WallEffect] = []
        // While the machine has too much to do, no cell more; but a dark wall helps nobody.
        if isHoldingStarts, cells.contains(where: \.isStarted) { return [] }
        for index in cells.indices where !cells[index].isStarted && cells[index].startsAt <= now {
            cells[index].isStarted = true
            lastStart = max(lastStart, cells[index].startsAt)
            let id = cells[index].id
            effects.append(.create(id))
            effects.append(.limit(id, budget.limits(prefetching: false)))
            if pausedBefore.remove(index + 1) != nil {
                cells[index].isPaused = true
                cells[index].pausedSince = now
            }
            // A person may have paused it while it waited for its turn.
            if isPaused || cells[index].isPaused { effects.append(.pause(id, true)) }
            if resumedSound == index + 1 {
                resumedSound = nil
                sounding = id
                effects.append(.sound(id, volume: volume))
            } else if sounding == id {
                // It slept.
                effects.append(.sound(id, volume: volume))
            }
            if cells[index].machine.decodesInSoftware {
                effects.append(.cell(id, .useSoftwareDecoding))
            }
            effects += wake(id, now: now, using: &generator)
        }
        return effects
    }

    /// A display's window is gone: so are its cells, and nothing else changes.
    mutating func lose(
        _ display: DisplayKey, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        keepPlaces(of: display)
        let effects = cells(on: display).flatMap { remove($0.id) }
        displays.removeAll { $0 == display }
        return effects + fillDisplays(now: now, using: &generator)
    }

    private mutating func remove(_ id: CellID) -> [WallEffect] {
        guard let index = index(of: id) else { return [] }
        var cell = cells.remove(at: index)
        cell.machine.dispose()
        shedder.removed(id)
        if solo == id { solo = nil }
        if sounding == id { sounding = nil }
        if focus == id { focus = cells.first?.id }
        castQueue.left += cell.queue.map { item in
            var item = item
            item.isCells = false
            return item
        }
        return [.dispose(cell.id)]
    }
}

/// Identities for people and files.
enum Identity {
    /// A random UUID, version 4 of RFC 9562.
    static func random(using generator: inout some RandomNumberGenerator) -> String {
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = [high, low].map { value in
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { range in
            String(digits.dropFirst(range.lowerBound).prefix(range.count))
        }.joined(separator: "-")
    }
}

extension Duration {
    /// As a number of seconds, for arithmetic with a clock's readings.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
