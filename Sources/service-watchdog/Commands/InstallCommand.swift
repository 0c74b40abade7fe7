import ArgumentParser
import Glibc
import Host
import WatchdogPolicy
import WatchdogRuntime

/// Sets a watch up.
struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract:
            "Sets the watch over a service up: emby, jellyfin, plex, or any other by its unit.",
        discussion: """
            Asks on a terminal who is to be told. Without one, or with --no-questions, the \
            environment's DISCORD_WEBHOOK, PUSHOVER_USER, PUSHOVER_TOKEN, NOTIFIARR_API_KEY, \
            NTFY_URL, NTFY_TOKEN, WEBHOOK_URL, SMTP_URL, EMAIL_TO and EMAIL_FROM are taken. What \
            is there already stays as it is.
            """)

    @OptionGroup var options: PlacesOptions
    @Argument(help: "emby, jellyfin, plex, or a name of your own.") var service: String?
    @Option(help: "Its systemd unit.") var unit: String?
    @Option(help: "What is asked to learn whether it is well.") var healthURL: String?
    @Option(help: "What a healthy answer says.") var expect: String?
    @Option(help: "What people call it.") var appName: String?
    @Option(help: "A mail address that is told.") var emailTo: String?
    @Flag(help: "A systemd timer each 30 s in place of cron's two minutes.") var timer = false
    @Flag(help: "Asks nothing.") var noQuestions = false
    @Option(
        name: .customLong("import"),
        help: "Takes over another watchdog's configuration folder; all its services without a name."
    )
    var importFolder: String?
    @Option(help: "The program as cron will call it.") var program: String?

    func run() throws {
        let places = try options.places
        let names = try names()
        let program = try ScheduledProgram.path(program, places)
        let isInteractive = isatty(0) == 1 && isatty(1) == 1 && !noQuestions
        let isNew = WholeFile.modified(places.globalConfig) == nil && importFolder == nil
        var notifications = isNew ? NotificationQuestions.fromEnvironment() : []
        if isNew, isInteractive { notifications = NotificationQuestions.ask(notifications) }
        if isNew, let emailTo {
            notifications.removeAll { $0.key == .emailTo }
            notifications.append((.emailTo, emailTo))
        }
        for name in names {
            var request = InstallRequest(name: name, program: program)
            request.unit = unit
            request.appName = appName
            request.healthURL = healthURL
            request.expect = expect
            request.usesTimer = timer
            request.notifications = notifications
            request.importFolder = importFolder
            let installer = Installer(places) { print($0) }
            try saying { try installer.install(request) }
            firstCheck(name, places)
        }
    }

    private func names() throws -> [String] {
        if let service { return [try checkedName(service)] }
        guard let importFolder else {
            throw CommandFailure(
                sentence: "install wants a name: emby, jellyfin, plex, or your own with --unit.",
                status: 64)
        }
        guard importFolder.hasPrefix("/") else {
            throw CommandFailure(
                sentence: "\(importFolder) is no whole path from / on.", status: 64)
        }
        let names = Places(configFolder: importFolder).services
        guard !names.isEmpty else {
            throw CommandFailure(
                sentence: "There is no watchdog.d/NAME.conf in \(importFolder).", status: 2)
        }
        return names
    }

    private func firstCheck(_ name: String, _ places: Places) {
        guard places.root.isEmpty else {
            print("\(name) is set up below \(places.root); it is checked when that runs.")
            return
        }
        let outcome = Watchdog(places, isShown: true).check(name)
        print("\(name) is watched. First check: \(outcome.rawValue).")
    }
}

/// Who is told: asked on a terminal, or taken from the environment. Never from arguments,
/// which everybody on the machine can read.
enum NotificationQuestions {
    private static let keys: [(key: ConfigurationKey, question: String)] = [
        (.discordWebhook, "Discord webhook address"),
        (.pushoverUser, "Pushover user key"),
        (.pushoverToken, "Pushover application token"),
        (.notifiarrKey, "Notifiarr API key"),
        (.ntfyURL, "ntfy topic address"),
        (.ntfyToken, "ntfy token"),
        (.webhookURL, "Webhook address that gets JSON"),
        (.emailTo, "Mail address"),
        (.emailFrom, "Sender's mail address"),
        (.smtpURL, "SMTP address (smtp://user:password@host:587), if there is no sendmail"),
    ]

    static func fromEnvironment() -> [(key: ConfigurationKey, value: String)] {
        keys.compactMap { key, _ in
            guard let value = getenv(key.rawValue), value[0] != 0 else { return nil }
            return (key, String(cString: value))
        }
    }

    static func ask(
        _ known: [(key: ConfigurationKey, value: String)]
    ) -> [(key: ConfigurationKey, value: String)] {
        print("Who is told when something happens? Enter skips a line.")
        return keys.compactMap { key, question in
            let before = known.first { $0.key == key }?.value
            if isPointless(key) { return before.map { (key, $0) } }
            print(
                "  \(question)\(before == nil ? "" : " [from the environment]"): ", terminator: "")
            fflush(nil)
            let line = readLine()?.filter { !$0.isWhitespace } ?? ""
            if line.isEmpty { return before.map { (key, $0) } }
            return (key, line)
        }
    }

    /// Details that hardly anybody needs are taken from the environment alone.
    private static func isPointless(_ key: ConfigurationKey) -> Bool {
        [.ntfyToken, .emailFrom].contains(key)
    }
}
