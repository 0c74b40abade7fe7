import Foundation

/// Mouse and keyboard.
extension Browser {
    /// Clicks in the middle of an element, as soon as a person could: it is there, can be seen,
    /// and nothing lies over it.
    /// - Throws: `BrowserError` when that is not so in time.
    public func click(_ css: String, within time: Duration = .seconds(30)) async throws {
        try await act(on: css, "click", [:], within: time)
    }

    /// Writes into a field, after what is there.
    public func type(_ text: String, into css: String) async throws {
        try await act(on: css, "value", ["text": text])
    }

    /// Empties a field.
    public func clear(_ css: String) async throws {
        try await act(on: css, "clear", [:])
    }

    private func act(
        on css: String, _ action: String, _ body: [String: Any],
        within time: Duration = .seconds(30)
    ) async throws {
        var last = BrowserError("nothing was tried")
        let deadline = ContinuousClock.now + time
        // The page draws itself anew at every change of the wall: an element that was found a
        // moment ago may have been replaced.
        repeat {
            do {
                let element = try await element(css)
                try await command("element/\(element)/\(action)", body)
                return
            } catch let error as BrowserError where error.mayPass {
                last = error
                try? await Task.sleep(for: .milliseconds(30))
            }
        } while ContinuousClock.now < deadline
        throw BrowserError("\(action) \(css): \(last)")
    }

    private func element(_ css: String) async throws -> String {
        let body = ["using": "css selector", "value": css]
        let answer = try await command("element", body)
        let found = try JSONDecoder().decode(Reply<[String: String]>.self, from: answer).value
        guard let id = found.values.first else { throw BrowserError("no element \(css)") }
        return id
    }

    /// Clicks at a part of an element's width: where a slider is to go to.
    /// - Parameter part: 0…1 from the left.
    public func click(_ css: String, at part: Double) async throws {
        struct Place: Decodable {
            var x: Double
            var y: Double
        }
        let place: Place = try await evaluate(
            """
            (() => { const element = document.querySelector(\(Self.quoted(css)));
              element.scrollIntoView({block: 'center', behavior: 'instant'});
              const box = element.getBoundingClientRect();
              return {x: box.left + 1 + (box.width - 2) * \(part), y: box.top + box.height / 2} })()
            """)
        for event in ["mouseMoved", "mousePressed", "mouseReleased"] {
            try await tell(
                "Input.dispatchMouseEvent",
                ["type": event, "x": place.x, "y": place.y, "button": "left", "clickCount": 1])
        }
    }

    /// A key that pages listen to.
    public enum Key: String, Sendable {
        /// To the next control.
        case tab = "Tab"
        /// What a button takes for a click.
        case enter = "Enter"
        /// Out of a dialog.
        case escape = "Escape"
        /// A step of a slider.
        case right = "ArrowRight"

        /// Windows' number of it, which is what the protocol counts by.
        fileprivate var code: Int {
            switch self {
            case .tab: 9
            case .enter: 13
            case .escape: 27
            case .right: 39
            }
        }
    }

    /// Presses a key.
    /// - Parameter back: with Shift.
    public func press(_ key: Key, back: Bool = false) async throws {
        var event: [String: Any] = [
            "key": key.rawValue, "code": key.rawValue, "windowsVirtualKeyCode": key.code,
            "modifiers": back ? 8 : 0,
        ]
        if key == .enter { event["text"] = "\r" }
        for type in [key == .enter ? "keyDown" : "rawKeyDown", "keyUp"] {
            try await tell("Input.dispatchKeyEvent", event.merging(["type": type]) { $1 })
        }
    }
}
