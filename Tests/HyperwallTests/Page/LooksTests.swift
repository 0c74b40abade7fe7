import Foundation
import TestSupport
import Testing
import WallPolicy

extension BrowserTests {
    /// The page on a phone and on a desktop: it fits, everybody can use it, and there is no
    /// button that no test presses.
    @Test func looks() async throws {
        try await PageHands.with(grid: "3x3") { hands in
            let browser = hands.browser
            try await hands.pictured()
            try await hands.everyButtonIsTried()
            try await browser.setScreen(width: 1920, height: 1080, isPhone: false)
            try await hands.audit("1920")
            try await hands.walkByKeyboard()
            // The chart is asked for where it is in sight.
            try await browser.run("document.querySelector('#chart').scrollIntoView()")
            try await browser.wait(
                "the last hour",
                until: "document.querySelector('#chart figure svg')?.checkVisibility()",
                else: "document.querySelector('#chart').innerText")

            try await browser.setScreen(width: 360, height: 740, isPhone: true)
            try await browser.reload()
            try await hands.isConnected()
            try await hands.pictured()
            try await hands.audit("360", isTouched: true)
            try await hands.choose(5)
            try await hands.audit("360-cell", isTouched: true)
            try await browser.click("article[data-cell='5'] [data-go=close]")
            try await browser.click("#open-search")
            try await browser.wait(
                "results", until: "document.querySelector('#search [data-item]')")
            try await hands.audit("360-search", isTouched: true)
            try await browser.press(.escape)
            try await browser.click("#open-sign-in")
            try await browser.wait(
                "the sign-in", until: "document.querySelector('#sign-in').open")
            try await hands.audit("360-sign-in", isTouched: true)
            try await browser.click("#sign-in button[data-do=close]")
            try await browser.wait("it is shut", until: "!document.querySelector('#sign-in').open")
            // A narrower one still, as 400 % of a desktop is: nothing to be pushed sideways.
            try await browser.setScreen(width: 320, height: 640, isPhone: true)
            try await hands.audit("320", isTouched: true)
        }
    }
}

extension PageHands {
    /// All cells that are in view have their pictures.
    fileprivate func pictured() async throws {
        try await browser.wait(
            "pictures",
            until: """
                [...document.querySelectorAll('#wall article')].length == 9
                  && [...document.querySelectorAll('#wall article img')]
                    .filter(image => image.getBoundingClientRect().bottom < innerHeight)
                    .every(image => image.naturalWidth > 0)
                """)
    }

    fileprivate func everyButtonIsTried() async throws {
        let there: [String] = try await browser.evaluate(
            "[...document.querySelectorAll('button')].map(\(PageButtons.name))")
        let known = PageButtons.ofCells.union(PageButtons.ofWall).union(PageButtons.ofTrouble)
            .union(PageButtons.ofSession).union(PageButtons.ofThePageAlone)
        #expect(Set(there).subtracting(known) == [], "buttons that no test presses")
        #expect(there.count > 100)
    }

    fileprivate func audit(_ name: String, isTouched: Bool = false) async throws {
        // Colours on their way to others are nobody's to read by.
        try await browser.run(
            """
            await Promise.allSettled(document.getAnimations()
              .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
              .map(one => one.finished))
            """)
        try await stage.keep(name)
        for finding in try await PageAudit.findings(browser, isTouched: isTouched) {
            Issue.record("\(name): \(finding)")
        }
        for finding in try await axe(name) { Issue.record("\(name): axe: \(finding)") }
    }

    /// Deque's axe-core, which Debian does not have, where somebody names a copy of it.
    private func axe(_ name: String) async throws -> [String] {
        guard let path = ProcessInfo.processInfo.environment["WALL_TEST_AXE"] else { return [] }
        let source = try String(contentsOfFile: path, encoding: .utf8)
        try await browser.run("if (!window.axe) { \(source)\n }")
        return try await browser.evaluate(
            """
            axe.run().then(outcome => outcome.violations.map(found => found.id + ': ' + found.help
              + ' ' + found.nodes.map(node => node.target.join(' ')).slice(0, 4).join(', ')))
            """)
    }

    /// By Tab alone: every control is reached once, in the order of reading, in sight, and with
    /// a mark that says where one is.
    fileprivate func walkByKeyboard() async throws {
        struct Stop: Decodable {
            var index: Int
            var name: String
            var isMarked: Bool
            var isInSight: Bool
        }
        try await browser.run(
            """
            document.activeElement?.blur(); scrollTo(0, 0);
            window.stops = [...document.querySelectorAll('a[href], button, input, select, [tabindex]')]
              .filter(node => node.tabIndex >= 0 && !node.disabled && node.checkVisibility())
            """)
        let count: Int = try await browser.evaluate("stops.length")
        #expect(count > 20)
        var walked: [Stop] = []
        for _ in 0..<count + 3 {
            try await browser.press(.tab)
            let stop: Stop = try await browser.evaluate(
                """
                (() => { const node = document.activeElement, style = getComputedStyle(node);
                  const box = node.getBoundingClientRect();
                  return { index: stops.indexOf(node),
                    name: (\(PageButtons.name))(node) || node.tagName,
                    isMarked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                      || [style, getComputedStyle(node, '::after')].some(s => s.boxShadow !== 'none'),
                    isInSight: box.bottom > 0 && box.top < innerHeight && box.width > 0 } })()
                """)
            if stop.index < 0 || walked.contains(where: { $0.index == stop.index }) { break }
            walked.append(stop)
        }
        #expect(walked.map(\.index) == Array(0..<count), "\(walked.map(\.name))")
        #expect(walked.filter { !$0.isMarked }.map(\.name) == [], "no focus to be seen")
        #expect(walked.filter { !$0.isInSight }.map(\.name) == [], "out of sight")
        // Enter works where a click does.
        try await browser.run("document.querySelector('#open-search').focus()")
        try await browser.press(.enter)
        try await browser.wait("Enter opens it", until: "document.querySelector('#search').open")
        try await browser.press(.escape)
        try await browser.wait("Escape shuts it", until: "!document.querySelector('#search').open")
        #expect(try await browser.holds("document.activeElement.id === 'open-search'"))
    }
}
