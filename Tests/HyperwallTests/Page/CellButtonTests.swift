import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// Every button of a cell does its work: to be seen in `status` and on the X server.
    @Test func buttonsOfACell() async throws {
        try await PageHands.with(buttons: PageButtons.ofCells, isLabelled: true) { hands in
            try await hands.nextAndPrevious()
            try await hands.winding()
            try await hands.reload()
            try await hands.pause()
            try await hands.sound()
            try await hands.favorite()
            try await hands.loop()
            try await hands.focus()
            try await hands.solo()
        }
    }
}

extension PageHands {
    fileprivate func nextAndPrevious() async throws {
        let before = try await wall.plays(4)
        try await press("next", of: 1)
        let next = try await stage.agrees(wall, "the next item") {
            $0.cells[0].isPlaying && $0.cells[0].title != before.cells[0].title
        }
        #expect(next.others(than: 1).map(\.load) == before.others(than: 1).map(\.load))
        // The page says so, too.
        try await browser.wait(
            "the new title",
            until: "document.querySelector('article[data-cell=\"1\"]').innerText"
                + ".includes('\(next.cells[0].title)')")
        try await press("previous", of: 1)
        try await stage.agrees(wall, "the item before") {
            $0.cells[0].isPlaying && $0.cells[0].title == before.cells[0].title
        }
    }

    fileprivate func winding() async throws {
        let before = try await wall.plays(4)
        try await press("forward", of: 1)
        let from = before.cells[0].position ?? 0
        let on = try await isAt(1, "30 s on") { $0 > from + 28 }
        #expect(on.others(than: 1).map(\.load) == before.others(than: 1).map(\.load))
        // Its neighbour has played on for as long as it took, and no more.
        let passed = on.uptimeSeconds - before.uptimeSeconds
        #expect((on.cells[1].position ?? 999) < (before.cells[1].position ?? 0) + passed + 3)
        try await press("forward", of: 1)
        try await isAt(1, "60 s on") { $0 > from + 58 }
        let far = try await wall.plays(4)
        try await press("back", of: 1)
        try await isAt(1, "30 s back") { $0 < (far.cells[0].position ?? 0) - 1 && $0 > from + 28 }
        try await browser.click("article[data-cell='1'] input[data-do=seek]", at: 0.7)
        try await isAt(1, "the place that was clicked at") { (195..<290).contains($0) }
    }

    /// Waits until a cell is at a place, and until the bar on the wall is where it belongs then.
    @discardableResult
    private func isAt(
        _ number: Int, _ what: String, _ condition: (Double) -> Bool
    ) async throws -> WallSnapshot {
        try await stage.agrees(wall, what) { condition($0.cells[number - 1].position ?? -1) }
        var last = ""
        let seen = try await soon { () -> WallSnapshot? in
            let picture = try await stage.picture()
            let now = try await wall.plays(4)
            let cell = now.cells[number - 1]
            guard let part = picture.ruler(in: cell.rect).part, let position = cell.position
            else { return nil }
            let apart = part * Clip.rulerSeconds - position
            last = "\(part) of a minute, and \(position) s"
            // Going round; positions of a status are up to a second old.
            return abs(apart - (apart / 60).rounded() * 60) < 4 ? now : nil
        }
        return try seen.orFail("\(what): the bar is not there: \(last)")
    }

    fileprivate func reload() async throws {
        let before = try await wall.plays(4)
        #expect((before.cells[0].position ?? 0) > 100)
        try await press("reload", of: 1)
        try await stage.agrees(wall, "loaded anew") {
            $0.cells[0].isPlaying && $0.cells[0].loads == before.cells[0].loads + 1
                && $0.cells[0].title == before.cells[0].title
        }
    }

