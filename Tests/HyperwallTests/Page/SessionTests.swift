import Foundation
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// From elsewhere: the page asks for the token once, keeps it nowhere, and lets go of it.
    @Test(
        .enabled(
            if: PageStage.ownAddress != nil,
            "this machine has no address but loopback, so nobody can come from elsewhere"))
    func theTokenFromElsewhere() async throws {
        try await PageStage.with(host: PageStage.ownAddress) { stage in
            try await stage.wall("2x1") { wall in
                try await stage.agrees(wall, "2 cells play") {
                    $0.cells.count == 2 && $0.cells.allSatisfy(\.isPlaying)
                }
                let hands = PageHands(stage: stage, wall: wall)
                try await stage.browser.setScreen(width: 1280, height: 900, isPhone: false)
                try await stage.browser.open(stage.url)
                try await hands.signInWithAWrongTokenFirst()
                try await hands.theTokenIsNowhere()
                try await hands.aReloadAsksForNothing()
                try await hands.signOut()
                try await hands.shutDown()
                #expect(PageButtons.ofSession.subtracting(hands.all) == [])
                // The browser writes down what is refused, and what nobody answers any more.
                try await hands.nothingToComplainOf(
                    but: [
                        "status of 401", "ERR_CONNECTION", "ERR_INCOMPLETE", "ERR_EMPTY",
                        "ERR_CONTENT_LENGTH_MISMATCH", "ERR_SOCKET_NOT_CONNECTED",
                    ])
            }
        }
    }
}

extension PageHands {
    private var isAsked: String { "document.querySelector('#sign-in').open" }

    fileprivate func signInWithAWrongTokenFirst() async throws {
        try await browser.wait("it asks for the token", until: isAsked)
        #expect(try await browser.count("#wall article") == 0)
        #expect(try await browser.count("#sign-in input[name=token][type=password]") == 1)
        try await stage.keep("sign-in")
        try await browser.type("not-the-token-of-this-wall", into: "#sign-in input[name=token]")
        try await press("#sign-in button[data-do='sign-in']")
        try await browser.wait(
            "a wrong one is said to be wrong",
            until: "document.querySelector('#sign-in [role=alert]').innerText.includes('not the')")
        #expect(try await browser.holds(isAsked))
        #expect(try await browser.cookies().isEmpty)
        try await browser.clear("#sign-in input[name=token]")
        try await browser.type(PageStage.token, into: "#sign-in input[name=token]")
        try await browser.press(.enter)
        try await browser.wait("it is shut", until: "!\(isAsked)")
        try await isConnected()
        try await browser.wait(
            "cells", until: "document.querySelectorAll('#wall article').length == 2")
        // Pictures come by the cookie: they cannot send headers.
        try await browser.wait(
            "pictures",
            until:
                "[...document.querySelectorAll('#wall article img')].every(i => i.naturalWidth > 0)"
        )
        let before = try await wall.plays(2)
        try await choose(1)
        try await browser.click("article[data-cell='1'] button[data-do=next]")
        try await stage.agrees(wall, "it commands") { $0.cells[0].title != before.cells[0].title }
    }

    fileprivate func theTokenIsNowhere() async throws {
        let cookies = try await browser.cookies()
        #expect(cookies.count == 1)
        let cookie = try #require(cookies.first)
        #expect(cookie.httpOnly && cookie.sameSite == "Strict" && cookie.value != PageStage.token)
        let hours = (cookie.expires - Date().timeIntervalSince1970) / 3600
        #expect((11.9...12.1).contains(hours))
        let places: [String: String] = try await browser.evaluate(
            """
            (async () => ({
              address: location.href, cookie: document.cookie,
              stores: JSON.stringify([{...localStorage}, {...sessionStorage}]),
              page: document.documentElement.outerHTML,
              fields: [...document.querySelectorAll('input')].map(i => i.value).join(' '),
              asked: performance.getEntriesByType('resource').map(e => e.name).join(' '),
              caches: (window.caches ? await caches.keys() : []).join(' '),
              databases: JSON.stringify(await indexedDB.databases()), name: window.name,
              history: JSON.stringify(history.state),
            }))()
            """)
        for (place, text) in places {
            #expect(!text.contains(PageStage.token), "the token is in \(place)")
        }
        #expect(places["cookie"] == "" && places["stores"] == "[{},{}]")
        #expect(places["fields"]?.contains("token") == false)
    }

    fileprivate func aReloadAsksForNothing() async throws {
        try await browser.reload()
        try await isConnected()
        try await browser.wait(
            "cells", until: "document.querySelectorAll('#wall article').length == 2")
        #expect(try await browser.holds(isAsked) == false)
    }

    fileprivate func signOut() async throws {
        try await press("#sign-out")
        try await browser.wait("it asks again", until: isAsked)
        let isGone = try await soon { try await browser.cookies().isEmpty ? true : nil }
        #expect(isGone == true)
        #expect(
            try await browser.evaluate("fetch('/api/v1/status').then(a => a.status)", as: Int.self)
                == 401)
        try await browser.wait(
            "the line is not said to stand",
            until: "document.querySelector('#line').dataset.state == 'lost'")
        // Out of the dialog, and in by the button.
        try await browser.press(.escape)
        try await browser.wait("it is shut", until: "!\(isAsked)")
        try await press("#open-sign-in")
        try await browser.type(PageStage.token, into: "#sign-in input[name=token]")
        try await browser.press(.enter)
        try await isConnected()
    }

    fileprivate func shutDown() async throws {
        let now = try await wall.plays(2)
        try await press("#controls button[data-do=shutdown]")
        try await browser.wait("it asks first", until: "document.querySelector('#sure').open")
        try await press("#sure button[data-do=not]")
        try await browser.wait("it is shut", until: "!document.querySelector('#sure').open")
        #expect(wall.process.exitStatus == nil)
        try await press("#controls button[data-do=shutdown]")
        try await press("#sure button[data-do=sure]")
        #expect(await wall.process.end() == 0)
        try await stage.shows("nothing any more") { picture in
            now.cells.allSatisfy { picture.ruler(in: $0.rect).color == nil }
        }
        try await browser.wait(
            "the page says so", until: "document.querySelector('#line').dataset.state == 'lost'")
    }
}
