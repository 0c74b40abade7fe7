/// What is sent to one channel over HTTP. Its description shows nothing of it.
public struct ChannelRequest: Sendable, Equatable, CustomStringConvertible {
    /// Where to; often a secret in itself.
    public var url: String
    /// Lines of the head, `Content-Type` among them.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// Nothing of it.
    public var description: String { "(not shown)" }

    /// Compares everything.
    public static func == (one: Self, other: Self) -> Bool {
        one.url == other.url && one.body == other.body
            && one.headers.elementsEqual(other.headers) { $0 == $1 }
    }

    /// The request for a channel; nil when it is not set up, or is mail.
    public init?(_ message: WatchdogMessage, _ channel: Channel, _ settings: ChannelSettings) {
        switch channel {
        case .discord:
            guard let url = settings.discordWebhook else { return nil }
            self.init(url: url, json: Self.discord(message))
        case .pushover:
            guard let pushover = settings.pushover else { return nil }
            self.init(url: pushover.url, form: Self.pushover(message, pushover))
        case .notifiarr:
            guard let notifiarr = settings.notifiarr else { return nil }
            self.init(url: notifiarr.url, json: Self.notifiarr(message))
            headers.append(("x-api-key", notifiarr.key))
        case .ntfy:
            guard let ntfy = settings.ntfy else { return nil }
            self.init(ntfy, message)
        case .webhook:
            guard let url = settings.webhookURL else { return nil }
            self.init(url: url, json: Self.webhook(message))
        case .email: return nil
        }
    }

    private init(url: String, json: JSONText) {
        self.url = url
        headers = [("Content-Type", "application/json")]
        body = Array(json.text.utf8)
    }

    private init(url: String, form: [(String, String)]) {
        self.url = url
        headers = [("Content-Type", "application/x-www-form-urlencoded")]
        let text = form.map { "\(FormText.encoded($0))=\(FormText.encoded($1))" }
        body = Array(text.joined(separator: "&").utf8)
    }

    /// The plain form: the text is the body, the rest in headers. A header holds ASCII
    /// only; ntfy takes RFC 2047 there (docs.ntfy.sh/publish).
    private init(_ ntfy: ChannelSettings.Ntfy, _ message: WatchdogMessage) {
        url = ntfy.url
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Title", MailText.encodedWord(message.title)),
            ("Priority", "\(message.level.ntfyPriority)"),
            ("Tags", message.level.rawValue),
        ]
        if let token = ntfy.token { headers.append(("Authorization", "Bearer \(token)")) }
        body = Array(message.text.utf8)
    }

    /// Limits of an embed: title 256, description 4096 characters (discord.com/developers).
    private static func discord(_ message: WatchdogMessage) -> JSONText {
        .object([
            (
                "embeds",
                .array([
                    .object([
                        ("title", .string(String(message.title.prefix(256)))),
                        ("description", .string(String(message.text.prefix(4096)))),
                        ("color", .number(message.level.colour)),
                        ("timestamp", .string(Moment.iso(message.wall))),
                    ])
                ])
            )
        ])
    }

    /// Limits: title 250, message 1024 characters (pushover.net/api).
    private static func pushover(
        _ message: WatchdogMessage, _ pushover: ChannelSettings.Pushover
    ) -> [(String, String)] {
        [
            ("token", pushover.token), ("user", pushover.user),
            ("title", String(message.title.prefix(250))),
            ("message", String(message.text.prefix(1024))),
            ("priority", "\(message.level.pushoverPriority)"),
        ]
    }

    private static func notifiarr(_ message: WatchdogMessage) -> JSONText {
        .object([
            ("event", .string(message.level.rawValue)), ("title", .string(message.title)),
            ("message", .string(message.text)),
        ])
    }

    private static func webhook(_ message: WatchdogMessage) -> JSONText {
        var incident = JSONText.null
        if let thread = message.thread {
            incident = .object([
                ("id", .string(thread.id)), ("stage", .string(thread.stage.rawValue)),
                ("down_seconds", .number(thread.downS)),
            ])
        }
        return .object([
            ("schema", .number(1)), ("event", .string(message.kind.rawValue)),
            ("level", .string(message.level.rawValue)), ("service", .string(message.service)),
            ("app", .string(message.app)), ("title", .string(message.title)),
            ("message", .string(message.text)), ("timestamp", .string(Moment.iso(message.wall))),
            ("incident", incident),
        ])
    }
}

/// Text in a form's body (`application/x-www-form-urlencoded`).
enum FormText {
    static func encoded(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8)
        var result = ""
        for byte in text.utf8 {
            if plain.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
