import FakeMediaServer
import Foundation
import Journal
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// A cell that rests: the page says why, and sends it on.
    @Test func parked() async throws {
        try await PageHands.with(buttons: ["unpark"]) { hands in
            let (stage, wall, browser) = (hands.stage, hands.wall, hands.browser)
            for kind in ["Videos", "videos"] {
                stage.server.setFault(.status(404), for: "/\(kind)/*")
            }
            let before = try await wall.plays(4)
            try await hands.choose(1)
            try await browser.click("article[data-cell='1'] button[data-do=next]")
            // What stands ready may be read already: then it takes a second step.
            let first = try await wall.wait("it went on") {
                $0.cells[0].state == "parked" || $0.cells[0].title != before.cells[0].title
            }
            if first.cells[0].state != "parked" {
                try await browser.click("article[data-cell='1'] button[data-do=next]")
            }
            let parked = try await wall.wait("cell 1 is parked") {
                $0.cells[0].state == "parked"
            }
            #expect(parked.others(than: 1).map(\.isPlaying) == [true, true, true])
            let cell = parked.cells[0]
            try await stage.shows("a card") { $0.ruler(in: cell.rect).color == nil }
            let words = try cell.reason.orFail("no reason")
            try await browser.wait(
                "why",
                until: "document.querySelector(\"article[data-cell='1']\").innerText"
                    + ".includes(\(Browser.quoted(words)))")
            // Only what is in sight is asked for.
            try await browser.run("document.querySelector('#journal').scrollIntoView()")
            try await browser.wait(
                "the journal says so",
                until: "document.querySelector('#journal').innerText.includes('parked')")
            try await stage.keep("parked")
            try stage.server.mendAll()
            try await hands.press("unpark", of: 1)
            try await stage.agrees(wall, "it plays") { $0.cells.allSatisfy(\.isPlaying) }
        }
    }

    /// A wall that has shown nothing since its start: its tiles are its cards, not empty, and the
    /// page says what `/healthz` says is wrong, until all is well.
    @Test func failing() async throws {
        try await PageStage.with { stage in
            for kind in ["Videos", "videos"] {
                stage.server.setFault(.status(404), for: "/\(kind)/*")
            }
            // As short as may be: after their sum a wall that shows nothing fails.
            let soon = ["HYPERWALL_STALL_TIMEOUT_S": "3", "HYPERWALL_CRASHLOOP_COOLDOWN_S": "10"]
            try await stage.wall("2x1", soon) { wall in
                try await wall.wait("they are parked, and there is a page") {
                    $0.page?.address.isEmpty == false && $0.cells.count == 2
                        && $0.cells.contains { $0.state == "parked" }
                }
                let hands = PageHands(stage: stage, wall: wall)
                try await stage.browser.setScreen(width: 1280, height: 900, isPhone: false)
                try await hands.open(cells: 2)
                try await stage.browser.wait(
                    "cards in the tiles",
                    until: "[...document.querySelectorAll('#wall article img')]"
                        + ".every(image => image.naturalWidth > 0)")
                #expect(try await wall.status()?.cells.contains(where: \.isPlaying) == false)
                try await stage.browser.wait(
                    "what is wrong",
                    until: "document.querySelector('#notices').innerText"
                        + ".includes('shown nothing for')",
                    else: "document.querySelector('#notices').innerText")
                try await stage.keep("failing")
                try stage.server.mendAll()
                try await stage.agrees(wall, "all play") {
                    $0.cells.count == 2 && $0.cells.allSatisfy(\.isPlaying)
                }
                try await stage.browser.wait(
                    "nothing is wrong",
                    until: "!document.querySelector('#notices').innerText.includes('shown nothing')"
                )
            }
        }
    }

    /// Items that are left out: the page says why, and lets them in again.
    @Test func leftOut() async throws {
        try await PageHands.with(
            buttons: ["release", "release-all"], items: 8, before: { try $0.leaveOut([6, 7]) }
        ) { hands in
            let (wall, browser) = (hands.wall, hands.browser)
            let before = try await wall.wait("two are left out") { $0.quarantine.count == 2 }
            try await browser.wait(
                "two on the page",
                until: "document.querySelectorAll('#quarantine [data-item]').length == 2")
            #expect(try await browser.text("#quarantine").contains("It was broken yesterday."))
            try await hands.press("#quarantine [data-item] button[data-do=release]")
            try await wall.wait("one less") { $0.quarantine.count == 1 }
            try await hands.comesUp(before.quarantine[0].item)
            try await hands.press("#quarantine button[data-do='release-all']")
            try await wall.wait("none") { $0.quarantine.isEmpty }
            try await browser.wait(
                "none on the page", until: "!document.querySelector('#quarantine [data-item]')")
            try await hands.comesUp(before.quarantine[1].item)
        }
    }
}

extension PageHands {
    /// An item has its turn again, which it did not have before: of eight not many come first.
    fileprivate func comesUp(_ item: ItemID) async throws {
        for _ in 0..<8 {
            let now = try await wall.plays(4)
            if now.cells.contains(where: { $0.item == item }) { return }
            try await choose(1)
            try await browser.click("article[data-cell='1'] button[data-do=next]")
            try await stage.agrees(wall, "the next") {
                $0.cells[0].isPlaying && $0.cells[0].load != now.cells[0].load
            }
        }
        Issue.record("\(item) never comes")
    }
}

extension PageStage {
    /// Items that a wall found broken before it was started again, by their numbers.
    fileprivate func leaveOut(_ numbers: [Int]) throws {
        let store = JournalStore(
            path: stage.folder.at("state/hyperwall/journal.sqlite"), wall: "wall"
        ) {
            Issue.record("\($0)")
        }
        let now = Date().timeIntervalSince1970
        store.replaceQuarantine(
            numbers.map { number in
                QuarantineRow(
                    item: "jf:\(server.serverID):\(server.itemID(number))",
                    title: "Item \(number)", source: "origin:\(server.url)",
                    reason: "It was broken yesterday.", since: now - 7200, until: now + 7200)
            })
        store.close()
    }
}
