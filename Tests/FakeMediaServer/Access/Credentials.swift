/// Who a request says it is: device fields and tokens, wherever they stand.
struct Credentials: Sendable {
    /// The device's fields of the header that the dialect reads.
    var client: String?
    var device: String?
    var deviceID: String?
    var version: String?
    /// Every token and where it was, in the order in which they are looked at.
    var tokens: [(place: TokenPlace, token: String)] = []

    init(_ headers: [String: String], _ query: RequestQuery, _ dialect: FakeDialect, legacy: Bool) {
        let lines: [(String, TokenPlace?)] = [
            ("authorization", nil), ("x-emby-authorization", .xEmbyAuthorization),
        ]
        for (name, fixed) in lines {
            guard let line = headers[name] else { continue }
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let place: TokenPlace
            switch (parts[0].lowercased(), fixed) {
            case (_, let fixed?): place = fixed
            case ("mediabrowser", nil): place = .mediaBrowser
            case ("emby", nil): place = .embyScheme
            default: continue
            }
            let fields = Self.fields(String(parts[1]))
            if let token = fields["token"], !token.isEmpty { tokens.append((place, token)) }
            guard dialect.accepts(place, legacy: legacy), deviceID == nil else { continue }
            client = fields["client"]
            device = fields["device"]
            deviceID = fields["deviceid"]
            version = fields["version"]
        }
        for (name, place) in [
            ("x-emby-token", TokenPlace.xEmbyToken),
            ("x-mediabrowser-token", .xMediaBrowserToken),
        ] {
            if let token = headers[name], !token.isEmpty { tokens.append((place, token)) }
        }
        if let token = query["apikey"] { tokens.append((.queryApiKey, token)) }
        if let token = query["api_key"] { tokens.append((.queryLegacy, token)) }
    }

    /// Whether all of the device's fields are there, which a sign-in wants.
    var isWhole: Bool {
        [client, device, deviceID, version].allSatisfy { $0?.isEmpty == false }
    }

    /// Splits at commas outside of quotes; values are decoded as parts of a URL.
    static func fields(_ text: String) -> [String: String] {
        var parts: [String] = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        var fields: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let name = pair[0].filter { $0 != " " }.lowercased()
            var value = pair[1].drop { $0 == " " }
            while value.last == " " { value.removeLast() }
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count > 1 {
                value = value.dropFirst().dropLast()
            }
            fields[name] = RequestQuery.decoded(String(value))
        }
        return fields
    }
}
