import Foundation

/// Chromium's WebDriver server: the process, and the browsers that it started.
struct BrowserDriver: Sendable {
    let process: ChildProcess
    let wire: WebDriverWire
    /// The browser's profile: its path is in the command line of each of its processes.
    let profile: String

    /// - Parameter folder: for the profile and the log.
    static func start(folder: String) async throws -> BrowserDriver {
        let log = "\(folder)/chromedriver.log"
        var environment = ProcessInfo.processInfo.environment
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            environment[name] = nil
        }
        environment["HOME"] = folder
        environment["XDG_RUNTIME_DIR"] = folder
        environment["TMPDIR"] = folder
        let process = try ChildProcess(
            ["chromedriver", "--port=0"], environment: environment, files: [1: log, 2: log])
        let port = await soon { () -> UInt16? in
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            let found = words.firstMatch(of: /successfully on port ([0-9]+)\./)
            return found.flatMap { UInt16($0.1) }
        }
        guard let port else {
            await process.stop()
            let words = try? String(contentsOfFile: log, encoding: .utf8)
            throw BrowserError("chromedriver does not start: \(words ?? "it says nothing")")
        }
        return BrowserDriver(
            process: process, wire: WebDriverWire(port: port), profile: "\(folder)/profile")
    }

    /// What a browser is told: nothing of the person's own, no words with its maker.
    func capabilities() throws -> Data {
        let arguments = [
            "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--no-default-browser-check", "--no-proxy-server", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--disable-domain-reliability", "--disable-client-side-phishing-detection",
            "--mute-audio", "--lang=en", "--force-color-profile=srgb",
            "--user-data-dir=\(profile)",
            // It wants a user who is not root, and namespaces, which containers may not have.
            // The only pages here are our own.
            "--no-sandbox",
        ]
        let options: [String: Any] = [
            "args": arguments,
            "prefs": [
                "session.restore_on_startup": 4, "session.startup_urls": ["about:blank"],
            ] as [String: Any],
        ]
        let wanted: [String: Any] = [
            "goog:chromeOptions": options,
            "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
            "unhandledPromptBehavior": "ignore",
        ]
        return try JSONSerialization.data(
            withJSONObject: ["capabilities": ["alwaysMatch": wanted]])
    }

    /// Ends it with its browsers, also those that it lost.
    func stop() async {
        await process.stop()
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for pid in folders.compactMap({ pid_t($0) }) {
            guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
                String(decoding: line, as: UTF8.self).contains(profile)
            else { continue }
            kill(pid, SIGKILL)
        }
    }
}
