import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension PageTests {
    /// A cell that rests, and items that are left out: seen on the page, and let in again by it.
    @Test func parkedAndQuarantined() async throws {
        try await PageHands.with(buttons: ["unpark", "release", "release-all"]) { hands in
            let (stage, wall, browser) = (hands.stage, hands.wall, hands.browser)
            for kind in ["Videos", "videos"] {
                stage.server.setFault(.status(404), for: "/\(kind)/*")
            }
            // The first one may stand ready already.
            try await hands.choose(1)
            let before = try await wall.plays(4)
            try await browser.click("article[data-cell='1'] button[data-do=next]")
            try await wall.wait("another item or none") {
                $0.cells[0].title != before.cells[0].title || $0.cells[0].state != "playing"
            }
            try await browser.click("article[data-cell='1'] button[data-do=next]")
            let parked = try await wall.wait("cell 1 is parked", within: .seconds(40)) {
                $0.cells[0].state == "parked" && $0.quarantine.count >= 2
            }
            #expect(parked.others(than: 1).map(\.isPlaying) == [true, true, true])
            let cell = parked.cells[0]
            try await stage.shows("a card") { $0.ruler(in: cell.rect).color == nil }
            let words = try cell.reason.orFail("no reason")
            try await browser.wait(
                "why",
                until: "document.querySelector(\"article[data-cell='1']\").innerText"
                    + ".includes(\(Browser.quoted(words)))")
            try await browser.wait(
                "the journal says so",
                until: "document.querySelector('#journal').innerText.includes('parked')")
            try await stage.keep("parked")

            let count = parked.quarantine.count
            #expect(try await browser.count("#quarantine [data-item]") == count)
            try stage.server.mendAll()
            try await hands.press("unpark", of: 1)
            try await stage.agrees(wall, "it plays") { $0.cells.allSatisfy(\.isPlaying) }
            try await hands.press("#quarantine [data-item] button[data-do=release]")
            let fewer = try await wall.wait("one less") { $0.quarantine.count == count - 1 }
            #expect(fewer.quarantine.map(\.item) == parked.quarantine.dropFirst().map(\.item))
            try await hands.press("#quarantine button[data-do='release-all']")
            try await wall.wait("none") { $0.quarantine.isEmpty }
            try await browser.wait(
                "none on the page", until: "!document.querySelector('#quarantine [data-item]')")
            // What was let in plays again: nobody has to take our word for it.
            let item = parked.quarantine[0]
            try await browser.run(
                """
                await fetch('/api/v1/session', {method: 'POST', headers:
                  {'Hyperwall-Request': '1', Authorization: 'Bearer \(PageStage.token)'}});
                await fetch('/api/v1/cells/1/play', {method: 'POST', headers:
                  {'Hyperwall-Request': '1'}, body: JSON.stringify(
                    {item: \(Browser.quoted(item.item.rawValue))})})
                """)
            try await stage.agrees(wall, "a released item plays") {
                $0.cells[0].isPlaying && $0.cells[0].title == item.title
            }
        }
    }
}
