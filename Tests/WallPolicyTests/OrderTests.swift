import Testing
import WallPolicy

@Suite struct OrderTests {
    private var generator = SeededGenerator(seed: 1)

    private mutating func order(
        films: Int, cameras: Int = 0, cells: Int, shuffled: Bool = true
    ) -> PlayOrder {
        var order = PlayOrder(isShuffled: shuffled)
        order.update(
            items: (0..<cameras).map(camera) + (0..<films).map(film), using: &generator)
        order.arrange(cells: (0..<cells).map(cell))
        return order
    }

    @Test mutating func asGivenWhenNotShuffled() {
        var order = order(films: 7, cells: 2, shuffled: false)
        let shown = (0..<7).map { order.take(for: cell($0 % 2), using: &generator)?.id }
        #expect(shown == (0..<7).map { film($0).id })
    }

    @Test mutating func aRoundShowsAllBeforeAnythingTwice() {
        var order = order(films: 100, cells: 4)
        for _ in 0..<5 {
            let shown = (0..<100).compactMap {
                order.take(for: cell($0 % 4), using: &generator)?.id
            }
            // The first of a round may be those that were passed over in the last one.
            #expect(Set(shown).count >= 96)
        }
        var first = self.order(films: 100, cells: 4)
        let round = (0..<100).compactMap { first.take(for: cell($0 % 4), using: &generator)?.id }
        #expect(Set(round).count == 100)
        #expect(round != (0..<100).map { film($0).id }, "shuffled")
    }

