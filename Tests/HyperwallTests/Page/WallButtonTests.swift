import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// The controls of the whole wall, and the search: to be seen in `status` and on the X server.
    @Test func buttonsOfTheWall() async throws {
        try await PageHands.with(
            buttons: PageButtons.ofWall,
            // The browser writes every refused request down: no favourite yet, and an address
            // that must not be opened.
            complaints: ["status of 409", "status of 403"]
        ) { hands in
            try await hands.grid()
            try await hands.pauseAll()
            try await hands.filter()
            try await hands.sendingWantsTheToken()
            try await hands.signIn()
            try await hands.send()
            try await hands.sendAddress()
        }
    }
}

extension PageHands {
    fileprivate func grid() async throws {
        let before = try await wall.plays(4)
        try await press("#controls button[data-do=grid][data-columns='3'][data-rows='2']")
        let six = try await isGrid(3, 2)
        #expect(six.cells.prefix(4).map(\.id) == before.cells.map(\.id))
        for (step, by, columns, rows) in [
            ("columns", -1, 2, 2), ("rows", 1, 2, 3), ("columns", 1, 3, 3), ("rows", -1, 3, 2),
        ] {
            try await press("#controls button[data-step=\(step)][data-by='\(by)']")
            try await isGrid(columns, rows)
        }
        // Whoever presses faster than the wall answers loses no press: each counts on.
        try await browser.run(
            """
            for (const button of ['[data-step=columns][data-by="-1"]', '[data-step=rows][data-by="1"]'])
              document.querySelector('#controls ' + button).click()
            """)
        try await isGrid(2, 3)
        try await press("#controls button[data-do=grid][data-columns='2'][data-rows='2']")
        try await isGrid(2, 2)
    }

    /// The wall has so many cells, each shows its item, and the page draws them in their places.
    @discardableResult
    private func isGrid(_ columns: Int, _ rows: Int) async throws -> WallSnapshot {
        let now = try await stage.agrees(wall, "\(columns) × \(rows)") {
            $0.cells.count == columns * rows && $0.cells.allSatisfy(\.isPlaying)
        }
        try await browser.wait(
            "\(columns) × \(rows) on the page",
            until: """
                (() => { const cells = [...document.querySelectorAll('#wall article')]
                    .map(cell => cell.querySelector('.tile').getBoundingClientRect());
                  const places = side => new Set(cells.map(box => Math.round(box[side]))).size;
                  return cells.length == \(columns * rows) && places('left') == \(columns)
                    && places('top') == \(rows) })()
                """)
        return now
    }

    fileprivate func pauseAll() async throws {
        try await press("#controls button[data-do='pause-wall']")
        let paused = try await wall.wait("all is paused") { $0.paused }
        let rects = paused.cells.map(\.rect)
        var last: [Double?] = []
        try await stage.shows("all bars stand") { picture in
            defer { last = rects.map { picture.ruler(in: $0).part } }
            return last == rects.map { picture.ruler(in: $0).part }
        }
        try await browser.wait(
            "it is said",
            until: "document.querySelector(\"[data-do='pause-wall']\").ariaPressed == 'true'")
        try await press("#controls button[data-do='pause-wall']")
        try await wall.wait("all plays") { !$0.paused }
        try await stage.shows("all bars move") { picture in
            zip(last, rects.map { picture.ruler(in: $0).part }).allSatisfy { $0 != $1 }
        }
    }

    fileprivate func filter() async throws {
        let before = try await wall.plays(4)
        // Without a favourite the wall keeps what it has, and the page says why.
        try await press("#controls button[data-filter=favorites]")
        try await browser.wait(
            "a sentence", until: "document.querySelector('#toasts').innerText.includes('favourite')"
        )
        #expect(try await wall.status()?.filter == "all")

        let chosen = [before.cells[1], before.cells[2]].compactMap { cell in
            cell.item?.rawValue.split(separator: ":").last.map(String.init)
        }
        for id in chosen {
            var data = stage.server.userData(of: id)
            data.isFavorite = true
            stage.server.setUserData(data, of: id)
        }
        try await wall.wait("both have hearts") {
            $0.cells.map(\.favorite) == [false, true, true, false]
        }
        try await press("#controls button[data-filter=favorites]")
        try await wall.wait("favourites only") { $0.filter == "favorites" }
        try await choose(1)
        try await browser.click("article[data-cell='1'] button[data-do=next]")
        let titles = [before.cells[1].title, before.cells[2].title]
        try await stage.agrees(wall, "a favourite comes next") {
            $0.cells[0].isPlaying && titles.contains($0.cells[0].title)
        }
        try await press("#controls button[data-filter=all]")
        try await wall.wait("everything") { $0.filter == "all" }
    }

    fileprivate func sendingWantsTheToken() async throws {
        try await press("#open-search")
        try await browser.wait("results", until: "document.querySelector('#search [data-item]')")
        #expect(try await browser.holds("document.querySelector('[data-do=send]').disabled"))
        #expect(try await browser.holds("document.querySelector('[data-do=send-url]').disabled"))
        #expect(try await browser.text("#search").contains("token"), "why not is not said")
        try await browser.press(.escape)
        try await browser.wait("it is shut", until: "!document.querySelector('#search').open")
    }

    fileprivate func signIn() async throws {
        try await browser.click("#open-sign-in")
        try await browser.type(PageStage.token, into: "#sign-in input[name=token]")
        try await browser.click("#sign-in button[data-do=sign-in]")
        try await browser.wait("signed in", until: "!document.querySelector('#sign-in').open")
    }

    fileprivate func send() async throws {
        try await press("play", of: 3)
        try await browser.wait(
            "the search for cell 3",
            until: "document.querySelector('#search select[name=cell]').value == '3'")
        let title = "Item 00000036"
        try await browser.clear("#search input[type=search]")
        try await browser.type("item 0000036", into: "#search input[type=search]")
        try await browser.wait(
            "one result",
            until: "document.querySelectorAll('#search [data-item]').length == 1"
                + " && document.querySelector('#search [data-item]').innerText.includes('\(title)')"
        )
        let before = try await wall.plays(4)
        try await press("#search [data-item] button[data-do=send]")
        let sent = try await stage.agrees(wall, "it plays in cell 3") {
            $0.cells[2].isPlaying && $0.cells[2].title == title
        }
        #expect(sent.others(than: 3).map(\.load) == before.others(than: 3).map(\.load))
    }

    fileprivate func sendAddress() async throws {
        let refused = "http://127.0.0.1:9/secret.mkv"
        try await browser.type(refused, into: "#search input[name=url]")
        try await press("#search button[data-do='send-url']")
        try await browser.wait(
            "why not",
            until: "document.querySelector('#toasts').innerText.includes('this machine')",
            else: "document.querySelector('#toasts').innerText")
        try await wall.wait("all play on") { $0.cells.allSatisfy(\.isPlaying) }
        // There is nothing else to be reached where a machine has no address but its own.
        guard let host = PageStage.ownAddress else { return }
        try await FileShare.with(host: host, clip: .ruler(RulerColor.violet.rawValue, seconds: 300))
        { url in
            try await browser.clear("#search input[name=url]")
            try await browser.type(url, into: "#search input[name=url]")
            try await browser.click("#search button[data-do='send-url']")
            let now = try await wall.wait("the address plays") {
                $0.cells[2].isPlaying && $0.cells[2].title.hasPrefix("shared")
            }
            try await stage.shows("its colour") { $0.ruler(in: now.cells[2].rect).color == .violet }
        }
        try await browser.press(.escape)
    }
}
