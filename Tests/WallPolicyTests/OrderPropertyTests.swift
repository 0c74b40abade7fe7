import Testing
import WallPolicy

/// Random walls, folders and keys from a seed; what must hold is looked at after every step.
@Suite struct OrderPropertyTests {
    @Test(arguments: 0..<60)
    func holdsWhateverHappens(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var order = PlayOrder(isShuffled: seed.isMultiple(of: 3) == false)
        var catalogue = (0..<Int.random(in: 1...40, using: &generator)).map(film)
        var cells = (0..<Int.random(in: 1...9, using: &generator)).map(cell)
        var nextCell = cells.count
        var nextFilm = catalogue.count
        var reservations: [CellID: MediaItem] = [:]
        order.update(items: catalogue, using: &generator)
        order.arrange(cells: cells)
        // Cells may show one item twice only from a time when items were too few.
        var wereTooFew = catalogue.count < cells.count

        for _ in 0..<400 {
            let target = cells[Int.random(in: 0..<cells.count, using: &generator)]
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<8:
                let promised = reservations.removeValue(forKey: target)
                let item = order.take(for: target, using: &generator)
                #expect(item != nil)
                if let promised { #expect(item == promised, "what was opened ahead is what comes") }
            case 8..<15:
                let item = order.reserveNext(for: target, using: &generator)
                if let old = reservations[target], old != item {
                    // Only the cell's own item, once more, may make way for a better one.
                    #expect(old == order.current(of: target))
                }
                reservations[target] = item
            case 15:
                let before = order.current(of: target)
                if let item = order.previous(for: target) {
                    #expect(item != before)
                    reservations[target] = order.reserved(for: target)
                }
            case 16:
                cells.append(cell(nextCell))
                nextCell += 1
                order.arrange(cells: cells)
            case 17 where cells.count > 1:
                cells.removeAll { $0 == target }
                reservations[target] = nil
                if Bool.random(using: &generator) {
                    order.release(target)
                } else {
                    order.arrange(cells: cells)
                }
            case 18:
                catalogue.insert(
                    film(nextFilm), at: Int.random(in: 0...catalogue.count, using: &generator))
                nextFilm += 1
                order.update(items: catalogue, using: &generator)
            case 19 where catalogue.count > 1:
                catalogue.remove(at: Int.random(in: 0..<catalogue.count, using: &generator))
                order.update(items: catalogue, using: &generator)
            default: break
            }
            for cell in order.drainWithdrawn() { reservations[cell] = nil }
            for cell in cells { #expect(order.reserved(for: cell) == reservations[cell]) }

            if catalogue.count < cells.count { wereTooFew = true }
            let playing = cells.compactMap { order.current(of: $0)?.id }
            if !wereTooFew { #expect(Set(playing).count == playing.count) }
        }
    }

    @Test(arguments: [(5, 4), (8, 4), (9, 4), (40, 9), (3, 8), (2, 3)])
    func everyItemHasItsShare(films: Int, cells: Int) {
        var generator = SeededGenerator(seed: 77)
        var order = PlayOrder(isShuffled: true)
        order.update(items: (0..<films).map(film), using: &generator)
        order.arrange(cells: (0..<cells).map(cell))
        for index in 0..<cells { _ = order.take(for: cell(index), using: &generator) }
        var counts: [ItemID: Int] = [:]
        let steps = 4000
        for _ in 0..<steps {
            let target = cell(Int.random(in: 0..<cells, using: &generator))
            _ = order.reserveNext(for: target, using: &generator)
            if let item = order.take(for: target, using: &generator) {
                counts[item.id, default: 0] += 1
            }
        }
        let share = Double(steps) / Double(films)
        #expect(counts.count == films)
        for count in counts.values { #expect(abs(Double(count) - share) < share * 0.2) }
    }

    /// A hundred thousand items are dealt in a time that does not grow with their number.
    @Test func dealsALargeCatalogueQuickly() {
        var generator = SeededGenerator(seed: 3)
        var order = PlayOrder(isShuffled: true)
        order.update(items: (0..<100_000).map(film), using: &generator)
        order.arrange(cells: (0..<64).map(cell))
        var seen = Set<ItemID>()
        let clock = ContinuousClock()
        let time = clock.measure {
            for index in 0..<100_000 {
                _ = order.reserveNext(for: cell(index % 64), using: &generator)
                if let item = order.take(for: cell(index % 64), using: &generator) {
                    seen.insert(item.id)
                }
            }
        }
        #expect(seen.count == 100_000)
        // A second or two; one that grew with their number would be far more than this.
        #expect(time < .seconds(120), "\(time)")
    }
}