    @Test mutating func whatIsReservedIsTakenAndByNobodyElse() {
        var order = order(films: 50, cells: 3)
        for index in 0..<3 { _ = order.take(for: cell(index), using: &generator) }
        let next = order.reserveNext(for: cell(0), using: &generator)
        #expect(next != nil && order.reserveNext(for: cell(0), using: &generator) == next)
        for _ in 0..<48 { #expect(order.take(for: cell(1), using: &generator) != next) }
        #expect(order.take(for: cell(0), using: &generator) == next)
        #expect(order.reserved(for: cell(0)) == nil)
    }

    @Test mutating func whatAGoneCellHadReservedComesNext() {
        var order = order(films: 50, cells: 2)
        _ = order.take(for: cell(0), using: &generator)
        _ = order.take(for: cell(1), using: &generator)
        let next = order.reserveNext(for: cell(1), using: &generator)
        order.release(cell(1))
        #expect(order.take(for: cell(0), using: &generator) == next)
    }

    @Test mutating func backAndForth() {
        var order = order(films: 20, cells: 2)
        let first = order.take(for: cell(0), using: &generator)
        let second = order.take(for: cell(0), using: &generator)
        _ = order.reserveNext(for: cell(0), using: &generator)
        #expect(order.previous(for: cell(0)) == first)
        #expect(order.previous(for: cell(0)) == nil)
        #expect(order.current(of: cell(0)) == first)
        #expect(order.take(for: cell(0), using: &generator) == second)
    }

    @Test mutating func remembersFifty() {
        var order = order(films: 200, cells: 1)
        let shown = (0..<80).compactMap { _ in order.take(for: cell(0), using: &generator) }
        var back: [MediaItem] = []
        while let item = order.previous(for: cell(0)) { back.append(item) }
        #expect(back == shown.dropLast().suffix(50).reversed())
    }

    @Test mutating func liveItemsStayInTheirCells() {
        var order = order(films: 10, cameras: 2, cells: 4)
        for _ in 0..<5 {
            #expect(order.take(for: cell(0), using: &generator) == camera(0))
            #expect(order.take(for: cell(1), using: &generator) == camera(1))
            #expect(order.take(for: cell(2), using: &generator)?.isLive == false)
        }
        #expect(order.reserveNext(for: cell(0), using: &generator) == nil)
        // A smaller and again larger grid: the survivor keeps its camera, the new cell gets the
        // one that waits.
        order.arrange(cells: [cell(1)])
        #expect(order.pinned(to: cell(1)) == camera(1))
        order.arrange(cells: [cell(1), cell(9)])
        #expect(order.pinned(to: cell(9)) == camera(0))
        // More cameras than cells.
        order.update(items: (0..<5).map(camera), using: &generator)
        #expect(order.pinned(to: cell(1)) == camera(1) && order.pinned(to: cell(9)) == camera(0))
    }

    @Test mutating func aCameraIsNotOpenedTwice() {
        var order = order(films: 0, cameras: 1, cells: 2)
        #expect(order.take(for: cell(1), using: &generator) == nil)
        #expect(!order.isEmpty)
    }

    @Test mutating func aFolderThatGrowsAndShrinks() {
        var order = order(films: 40, cells: 1)
        let shown = Set(
            (0..<10).compactMap { _ in order.take(for: cell(0), using: &generator)?.id })
        let playing = order.current(of: cell(0))
        let reserved = order.reserveNext(for: cell(0), using: &generator)
        // The reserved item leaves, ten come.
        let items = (0..<50).map(film).filter { $0 != reserved && $0 != playing }
        order.update(items: items, using: &generator)
        #expect(order.drainWithdrawn() == [cell(0)])
        #expect(order.drainWithdrawn().isEmpty)
        #expect(order.current(of: cell(0)) == playing)
        let rest = (0..<(items.count - 9)).compactMap { _ in
            order.take(for: cell(0), using: &generator)?.id
        }
        #expect(Set(rest).count == items.count - 9 && shown.isDisjoint(with: rest))
        let new = rest.firstIndex { $0 == film(45).id } ?? 0
        let last =
            (40..<50).compactMap { number in rest.firstIndex(of: film(number).id) }.max() ?? 0
        #expect(new < rest.count && last > 10, "new items are mixed in, not put in front")
    }

    @Test mutating func anItemThatCameBackAsAGivenOrderTakesItsPlace() {
        var order = order(films: 5, cells: 1, shuffled: false)
        _ = order.take(for: cell(0), using: &generator)
        order.update(items: [0, 1, 9, 2, 3, 4].map(film), using: &generator)
        let shown = (0..<5).compactMap { _ in order.take(for: cell(0), using: &generator) }
        #expect(shown == [1, 9, 2, 3, 4].map(film))
    }

    @Test mutating func fewItemsAreSpreadEvenly() {
        var order = order(films: 3, cells: 8)
        let shown = (0..<8).compactMap { order.take(for: cell($0), using: &generator)?.id }
        let counts = Dictionary(grouping: shown) { $0 }.values.map(\.count)
        #expect(counts.sorted() == [2, 3, 3])
        var one = self.order(films: 1, cells: 4)
        for index in 0..<8 { #expect(one.take(for: cell(index % 4), using: &generator) == film(0)) }
    }

    @Test mutating func aNewCellGetsWhatAnotherHadOnlyReserved() {
        var order = order(films: 4, cells: 4)
        for index in 0..<2 {
            _ = order.take(for: cell(index), using: &generator)
            _ = order.reserveNext(for: cell(index), using: &generator)
        }
        let third = order.take(for: cell(2), using: &generator)
        let fourth = order.take(for: cell(3), using: &generator)
        let playing = (0..<4).compactMap { order.current(of: cell($0))?.id }
        #expect(third != nil && fourth != nil && Set(playing).count == 4)
        #expect(order.drainWithdrawn().count == 2)
    }

    @Test mutating func aReservationIsTakenBackForAPictureOnly() {
        var order = order(films: 5, cells: 4)
        for index in 0..<4 { _ = order.take(for: cell(index), using: &generator) }
        let last = order.reserveNext(for: cell(1), using: &generator)
        let gone = order.current(of: cell(0))
        order.update(items: (0..<5).map(film).filter { $0 != gone }, using: &generator)
        // All four that are left are in use. Opening ahead is no reason to disturb another cell…
        #expect(order.reserveNext(for: cell(0), using: &generator) == nil)
        #expect(order.reserved(for: cell(1)) == last && order.drainWithdrawn().isEmpty)
        // …a cell without a picture is.
        #expect(order.take(for: cell(0), using: &generator) == last)
        #expect(order.drainWithdrawn() == [cell(1)])
    }

    @Test mutating func whatIsPassedOverKeepsItsTurn() {
        var order = order(films: 4, cells: 3, shuffled: false)
        for index in [0, 1, 2, 2] { _ = order.take(for: cell(index), using: &generator) }
        // Items 0 and 1 still play, so 2 comes first in the second round.
        #expect(order.take(for: cell(2), using: &generator) == film(2))
        order.arrange(cells: [cell(2)])
        let shown = (0..<3).compactMap { _ in order.take(for: cell(2), using: &generator) }
        #expect(shown == [0, 1, 3].map(film))
    }

    @Test mutating func prefetchNeverCarriesAHeaderElsewhere() {
        let token = ["Authorization": "t"]
        let a = SourceID(rawValue: "origin:http://a:80")
        let b = SourceID(rawValue: "origin:http://b:80")
        func allowed(_ x: OpenRequest, _ y: OpenRequest) -> Bool {
            PrefetchRule.allowed(current: x, next: y)
        }
        #expect(allowed(OpenRequest(source: a), OpenRequest(source: b)))
        #expect(allowed(OpenRequest(source: a, headers: token), .init(source: a, headers: token)))
        #expect(!allowed(OpenRequest(source: a, headers: token), .init(source: b, headers: token)))
        #expect(!allowed(OpenRequest(source: a, headers: token), OpenRequest(source: b)))
        #expect(!allowed(OpenRequest(source: a, headers: token), OpenRequest(source: a)))
        #expect(!allowed(OpenRequest(source: a), OpenRequest(source: a, headers: token)))
        #expect(PrefetchRule.allowed(current: film(1), next: camera(1)))
        // Only their plans show what a media server's items carry.
        let served = MediaItem(
            id: ItemID(rawValue: "jf:s:1"), title: "1", location: .server, isLive: false, source: a)
        #expect(PrefetchRule.allowed(current: served, next: served))
        #expect(!PrefetchRule.allowed(current: served, next: film(1)))
        #expect(!PrefetchRule.allowed(current: film(1), next: served))
    }
}
