import Testing
import Tunables

@testable import WallPolicy

/// A large catalogue that is sorted in elsewhere.
struct PreparedCatalogueTests {
    private func items(_ range: Range<Int>) -> [MediaItem] {
        range.map { number in
            MediaItem(
                id: ItemID(rawValue: "jf:s:\(number)"), title: "\(number)", location: .server,
                isLive: false, source: SourceID(rawValue: "server:http://s"))
        }
    }

    private func wall(
        _ generator: inout WallGenerator, shuffled: Bool = true
    ) -> WallStateMachine {
        var settings = Settings()
        settings.shuffle = shuffled
        var wall = WallStateMachine(settings: settings)
        _ = wall.handle(.displayAppeared(DisplayKey(rawValue: 1)), now: 0, using: &generator)
        _ = wall.handle(
            .catalogue(items: items(0..<50), problems: []), now: 1, using: &generator)
        return wall
    }

    @Test func itIsTheSameAsOneThatIsTakenAtOnce() {
        var chance = WallGenerator(seed: 7)
        var (direct, prepared) = (wall(&chance), WallStateMachine(settings: .init()))
        chance = WallGenerator(seed: 7)
        prepared = wall(&chance)
        var (one, other) = (WallGenerator(seed: 9), WallGenerator(seed: 9))
        _ = direct.handle(
            .catalogue(items: items(10..<400), problems: []), now: 2, using: &one)
        let ready = prepared.catalogueBasis.prepare(items(10..<400), using: &other)
        #expect(prepared.fits(ready))
        _ = prepared.handle(.prepared(ready, problems: []), now: 2, using: &other)
        #expect(direct.order.pending == prepared.order.pending)
        #expect(direct.order.givenOrder == prepared.order.givenOrder)
        #expect(direct.listed == prepared.listed && prepared.itemCount == 390)
    }

    @Test func aCellThatTookAnItemMeanwhileIsNoticed() throws {
        var chance = WallGenerator(seed: 3)
        var wall = wall(&chance)
        let ready = wall.catalogueBasis.prepare(items(0..<400), using: &chance)
        let cell = try #require(wall.order.cells.first)
        let taken = try #require(wall.order.take(for: cell, using: &chance))
        #expect(!wall.fits(ready))
        // It is adopted all the same, the slow way, and nothing is dealt twice.
        _ = wall.handle(.prepared(ready, problems: []), now: 3, using: &chance)
        #expect(wall.itemCount == 400)
        #expect(!wall.order.pending[wall.order.dealt...].contains(taken.id))
    }

    @Test func quarantineAndOutagesCount() {
        var chance = WallGenerator(seed: 5)
        var wall = wall(&chance)
        let ready = wall.catalogueBasis.prepare(items(0..<400), using: &chance)
        wall.favorites = [ItemID(rawValue: "jf:s:3")]
        #expect(wall.fits(ready), "nobody asked for favourites")
        wall.favoritesOnly = true
        #expect(!wall.fits(ready))
    }
}
