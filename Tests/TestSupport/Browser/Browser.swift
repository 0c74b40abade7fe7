import Foundation
import Synchronization

/// Headless Chromium with one page, as a person has it before them: what they see, and what
/// their hands can do. Everything of it lies in a folder of its own and ends with `stop()`.
///
///     try await Browser.with { browser in
///         try await browser.open("http://127.0.0.1:8585/")
///         try await browser.click("#controls button")
///     }
public final class Browser: Sendable {
    private let driver: BrowserDriver
    private let session: String
    private let folder: ScratchFolder
    private let log = Mutex(BrowserLog())

    /// Why there is no browser here; nil where there is one.
    public static let absence: String? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let isThere = path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/chromedriver")
        }
        return isThere ? nil : "there is no chromedriver in PATH (Debian: chromium-driver)"
    }()

    private init(driver: BrowserDriver, session: String, folder: ScratchFolder) {
        self.driver = driver
        self.session = session
        self.folder = folder
    }

    /// Starts one, lets `body` have it, and ends it.
    public static func with<Result>(
        _ body: (Browser) async throws -> Result
    ) async throws -> Result {
        let browser = try await start()
        do {
            let result = try await body(browser)
            await browser.stop()
            return result
        } catch {
            await browser.stop()
            throw error
        }
    }

    /// Starts one with an empty page.
    public static func start() async throws -> Browser {
        struct Session: Decodable {
            var sessionId: String
        }
        let folder = try ScratchFolder()
        do {
            let driver = try await BrowserDriver.start(folder: folder.path)
            do {
                let answer = try await driver.wire.send(
                    "POST", "/session", driver.capabilities())
                let session = try JSONDecoder().decode(Reply<Session>.self, from: answer).value
                let browser = Browser(driver: driver, session: session.sessionId, folder: folder)
                // What the browser did of itself before is no page's doing.
                try await browser.open("about:blank")
                try await browser.collect()
                browser.log.withLock { $0 = BrowserLog() }
                return browser
            } catch {
                await driver.stop()
                throw error
            }
        } catch {
            folder.remove()
            throw error
        }
    }

    /// Ends browser and driver and removes what they wrote.
    public func stop() async {
        _ = try? await driver.wire.send("DELETE", "/session/\(session)")
        await driver.stop()
        folder.remove()
    }

    // MARK: Words with the driver

    /// A command of WebDriver.
    /// - Parameter body: a JSON object.
    @discardableResult
    func command(_ path: String, _ body: [String: Any] = [:]) async throws -> Data {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try await driver.wire.send("POST", "/session/\(session)/\(path)", data)
    }

    /// A command of Chromium's own protocol.
    @discardableResult
    func tell(_ command: String, _ parameters: [String: Any] = [:]) async throws -> Data {
        try await self.command(
            "goog/cdp/execute", ["cmd": command, "params": parameters] as [String: Any])
    }

    /// A command of Chromium's own protocol, for its answer.
    public func tell<Answer: Decodable>(
        _ command: String, as type: Answer.Type
    ) async throws -> Answer {
        try JSONDecoder().decode(Reply<Answer>.self, from: await tell(command)).value
    }

    // MARK: What it noted

    /// All that it noted since its start, or since `forget()`.
    public func notes() async throws -> BrowserLog {
        try await collect()
        return log.withLock { $0 }
    }

    /// Begins to note anew.
    public func forget() async throws {
        try await collect()
        log.withLock { $0 = BrowserLog() }
    }

    private func collect() async throws {
        let lines = try await entries("browser")
        let events = try await entries("performance")
        log.withLock { log in
            log.lines += lines
            log.take(events: events)
        }
    }

    private func entries(_ type: String) async throws -> [BrowserLog.Line] {
        let answer = try await command("se/log", ["type": type])
        return try JSONDecoder().decode(Reply<[BrowserLog.Line]>.self, from: answer).value
    }
}