    fileprivate func pause() async throws {
        try await press("pause", of: 2)
        let paused = try await wall.wait("cell 2 is paused") {
            $0.cells.map(\.paused) == [false, true, false, false]
        }
        try await isOn("pause", of: 2)
        let rect = paused.cells[1].rect
        // Its last frame may come after the word that it is paused.
        var last: Double?
        let first = try await stage.shows("a bar that stands") { picture in
            defer { last = picture.ruler(in: rect).part }
            return last != nil && picture.ruler(in: rect).part == last
        }
        let started = first.ruler(in: paused.cells[2].rect).part
        let later = try await stage.shows("another bar that moves on") {
            guard let started, let now = $0.ruler(in: paused.cells[2].rect).part else {
                return false
            }
            return abs(now - started) > 0.025
        }
        #expect(later.ruler(in: rect).part == first.ruler(in: rect).part)
        try await press("pause", of: 2)
        try await wall.wait("it plays") { !$0.cells[1].paused }
        try await isOn("pause", of: 2, false)
        try await stage.shows("its bar moves on") {
            $0.ruler(in: rect).part != first.ruler(in: rect).part
        }
    }

    /// Whether a sign in the accent's colour stands in a cell's label.
    private func isSigned(_ picture: WallPicture, _ cell: CellSnapshot) -> Bool {
        picture.signs(in: cell.rect) > 8
    }

    fileprivate func sound() async throws {
        try await isOn("sound", of: 3, false)
        try await press("sound", of: 3)
        let heard = try await wall.wait("cell 3 sounds") { $0.sounding == 3 }
        try await isOn("sound", of: 3)
        try await stage.shows("a loudspeaker, and only there") { picture in
            heard.cells.map { isSigned(picture, $0) } == [false, false, true, false]
        }
        try await press("sound", of: 3)
        try await wall.wait("it is silent") { $0.sounding == nil }
        try await isOn("sound", of: 3, false)
        try await stage.shows("no loudspeaker") { !isSigned($0, heard.cells[2]) }
    }

    fileprivate func favorite() async throws {
        try await press("favorite", of: 4)
        let marked = try await wall.wait("a heart") { $0.cells[3].favorite }
        let id = try #require(marked.cells[3].item?.rawValue.split(separator: ":").last)
        #expect(stage.server.userData(of: String(id)).isFavorite)
        try await isOn("favorite", of: 4)
        try await stage.shows("a heart, and only there") { picture in
            marked.cells.map { isSigned(picture, $0) } == [false, false, false, true]
        }
        try await press("favorite", of: 4)
        try await wall.wait("no heart") { !$0.cells[3].favorite }
        #expect(!stage.server.userData(of: String(id)).isFavorite)
        try await stage.shows("no heart") { !isSigned($0, marked.cells[3]) }
    }

    fileprivate func loop() async throws {
        try await press("loop", of: 4)
        let looping = try await wall.wait("cell 4 loops") { $0.cells[3].looping }
        try await isOn("loop", of: 4)
        // Through its end: the same item from its start. From its middle first, since its last
        // second may pass between two looks: then it is at its start already.
        try await browser.click("article[data-cell='4'] input[data-do=seek]", at: 0.5)
        try await wall.wait("in its middle") { (140..<290).contains($0.cells[3].position ?? 0) }
        try await browser.click("article[data-cell='4'] input[data-do=seek]", at: 0.995)
        try await wall.wait("near its end") {
            let position = $0.cells[3].position ?? 150
            return position > 290 || position < 30
        }
        try await stage.agrees(wall, "it begins again") {
            $0.cells[3].isPlaying && ($0.cells[3].position ?? 99) < 90
                && $0.cells[3].title == looping.cells[3].title
        }
        try await press("loop", of: 4)
        try await wall.wait("it loops no more") { !$0.cells[3].looping }
    }

    fileprivate func focus() async throws {
        for cell in [3, 2] {
            try await press("focus", of: cell)
            let now = try await wall.wait("the focus is at \(cell)") { $0.focus == cell }
            try await isOn("focus", of: cell)
            try await stage.shows("a ring round cell \(cell)") { picture in
                now.cells.map { picture.ring(around: $0.rect) }
                    == now.cells.map { $0.number == cell }
            }
        }
    }

    fileprivate func solo() async throws {
        let before = try await wall.plays(4)
        try await press("solo", of: 2)
        let alone = try await stage.agrees(wall, "cell 2 alone") { $0.solo == 2 }
        #expect(alone.cells[1].rect.size == alone.displays.first?.size)
        try await isOn("solo", of: 2)
        try await press("solo", of: 2)
        let after = try await stage.agrees(wall, "all cells") { $0.solo == nil }
        #expect(after.cells.map(\.loads) == before.cells.map(\.loads))
    }
}
