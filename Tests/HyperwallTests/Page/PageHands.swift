import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

/// A person at the page of a wall that plays.
final class PageHands: Sendable {
    let stage: PageStage
    let wall: WallProcess
    /// The buttons that were pressed, by what they are called in `PageButtons`.
    private let pressed = Mutex<Set<String>>([])

    /// Those that were pressed until now.
    var all: Set<String> { pressed.withLock { $0 } }
    var browser: Browser { stage.browser }

    init(stage: PageStage, wall: WallProcess) {
        self.stage = stage
        self.wall = wall
    }

    /// A wall that plays, and its page open on a desktop.
    /// - Parameters:
    ///   - buttons: those that `body` presses, all of them.
    ///   - isLabelled: whether the wall shows its labels.
    ///   - items: that the media server has.
    ///   - before: what is done before the wall starts.
    ///   - complaints: words of the browser's console that are to be expected.
    static func with(
        grid: String = "2x2", _ own: [String: String] = [:], buttons: Set<String> = [],
        complaints: [String] = [], isLabelled: Bool = false, items: Int = 40,
        before: (PageStage) throws -> Void = { _ in }, _ body: (PageHands) async throws -> Void
    ) async throws {
        try await PageStage.with(items: items) { stage in
            try before(stage)
            try await stage.wall(grid, own) { wall in
                let cells = grid.split(separator: "x").compactMap { Int($0) }.reduce(1, *)
                let hands = PageHands(stage: stage, wall: wall)
                try await stage.agrees(wall, "\(cells) cells play") {
                    $0.cells.count == cells && $0.cells.allSatisfy(\.isPlaying)
                }
                if isLabelled {
                    try await wall.takeKeyboard()
                    try await wall.press("c")
                }
                try await stage.browser.setScreen(width: 1280, height: 900, isPhone: false)
                try await hands.open(cells: cells)
                do {
                    try await body(hands)
                } catch {
                    try? await stage.keep("broken")
                    throw error
                }
                #expect(buttons.subtracting(hands.all) == [])
                try await hands.nothingToComplainOf(but: complaints)
            }
        }
    }

    /// Opens the page and waits until it is alive.
    func open(cells: Int) async throws {
        try await browser.open(stage.url)
        try await isConnected()
        try await browser.wait(
            "\(cells) cells", until: "document.querySelectorAll('#wall article').length == \(cells)"
        )
    }

    func isConnected(within time: Duration = .patience) async throws {
        try await browser.wait(
            "the line", until: "document.querySelector('#line')?.dataset.state == 'connected'",
            within: time)
    }

    /// Clicks on a button, which is then among those that were pressed.
    func press(_ css: String) async throws {
        try await browser.wait("a button", until: "document.querySelector(\(Browser.quoted(css)))")
        let name: String = try await browser.evaluate(
            "(\(PageButtons.name))(document.querySelector(\(Browser.quoted(css))))")
        pressed.withLock { _ = $0.insert(name) }
        try await browser.click(css)
    }

    /// Clicks on a button of a cell, which is chosen first, as a person does.
    func press(_ button: String, of cell: Int) async throws {
        try await choose(cell)
        try await press("article[data-cell='\(cell)'] button[data-do='\(button)']")
    }

    /// Brings a cell's buttons forward.
    func choose(_ cell: Int) async throws {
        let there = "article[data-cell='\(cell)']"
        let shown = "document.querySelector(\"\(there) button[data-do=next]\")?.checkVisibility()"
        if try await !browser.holds(shown) { try await browser.click("\(there) .tile") }
        try await browser.wait("the buttons of cell \(cell)", until: shown)
    }

    /// Waits until a switch of a cell is on, or off.
    func isOn(_ button: String, of cell: Int, _ isOn: Bool = true) async throws {
        try await browser.wait(
            "\(button) of cell \(cell) is \(isOn ? "on" : "off")",
            until: "document.querySelector(\"article[data-cell='\(cell)'] [data-do=\(button)]\")"
                + ".getAttribute('aria-pressed') == '\(isOn)'")
    }

    /// Whether a picture was asked for that the wall did not have at that moment: of a cell that
    /// has just gone (404), or been hidden or moved (409), or while the wall is too busy to take
    /// one (503). The page asks again, and the browser writes each refused request down.
    private static func isMissedPicture(_ message: String) -> Bool {
        message.contains("/thumbnail.jpg")
            && ["status of 404", "status of 409", "status of 503"].contains {
                message.contains($0)
            }
    }

    /// No error in the console, no word to anybody else, nothing against the page's policy.
    /// - Parameter but: words of complaints that were to be expected.
    func nothingToComplainOf(but expected: [String] = []) async throws {
        let notes = try await browser.notes()
        let left = notes.complaints.filter { line in
            !expected.contains { line.message.contains($0) } && !Self.isMissedPicture(line.message)
        }
        #expect(left.map(\.message) == [])
        let foreign = notes.requests.filter { request in
            !request.url.hasPrefix(stage.url) && !request.url.hasPrefix("data:")
                && !request.url.hasPrefix("blob:\(stage.url)")
        }
        #expect(foreign.map(\.url) == [])
        #expect(!notes.requests.isEmpty)
        #expect(!notes.requests.contains { $0.url.contains(PageStage.token) })
    }
}

extension WallSnapshot {
    /// The cells but one.
    func others(than number: Int) -> [CellSnapshot] { cells.filter { $0.number != number } }
}
