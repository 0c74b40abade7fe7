import Testing
import WallPolicy

/// What somebody casts plays where it is meant to, and the wall's own programme goes on after it.
@Suite struct RemoteCastTests {
    private var stage = WallStage(columns: 2, rows: 2)
    /// Not among the wall's items.
    private let guests = (900..<912).map(film)

    private mutating func cast(
        _ moment: RemotePlay.Moment, _ items: [MediaItem], start: Double? = nil, to cell: Int? = nil
    ) {
        stage.send(
            .remote(RemoteWish(.play(RemotePlay(moment, items: items, start: start)), cell: cell)))
    }

    /// The item of a cell comes to its end, and what stands behind it begins.
    private mutating func end(_ id: CellID) {
        guard let current = stage.cell(id)?.machine.current, let entry = current.entry else {
            return
        }
        // What is over at once is a failure.
        stage.wait(3)
        stage.look(id, at: 7199)
        stage.tell(id, .ended(entry: entry, .endOfFile))
        if let next = current.nextEntry { stage.tell(id, .started(entry: next)) }
        stage.answer(id)
    }

    @Test mutating func oneItemGoesToTheFocusedCell() {
        let before = stage.items
        stage.press(.focus(stage.ids[2]))
        cast(.now, [guests[0]], start: 90)
        #expect(stage.effects.loads.map(\.cell) == [stage.ids[2]])
        #expect(stage.effects.loads.first?.load.start == 90)
        #expect(stage.item(stage.ids[2]) == guests[0])
        for place in [0, 1, 3] { #expect(stage.items[place] == before[place]) }
        #expect(stage.cell(stage.ids[2])?.castItem == guests[0].id)
    }

    @Test mutating func aListFillsTheCellsInOrderAndTheRestWaits() {
        cast(.now, Array(guests[0..<6]))
        #expect(stage.items == guests[0..<4].map(\.id))
        #expect(stage.wall.castWaiting == 2)
        for id in stage.ids { stage.answer(id) }
        // Whoever is free first takes the next.
        end(stage.ids[3])
        #expect(stage.item(stage.ids[3]) == guests[4])
        end(stage.ids[0])
        #expect(stage.item(stage.ids[0]) == guests[5])
        #expect(stage.wall.castWaiting == 0)
        end(stage.ids[1])
        let own = stage.item(stage.ids[1])
        #expect(own != nil && !guests.contains { $0 == own }, "its own programme again")
        #expect(stage.cell(stage.ids[1])?.castItem == nil)
    }

    @Test mutating func aShortListLeavesTheOtherCellsAlone() {
        let before = stage.items
        cast(.now, Array(guests[0..<2]))
        #expect(stage.items == guests[0..<2].map(\.id) + before[2...])
    }

    @Test mutating func nextComesBeforeTheWallsOwnAndLastBehindWhatWasCast() {
        let id = stage.ids[0]
        cast(.last, [guests[1]])
        cast(.next, [guests[0]])
        #expect(stage.cell(id)?.queue.map(\.item) == [guests[0], guests[1]])
        stage.answer(id)
        end(id)
        #expect(stage.item(id) == guests[0])
        end(id)
        #expect(stage.item(id) == guests[1])
        end(id)
        #expect(stage.item(id).map { !guests.contains($0) } == true)
    }

    @Test mutating func whatIsMeantForACellStaysWithIt() {
        let before = stage.items
        cast(.now, Array(guests[0..<3]), to: 4)
        #expect(stage.items == before[..<3] + [guests[0].id])
        #expect(stage.cell(stage.ids[3])?.queue.map(\.item) == [guests[1], guests[2]])
        stage.answer(stage.ids[3])
        end(stage.ids[0])
        #expect(stage.item(stage.ids[0]).map { !guests.contains($0) } == true)
        end(stage.ids[3])
        #expect(stage.item(stage.ids[3]) == guests[1])
        cast(.now, [guests[5]], to: 9)
        #expect(stage.effects.loads.isEmpty, "there is no cell 9")
    }

    @Test mutating func whatWaitsForACellThatGoesIsTakenByAnother() {
        cast(.now, Array(guests[0..<3]), to: 4)
        stage.press(.grid(columns: 1, rows: 1))
        #expect(stage.wall.castWaiting == 2)
        stage.answer(stage.ids[0])
        end(stage.ids[0])
        #expect(stage.item(stage.ids[0]) == guests[1])
    }

    @Test mutating func whatPlaysNowTakesThePlaceOfWhatWaited() {
        cast(.now, Array(guests[0..<8]))
        cast(.now, Array(guests[8..<10]))
        #expect(stage.wall.castWaiting == 0)
    }

    @Test mutating func aPausedWallPlaysWhatIsCast() {
        stage.press(.togglePause)
        cast(.now, [guests[0]])
        #expect(!stage.wall.isPaused)
    }

    @Test mutating func aCellThatHasNotStartedYetBeginsWithIt() {
        stage = .bare()
        stage.send(.catalogue(items: films(10), problems: []))
        stage.send(.settings(stage.wall.settings))
        stage.send(.displayAppeared(WallStage.first))
        cast(.now, Array(guests[0..<4]))
        stage.startAll()
        #expect(Set(stage.items) == Set(guests[0..<4].map(\.id)))
    }

    @Test mutating func stopEndsItAndTheWallGoesOn() {
        cast(.now, Array(guests[0..<6]))
        stage.send(.remote(RemoteWish(.stop)))
        #expect(stage.wall.castWaiting == 0)
        #expect(stage.item(stage.ids[0]).map { !guests.contains($0) } == true)
        stage.send(.remote(RemoteWish(.stop, cell: 2)))
        #expect(stage.effects.touched == [stage.ids[1]], "only that cell was meant")
    }

    @Test mutating func repeatedItBeginsAnew() {
        cast(.now, Array(guests[0..<2]), to: 1)
        stage.send(.remote(RemoteWish(.repeats(.all), cell: 1)))
        let id = stage.ids[0]
        var seen: [MediaItem?] = []
        for _ in 0..<4 {
            stage.answer(id)
            end(id)
            seen.append(stage.item(id))
        }
        #expect(Set(seen) == [guests[0], guests[1]], "never anything else")
        stage.send(.remote(RemoteWish(.repeats(.none), cell: 1)))
        for _ in 0..<4 {
            stage.answer(id)
            end(id)
        }
        #expect(stage.item(id).map { !guests.contains($0) } == true)
    }

    @Test mutating func aCastItemThatFailsIsTriedAgainAndThenLeft() {
        cast(.now, [guests[0]])
        let id = stage.ids[0]
        stage.answer(id)
        stage.fail(id)
        #expect(stage.cell(id)?.machine.failure?.item == guests[0])
        stage.retry(id)
        #expect(stage.item(id) == guests[0] && stage.cell(id)?.castItem == guests[0].id)
        for _ in 0..<5 where stage.item(id) == guests[0] {
            stage.fail(id)
            stage.retry(id)
        }
        #expect(stage.item(id).map { !guests.contains($0) } == true)
    }

    @Test mutating func aCatalogueThatComesMeanwhileTakesNothingAway() {
        let channel = camera(77)
        cast(.now, [channel], to: 1)
        #expect(stage.item(stage.ids[0]) == channel)
        stage.send(.catalogue(items: films(50), problems: []))
        #expect(stage.item(stage.ids[0]) == channel)
    }

    @Test mutating func anAppCannotMakeItGrowWithoutEnd() {
        let many = (1...1500).map(film)
        for _ in 0..<10 { cast(.last, many) }
        #expect(stage.wall.castWaiting <= RemotePlay.itemsMax)
        for _ in 0..<10 { cast(.next, many, to: 1) }
        #expect((stage.cell(stage.ids[0])?.queue.count ?? 0) <= RemotePlay.itemsMax)
    }

    @Test mutating func tracksAreAskedForAndForgottenWithTheirItem() {
        var play = RemotePlay(.now, items: [guests[0]])
        play.audioTrack = 2
        play.subtitleTrack = 3
        let id = stage.ids[0]
        stage.send(.remote(RemoteWish(.play(play))))
        #expect(stage.effects.contains(.select(id, .audio, 2)))
        #expect(stage.effects.contains(.select(id, .subtitle, 3)))
        stage.send(.trackSelected(id, .subtitle, 3))
        #expect(stage.cell(id)?.subtitleTrack == 3)
        stage.answer(id)
        end(id)
        #expect(stage.cell(id)?.subtitleTrack == nil)
    }

    private mutating func press(_ command: RemoteCommand, cell: Int? = nil) {
        stage.send(.remote(RemoteWish(command, cell: cell)))
    }

    private func isGuest(_ id: CellID) -> Bool {
        stage.item(id).map { guests.contains($0) } ?? false
    }

    @Test mutating func stopDoesNotGoOnWithWhatThePlayerHasReady() {
        let id = stage.ids[2]
        cast(.now, Array(guests[0..<2]), to: 3)
        stage.answer(id)
        #expect(stage.cell(id)?.machine.current?.next?.item == guests[1])
        press(.stop, cell: 3)
        stage.answer(id)
        end(id)
        #expect(!isGuest(id) && stage.cell(id)?.castItem == nil)
        // Nor in a cell that was not meant, but had its list taken away.
        cast(.now, Array(guests[0..<2]), to: 2)
        stage.answer(stage.ids[1])
        cast(.now, Array(guests[4..<6]))
        end(stage.ids[1])
        #expect(stage.item(stage.ids[1]) != guests[1])
    }

    @Test mutating func stopEndsAListInAllItsCells() {
        cast(.now, Array(guests[0..<3]))
        press(.stop)
        for id in stage.ids { stage.answer(id) }
        for id in stage.ids { #expect(!isGuest(id)) }
    }

    @Test mutating func shuffledEveryItemPlaysOnce() {
        let id = stage.ids[0]
        cast(.now, Array(guests[0..<8]), to: 1)
        stage.answer(id)
        var seen = [stage.item(id)]
        for _ in 0..<7 {
            press(.shuffle(true), cell: 1)
            stage.answer(id)
            end(id)
            seen.append(stage.item(id))
            #expect(stage.cell(id)?.castItem == stage.item(id)?.id)
        }
        #expect(Set(seen) == Set(guests[0..<8]))
    }

    @Test mutating func repeatedTheNextIsNothingElse() {
        let id = stage.ids[0]
        cast(.now, [guests[0]], to: 1)
        stage.answer(id)
        press(.repeats(.all), cell: 1)
        stage.answer(id)
        end(id)
        #expect(stage.item(id) == guests[0])
        press(.repeats(.none), cell: 1)
        stage.answer(id)
        end(id)
        #expect(!isGuest(id), "and not once more")
    }

    @Test mutating func aRepeatedItemThatIsGoneIsLeft() {
        let id = stage.ids[0]
        cast(.now, [guests[0]], to: 1)
        press(.repeats(.all), cell: 1)
        stage.answer(id)
        for _ in 0..<5 where isGuest(id) {
            stage.fail(id)
            stage.retry(id)
        }
        #expect(!isGuest(id))
        #expect(stage.cell(id)?.queue.isEmpty == true)
    }

    @Test mutating func anEmptyCellBeginsWhatIsToComeNext() {
        stage = .bare(columns: 1, rows: 1)
        stage.send(.catalogue(items: [], problems: []))
        stage.send(.displayAppeared(WallStage.first))
        stage.startAll()
        cast(.last, [guests[0]])
        #expect(stage.item(stage.ids[0]) == guests[0])
    }

    @Test mutating func behindACameraItPlaysAtOnce() {
        stage = WallStage(columns: 1, rows: 1, items: cameras(1))
        cast(.next, [guests[0]])
        #expect(stage.item(stage.ids[0]) == guests[0])
        stage.answer(stage.ids[0])
        end(stage.ids[0])
        stage.answer(stage.ids[0])
        #expect(stage.item(stage.ids[0])?.isLive == true, "the camera's cell again")
    }

    @Test mutating func aListThatComesInPartsStaysAList() {
        var first = RemotePlay(.now, items: Array(guests[0..<1]))
        first.isList = true
        press(.play(first))
        #expect(stage.item(stage.ids[0]) == guests[0])
        var rest = RemotePlay(.last, items: Array(guests[1..<2]))
        rest.isList = true
        rest.isRest = true
        let toast = stage.toast
        press(.play(rest))
        #expect(stage.wall.castWaiting == 1 && stage.toast == toast)
    }

    @Test mutating func tracksOfWhatWaitedAreAskedForWhenItBegins() {
        var play = RemotePlay(.next, items: [guests[0]])
        play.subtitleTrack = 4
        press(.play(play), cell: 2)
        let id = stage.ids[1]
        stage.answer(id)
        stage.wait(3)
        stage.look(id, at: 7199)
        let current = stage.cell(id)?.machine.current
        stage.tell(id, .ended(entry: current?.entry ?? 0, .endOfFile))
        if let next = current?.nextEntry { stage.tell(id, .started(entry: next)) }
        #expect(stage.effects.contains(.select(id, .subtitle, 4)))
    }

    @Test mutating func cellsThatGoLeaveTheirListsInOrder() {
        cast(.now, Array(guests[0..<3]), to: 3)
        cast(.now, Array(guests[4..<7]), to: 4)
        for id in stage.ids { stage.answer(id) }
        stage.press(.grid(columns: 1, rows: 1))
        #expect(stage.wall.castWaiting == 4)
        var seen: [MediaItem?] = []
        for _ in 0..<4 {
            stage.answer(stage.ids[0])
            end(stage.ids[0])
            seen.append(stage.item(stage.ids[0]))
        }
        #expect(seen == [guests[1], guests[2], guests[5], guests[6]])
        stage.answer(stage.ids[0])
        #expect(stage.cell(stage.ids[0])?.machine.current?.next != nil, "ready again")
    }
}
