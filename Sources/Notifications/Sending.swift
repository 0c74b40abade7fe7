import Glibc
import HTTPTransport
import Host
import WatchdogPolicy

/// One message to one channel, on the calling thread.
enum Sending {
    /// Returns nil when it was taken, else why not, without a secret in it.
    static func send(
        _ message: WatchdogMessage, _ channel: Channel, _ settings: ChannelSettings,
        hostName: String, timeout: Duration
    ) -> String? {
        if channel == .email {
            guard let email = settings.email else { return "it is not set up" }
            return mail(message, email, hostName: hostName, timeout: timeout)
        }
        guard let wanted = ChannelRequest(message, channel, settings) else {
            return "it is not set up"
        }
        var request = HTTPRequest(
            .post, url: wanted.url,
            headers: wanted.headers.map { HTTPHeader($0.name, $0.value) }, body: wanted.body)
        request.total = timeout
        request.replyBytesMax = 64 * 1024
        request.redirects = .none
        do {
            let reply = try BlockingHTTP.send(request, .watchdog)
            return 200..<300 ~= reply.status ? nil : "it answered with HTTP \(reply.status)"
        } catch {
            return error.description
        }
    }

    private static func mail(
        _ message: WatchdogMessage, _ email: ChannelSettings.Email, hostName: String,
        timeout: Duration
    ) -> String? {
        let host = String(
            hostName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
        let from = email.from ?? "service-watchdog@\(host.isEmpty ? "localhost" : host)"
        let bytes = Array(MailText.mail(message, to: email.to, from: from, host: host).utf8)
        if access(email.sendmail, X_OK) == 0 {
            return sendmail(email.sendmail, bytes, timeout: timeout)
        }
        guard let url = email.smtpURL else {
            return "there is no \(email.sendmail) and no SMTP_URL"
        }
        do {
            try SMTPMail.send(bytes, from: from, to: email.to, url: url, timeout: timeout)
            return nil
        } catch {
            return error.description
        }
    }

    /// The recipients are in the mail (`-t`), and a lone dot ends nothing (`-i`).
    private static func sendmail(_ program: String, _ mail: [UInt8], timeout: Duration) -> String? {
        // Programs of the mail system read files with Unix line ends.
        let lines = mail.filter { $0 != 13 }
        do {
            let ending = try ChildProgram([program, "-t", "-i"], input: lines, timeout: timeout)
                .run()
            if ending.timedOut { return "\(program) did not end in time" }
            guard ending.status != 0 else { return nil }
            return "\(program) ended with status \(ending.status)"
        } catch {
            return error.description
        }
    }
}

extension HTTPClientSettings {
    /// What holds for every notification.
    static var watchdog: HTTPClientSettings {
        var settings = HTTPClientSettings()
        settings.userAgent = "service-watchdog"
        return settings
    }
}
