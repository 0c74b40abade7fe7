extension PlayOrder {
    /// What the cell will play next, kept for it. Asking again gives the same item, except that
    /// the cell's own item (reserved because nothing else was free) makes way as soon as
    /// another is free.
    /// - Returns: nil for a cell with a live item, and when nothing is free: `take` finds one.
    public mutating func reserveNext(
        for cell: CellID, using generator: inout some RandomNumberGenerator
    ) -> MediaItem? {
        guard let slot = slots[cell], slot.pinned == nil else { return nil }
        if let reserved = slot.reserved {
            guard slot.isStopgap else { return catalogue[reserved] }
            // A stopgap took no turn, or gave the item's turn up: nothing goes back.
            dropReservation(of: cell, keepsTurn: false)
        }
        guard var choice = deal(to: cell, mayTakeBack: false, using: &generator) else { return nil }
        if !choice.isStopgap, let own = stopgap(of: cell), let other = longestWaiting(cell) {
            // It asks anew, and this is the first that it is dealt.
            dropReservation(of: other, keepsTurn: false)
            withdrawn.insert(other)
            putBack(choice.item)
            removePending(own)
            choice = (own, true)
        }
        reserve(choice.item, for: cell, isStopgap: choice.isStopgap)
        return catalogue[choice.item]
    }

    private mutating func reserve(_ item: ItemID, for cell: CellID, isStopgap: Bool) {
        guard var slot = slots[cell] else { return }
        slot.reserved = item
        slot.isStopgap = isStopgap
        uses[item, default: 0] += 1
        if !isStopgap {
            slot.waitsSince = nil
        } else if slot.waitsSince == nil {
            stopgaps += 1
            slot.waitsSince = stopgaps
        }
        slots[cell] = slot
    }

    /// The cell's own item, if it may play that once more for want of others.
    func stopgap(of cell: CellID) -> ItemID? {
        guard givenOrder.count >= sharedCells, let own = slots[cell]?.current?.id,
            catalogue[own]?.isLive == false, uses[own] == 1
        else { return nil }
        return own
    }

    /// Who has been put off with its own item for longer than this cell.
    private func longestWaiting(_ cell: CellID) -> CellID? {
        let since = slots[cell]?.waitsSince ?? .max
        return cells.filter { slots[$0]?.isStopgap == true && $0 != cell }
            .map { ($0, slots[$0]?.waitsSince ?? .max) }.filter { $0.1 < since }
            .min { $0.1 < $1.1 }?.0
    }

    /// Gives the cell's reserved item back.
    /// - Parameter keepsTurn: whether it is the first to be dealt again.
    mutating func dropReservation(of cell: CellID, keepsTurn: Bool = true) {
        guard let item = slots[cell]?.reserved else { return }
        slots[cell]?.reserved = nil
        let isStopgap = slots[cell]?.isStopgap ?? false
        slots[cell]?.isStopgap = false
        countDown(item)
        guard keepsTurn, !isStopgap, catalogue[item]?.isLive == false,
            !pending[dealt...].contains(item)
        else { return }
        putBack(item)
    }

    /// Makes it the first to be dealt again.
    private mutating func putBack(_ item: ItemID) {
        if dealt > 0 {
            dealt -= 1
            pending[dealt] = item
        } else {
            pending.insert(item, at: 0)
        }
    }

    /// Takes back what cells reserved although another one plays it or has it reserved, too: there
    /// were too few items, and now there are enough.
    mutating func withdrawShared() {
        guard givenOrder.count >= sharedCells else { return }
        for cell in cells {
            guard let slot = slots[cell], !slot.isStopgap, let next = slot.reserved,
                uses[next, default: 0] > 1
            else { continue }
            dropReservation(of: cell, keepsTurn: false)
            withdrawn.insert(cell)
        }
    }
}
