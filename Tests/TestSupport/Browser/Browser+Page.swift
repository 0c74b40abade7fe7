public import Foundation

/// The page: what is in it, and how it looks.
extension Browser {
    /// Goes to an address and waits until it is loaded.
    public func open(_ url: String) async throws { try await command("url", ["url": url]) }

    /// Loads the page again.
    public func reload() async throws { try await command("refresh") }

    /// Evaluates JavaScript in the page; a promise is awaited.
    /// - Parameters:
    ///   - script: an expression.
    ///   - type: what it must come to, as JSON.
    /// - Throws: `BrowserError` with the exception's words.
    public func evaluate<Value: Decodable>(
        _ script: String, as type: Value.Type = Value.self
    ) async throws -> Value {
        let answer = try await tell(
            "Runtime.evaluate",
            [
                "expression": script, "awaitPromise": true, "returnByValue": true,
                "userGesture": true,
            ])
        let outcome: Outcome<Value>
        do {
            outcome = try JSONDecoder().decode(Reply<Outcome<Value>>.self, from: answer).value
        } catch {
            throw BrowserError(
                "\(script.prefix(300)) is no \(type): "
                    + String(decoding: answer.prefix(500), as: UTF8.self))
        }
        if let details = outcome.exceptionDetails {
            throw BrowserError(
                "\(script.prefix(300)): \(details.exception?.description ?? details.text)")
        }
        return try outcome.result.value.orThrow("\(script.prefix(300)) has no value")
    }

    /// Runs JavaScript for what it does.
    public func run(_ script: String) async throws {
        _ = try await evaluate("(async () => { \(script); return true })()", as: Bool.self)
    }

    /// Whether an expression holds now.
    public func holds(_ script: String) async throws -> Bool {
        try await evaluate("!!(\(script))", as: Bool.self)
    }

    /// Waits until an expression holds.
    /// - Throws: `BrowserError` when it does not in time, with what `else` comes to then.
    public func wait(
        _ what: String, until script: String, within time: Duration = .patience,
        else other: String = "document.body.innerText.slice(0, 600)"
    ) async throws {
        let found = await soon(within: time) { () -> Bool? in
            // A page that is being loaded again has no answer.
            (try? await holds(script)) == true ? true : nil
        }
        guard found == nil else { return }
        let there = (try? await evaluate("String(\(other))", as: String.self)) ?? "no page"
        throw BrowserError("Waited in vain: \(what) (\(script)). There is: \(there)")
    }

    /// The text that a person reads there.
    public func text(_ css: String) async throws -> String {
        try await evaluate("document.querySelector(\(Self.quoted(css)))?.innerText ?? ''")
    }

    /// How many elements there are.
    public func count(_ css: String) async throws -> Int {
        try await evaluate("document.querySelectorAll(\(Self.quoted(css))).length")
    }

    /// The size of the screen, in CSS pixels of one device pixel each.
    /// - Parameter isPhone: whether it is touched, and has no mouse.
    public func setScreen(width: Int, height: Int, isPhone: Bool) async throws {
        try await tell(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": isPhone])
        try await tell(
            "Emulation.setTouchEmulationEnabled",
            ["enabled": isPhone, "maxTouchPoints": isPhone ? 5 : 1])
    }

    /// A picture of the whole page, as long as it is, PNG.
    public func screenshot() async throws -> Data {
        struct Picture: Decodable { var data: Data }
        struct Size: Decodable {
            var width: Double
            var height: Double
        }
        // What sticks to the top would lie over the middle of a page that is wound.
        let size: Size = try await evaluate(
            """
            (scrollTo(0, 0), {width: innerWidth, height: document.documentElement.scrollHeight})
            """)
        let part = ["x": 0, "y": 0, "width": size.width, "height": size.height, "scale": 1]
        let answer = try await tell(
            "Page.captureScreenshot",
            ["format": "png", "captureBeyondViewport": true, "clip": part])
        return try JSONDecoder().decode(Reply<Picture>.self, from: answer).value.data
    }

    /// A cookie as the browser keeps it; scripts of the page may not see all of them.
    public struct Cookie: Sendable, Decodable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String
        /// The host that it goes to.
        public var domain: String
        /// Whether scripts do not see it.
        public var httpOnly: Bool
        /// `Strict`, `Lax`, `None`; nil where the server did not say.
        public var sameSite: String?
        /// When it ends, seconds since 1970; -1 with the browser.
        public var expires: Double
    }

    /// The cookies of the page that is open.
    public func cookies() async throws -> [Cookie] {
        struct Jar: Decodable { var cookies: [Cookie] }
        let answer = try await tell("Network.getCookies")
        return try JSONDecoder().decode(Reply<Jar>.self, from: answer).value.cookies
    }

    /// A text as JavaScript writes it.
    public static func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "''"
    }
}

/// What Chromium answers to `Runtime.evaluate`.
private struct Outcome<Value: Decodable>: Decodable {
    struct Result: Decodable { var value: Value? }
    struct Details: Decodable {
        struct Exception: Decodable { var description: String? }
        var text: String
        var exception: Exception?
    }
    var result: Result
    var exceptionDetails: Details?
}

extension Optional {
    fileprivate func orThrow(_ words: String) throws -> Wrapped {
        guard let self else { throw BrowserError(words) }
        return self
    }
}
