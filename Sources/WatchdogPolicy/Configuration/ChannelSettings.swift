/// Who is told, with the secrets for it. Its description shows none of them.
public struct ChannelSettings: Sendable, Equatable, CustomStringConvertible {
    /// Discord's webhook address, a secret.
    public var discordWebhook: String?
    /// Pushover's user key and the application's token; both or none.
    public var pushover: Pushover?
    /// Notifiarr's API key and where it goes.
    public var notifiarr: Notifiarr?
    /// Mail: to whom and how.
    public var email: Email?
    /// ntfy's topic address, and a token for it if it wants one.
    public var ntfy: Ntfy?
    /// Gets plain JSON; may hold secrets.
    public var webhookURL: String?

    /// Nobody.
    public init() {}

    /// Pushover's way.
    public struct Pushover: Sendable, Equatable {
        /// The user's key.
        public var user: String
        /// The application's token.
        public var token: String
        /// Where it is sent.
        public var url: String
    }

    /// Notifiarr's way.
    public struct Notifiarr: Sendable, Equatable {
        /// The API key.
        public var key: String
        /// Where it is sent.
        public var url: String
    }

    /// ntfy's way.
    public struct Ntfy: Sendable, Equatable {
        /// The topic's address.
        public var url: String
        /// An access token.
        public var token: String?
    }

    /// A mail's way.
    public struct Email: Sendable, Equatable {
        /// The addresses it goes to.
        public var to: [String]
        /// The sender's address; nil for `service-watchdog@` and the machine's name.
        public var from: String?
        /// The server, with user info; used when there is no sendmail.
        public var smtpURL: String?
        /// The program that takes a mail on its standard input.
        public var sendmail: String
    }

    /// The channels that are set up.
    public var channels: [Channel] {
        Channel.allCases.filter { channel in
            switch channel {
            case .discord: discordWebhook != nil
            case .pushover: pushover != nil
            case .notifiarr: notifiarr != nil
            case .email: email != nil
            case .ntfy: ntfy != nil
            case .webhook: webhookURL != nil
            }
        }
    }

    /// Names of channels alone.
    public var description: String { channels.map(\.rawValue).joined(separator: ", ") }

    /// Pushover's own address for messages (pushover.net/api).
    public static let pushoverURL = "https://api.pushover.net/1/messages.json"
    /// Notifiarr's passthrough (notifiarr.wiki, Passthrough).
    public static let notifiarrURL = "https://notifiarr.com/api/v1/notification/passthrough"
}

/// A way by which people are told.
public enum Channel: String, Sendable, CaseIterable, Hashable {
    case discord, pushover, notifiarr, email, ntfy, webhook
}

extension ChannelSettings {
    /// Reads them out of both files; what stands in the service's counts.
    static func read(
        _ global: inout ConfigurationReading, _ service: inout ConfigurationReading
    ) -> ChannelSettings {
        var both = BothReadings(global: global, service: service)
        defer { (global, service) = (both.global, both.service) }
        var settings = ChannelSettings()
        settings.discordWebhook = both.address(.discordWebhook)
        settings.webhookURL = both.address(.webhookURL)
        let pushover = (both.line(.pushoverUser), both.line(.pushoverToken))
        if let user = pushover.0, let token = pushover.1 {
            let url = both.address(.pushoverURL) ?? pushoverURL
            settings.pushover = Pushover(user: user, token: token, url: url)
        } else if pushover.0 != nil || pushover.1 != nil {
            both.refuse(
                pushover.0 == nil ? .pushoverToken : .pushoverUser,
                "alone is not enough: Pushover wants PUSHOVER_USER and PUSHOVER_TOKEN")
        }
        if let key = both.line(.notifiarrKey) {
            settings.notifiarr = Notifiarr(
                key: key, url: both.address(.notifiarrURL) ?? notifiarrURL)
        }
        if let url = both.address(.ntfyURL) {
            settings.ntfy = Ntfy(url: url, token: both.line(.ntfyToken))
        }
        settings.email = email(&both)
        return settings
    }

    private static func email(_ both: inout BothReadings) -> Email? {
        guard let list = both.line(.emailTo) else { return nil }
        let to = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        guard !to.isEmpty, to.count <= 20, to.allSatisfy(isMailAddress) else {
            both.refuse(.emailTo, "wants a mail address, or several with commas")
            return nil
        }
        let from = both.line(.emailFrom)
        if let from, !isMailAddress(from) {
            both.refuse(.emailFrom, "wants a mail address")
            return nil
        }
        let smtp = both.line(.smtpURL)
        if let smtp, !["smtp://", "smtps://"].contains(where: smtp.lowercased().hasPrefix) {
            both.refuse(.smtpURL, "wants an address that begins with smtp:// or smtps://")
            return nil
        }
        return Email(
            to: to, from: from, smtpURL: smtp,
            sendmail: both.path(.sendmail) ?? "/usr/sbin/sendmail")
    }

    /// Plain ones only: what else RFC 5322 allows is nobody's, and could be an option or
    /// a second header.
    private static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-".utf8)
        return (1...2).contains(parts.count) && text.utf8.count <= 254 && !text.hasPrefix("-")
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(plain.contains) }
    }
}

/// Both files at once, the service's first.
struct BothReadings {
    var global: ConfigurationReading
    var service: ConfigurationReading

    private func isService(_ key: ConfigurationKey) -> Bool { service.text(key) != nil }

    mutating func refuse(_ key: ConfigurationKey, _ words: String) {
        if isService(key) { service.refuse(key, words) } else { global.refuse(key, words) }
    }

    mutating func address(_ key: ConfigurationKey) -> String? {
        isService(key) ? service.webAddress(key) : global.webAddress(key)
    }

    mutating func path(_ key: ConfigurationKey) -> String? {
        isService(key) ? service.path(key) : global.path(key)
    }

    mutating func seconds(_ key: ConfigurationKey, _ range: ClosedRange<Double>) -> Duration? {
        isService(key) ? service.seconds(key, range) : global.seconds(key, range)
    }

    /// A text that may go into a header: no control characters.
    mutating func line(_ key: ConfigurationKey) -> String? {
        guard let text = service.text(key) ?? global.text(key) else { return nil }
        guard text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            refuse(key, "holds a control character")
            return nil
        }
        return text
    }
}
