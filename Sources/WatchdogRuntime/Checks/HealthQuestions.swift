import HTTPTransport
public import WatchdogPolicy

/// The questions over HTTP. Never through a proxy: they go to this machine or its
/// neighbours.
public struct HealthQuestions {
    private let settings: ServiceSettings
    private let warn: (String) -> Void

    /// Bytes of an answer that are looked at.
    private static let bodyBytesMax = 1 << 20

    /// - Parameter warn: told what is wrong with a token's file.
    public init(_ settings: ServiceSettings, warn: @escaping (String) -> Void) {
        self.settings = settings
        self.warn = warn
    }

    /// Asks one of them; nil when its address is not set.
    public func ask(_ question: PassQuestion) -> HealthAnswer? {
        switch question {
        case .health: settings.healthURL.map { ask($0, []) }
        case .deep: settings.deepURL.map(askWithToken)
        case .wall: settings.wallStatusURL.map { ask($0, wallHeaders()) }
        }
    }

    /// Asks who is watching.
    public func audience(_ url: String) -> Audience {
        switch askWithToken(url) {
        case .reply(200..<300, let body, _): Audience(body)
        case .reply(let status, _, _): .unknown("HTTP \(status)")
        case .failure(let words), .notAskable(let words): .unknown(words)
        }
    }

    private func askWithToken(_ url: String) -> HealthAnswer {
        guard let file = settings.deepTokenFile else { return ask(url, []) }
        let (token, warning) = TokenFile.read(file)
        guard let token else { return .notAskable(words: warning ?? "\(file) holds no token") }
        if let warning { warn(warning) }
        if let header = settings.deepTokenHeader { return ask(url, [HTTPHeader(header, token)]) }
        // Jellyfin wants the one, Emby the other; each ignores what it does not know.
        let authorization =
            "MediaBrowser Client=\"service-watchdog\", Device=\"service-watchdog\", "
            + "DeviceId=\"service-watchdog\", Version=\"1\", Token=\"\(token)\""
        return ask(
            url, [HTTPHeader("Authorization", authorization), HTTPHeader("X-Emby-Token", token)])
    }

    private func wallHeaders() -> [HTTPHeader] {
        guard let file = settings.wallTokenFile else { return [] }
        let (token, warning) = TokenFile.read(file)
        if let warning { warn(warning) }
        return token.map { [HTTPHeader("Authorization", "Bearer \($0)")] } ?? []
    }

    private func ask(_ url: String, _ headers: [HTTPHeader]) -> HealthAnswer {
        var request = HTTPRequest(url: url, headers: headers)
        request.total = settings.healthTimeout
        request.replyBytesMax = Self.bodyBytesMax
        // A page that is longer has answered; what came of it is looked at.
        request.cutsReply = true
        request.redirects = .none
        var client = HTTPClientSettings()
        client.connect = settings.healthTimeout
        client.silence = settings.healthSilence
        client.userAgent = "service-watchdog"
        client.usesProxy = false
        client.caFile = settings.healthCAFile
        client.verifiesCertificates = !settings.healthInsecure
        let start = ContinuousClock.now
        do {
            let reply = try BlockingHTTP.send(request, client)
            return .reply(status: reply.status, body: reply.body, latency: .now - start)
        } catch .timedOut {
            let seconds = settings.healthTimeout.components
            let figure = seconds.attoseconds == 0 ? "\(seconds.seconds) s" : "its time"
            return .failure(words: "no answer within \(figure)")
        } catch {
            switch error {
            // No restart of the service mends a name, a certificate or our own question.
            case .nameNotFound, .certificate, .notAsked, .cancelled, .closed:
                return .notAskable(words: error.description)
            case .refused, .timedOut, .tooLarge, .tooManyRedirects, .unreachable:
                return .failure(words: error.description)
            }
        }
    }
}
