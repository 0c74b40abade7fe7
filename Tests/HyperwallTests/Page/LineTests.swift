import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// The media server is restarted, somebody says so on the page, and it comes back.
    @Test func theMediaServerGoesAndComesBack() async throws {
        try await PageHands.with(buttons: ["hold", "end-hold"]) { hands in
            let stage = hands.stage
            // Said too early: it is taken back where it is shown.
            try await hands.press("#controls button[data-do=hold]")
            try await hands.press("#notices button[data-do='end-hold']")
            try await hands.browser.wait(
                "no hold any more", until: "!document.querySelector('#notices [data-do]')")
            #expect(try await hands.wall.status()?.hold == nil)
            try await hands.press("#controls button[data-do=hold]")
            try await hands.browser.wait(
                "the hold is shown",
                until: "document.querySelector('#notices').innerText.includes('for another')")
            try await hands.browser.wait(
                "it is said",
                until: "document.querySelector('#toasts').innerText.includes('4 cells')",
                else: "document.querySelector('#toasts').innerText")
            try stage.server.setMood(.refuses)
            for cell in 1...4 {
                try await hands.choose(cell)
                try await hands.browser.click("article[data-cell='\(cell)'] button[data-do=next]")
            }
            // What stood ready plays all the same; what comes after it cannot.
            let held = try await hands.wall.wait("all wait") { now in
                now.cells.allSatisfy { $0.state == "holding" && $0.serverRestarts == true }
            }
            #expect(held.cells.allSatisfy { $0.darkSeconds != nil }, "health counts from here")
            try await stage.shows("cards in place of pictures") { picture in
                held.cells.allSatisfy { picture.ruler(in: $0.rect).color == nil }
            }
            try await hands.browser.wait(
                "the page says so",
                until: """
                    [...document.querySelectorAll('#wall article')].every(cell =>
                      cell.dataset.state == 'holding' && cell.innerText.includes('Waiting'))
                    """)
            try await hands.browser.wait(
                "and why",
                until: "document.querySelector('#wall').innerText"
                    + ".includes('media server is restarting')")
            try await stage.keep("server-gone")

            try stage.server.setMood(.well)
            try await stage.agrees(hands.wall, "all play again") {
                $0.cells.count == 4 && $0.cells.allSatisfy(\.isPlaying)
            }
            try await hands.browser.wait(
                "the page says so, too",
                until: """
                    [...document.querySelectorAll('#wall article')].every(cell =>
                      cell.dataset.state == 'playing')
                    """)
        }
    }

    /// The wall is killed, and started again: the page says so, and comes back by itself.
    @Test func theWallGoesAndComesBack() async throws {
        let complaints = [
            "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED_ENCODING",
            "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_CLOSED", "ERR_CONTENT_LENGTH_MISMATCH",
            "ERR_SOCKET_NOT_CONNECTED",
        ]
        try await PageHands.with(grid: "2x1", complaints: complaints) { hands in
            let browser = hands.browser
            let first = try await hands.wall.plays(2)
            try await browser.run("window.isTheSamePage = true")
            #expect(try await browser.count("#line[role=status]") == 1)
            hands.wall.process.send(SIGKILL)
            let killed = ContinuousClock.now
            try await browser.wait(
                "the page says that the line is lost",
                until: """
                    (() => { const line = document.querySelector('#line');
                      return line.dataset.state == 'lost' && line.checkVisibility()
                        && line.innerText.includes('lost') })()
                    """)
            Measured.say("page: the line is lost after \(killed.duration(to: .now))")
            #expect(try await browser.text("#wall-summary").hasPrefix("Last seen: "))
            try await hands.stage.keep("wall-gone")
            // A person who presses on gets an answer as well.
            try await browser.click("#controls button[data-do='pause-wall']")
            try await browser.wait(
                "the refusal",
                until: "document.querySelector('#toasts').innerText.includes('does not answer')",
                else: "document.querySelector('#toasts').innerText")

            try await hands.stage.wall("2x1") { second in
                try await second.plays(2)
                let playing = ContinuousClock.now
                try await hands.isConnected()
                Measured.say("page: back \(playing.duration(to: .now)) after the wall plays")
                #expect(try await browser.holds("window.isTheSamePage"))
                let now = try await second.plays(2)
                #expect(now.pid != first.pid)
                try await browser.wait(
                    "its cells",
                    until:
                        "document.querySelectorAll('#wall article[data-state=playing]').length == 2"
                )
                // And it commands the new wall.
                let after = PageHands(stage: hands.stage, wall: second)
                try await after.press("next", of: 1)
                try await hands.stage.agrees(second, "the next item") {
                    $0.cells[0].isPlaying && $0.cells[0].title != now.cells[0].title
                }
            }
        }
    }
}
