extension FakeSite {
    /// Finds out who asks, and refuses who may not.
    func admit(_ call: inout Call, _ row: RouteRow) throws(Refusal) {
        let legacy = options.allowsLegacyTokens
        let read = call.credentials.tokens.first { dialect.accepts($0.place, legacy: legacy) }
        for (place, _) in call.credentials.tokens where !dialect.accepts(place, legacy: legacy) {
            call.forbid("\(dialect.name) refuses \(place.rawValue)")
        }
        let credentials = call.credentials
        if let device = credentials.deviceID {
            call.caller.device = DeviceKey(client: credentials.client ?? "", deviceID: device)
        }
        if let token = read?.token {
            let (grant, isKey) = state.withLock { state in
                (state.tokens[token], token == apiKey && !state.isAPIKeyRevoked)
            }
            if let grant {
                call.caller.account = grant.account
                call.caller.token = token
                // What the header does not say is known from the sign-in.
                if call.caller.device == nil { call.caller.device = grant.device }
            } else if isKey {
                call.caller.isAPIKey = true
                call.caller.token = token
                if call.caller.device == nil {
                    call.caller.device = DeviceKey(client: "API key", deviceID: serverID)
                }
            }
        }
        guard row.isOpen || call.caller.token != nil else { throw Refusal(401) }
        if call.caller.token != nil, let device = call.caller.device {
            meet(device, credentials, account: call.caller.account)
        }
    }

    /// A device has been heard of.
    func meet(_ device: DeviceKey, _ credentials: Credentials, account: Int?) {
        state.withLock { state in
            var session =
                state.sessions[device]
                ?? FakeSession(
                    id: device.sessionID, device: device,
                    deviceName: credentials.device ?? device.client,
                    version: credentials.version ?? "", account: account)
            if let account { session.account = account }
            if let name = credentials.device { session.deviceName = name }
            session.lastActivity = .now
            session.hasEnded = false
            state.sessions[device] = session
        }
    }

    /// Tokens are good no more, and their devices' sockets end, as Jellyfin does it
    /// (SessionManager.Logout).
    func takeBack(_ tokens: [String]) {
        let devices = state.withLock { state in
            tokens.compactMap { state.tokens.removeValue(forKey: $0)?.device.deviceID }
        }
        for device in Set(devices) {
            for socket in remote.sockets(device) { socket.end(.cut) }
        }
    }

    /// Lets a user in on a device: whoever was signed in there before is signed out.
    func grant(_ account: Int, _ device: DeviceKey, name: String, version: String) -> JSON {
        let token = RandomID.make()
        let older = state.withLock { state in
            state.tokens.filter {
                $0.value.device.deviceID == device.deviceID && $0.value.account == account
            }.map(\.key)
        }
        takeBack(older)
        return state.withLock { state in
            state.tokens[token] = TokenGrant(account: account, device: device)
            var session =
                state.sessions[device]
                ?? FakeSession(
                    id: device.sessionID, device: device, deviceName: name, version: version)
            session.account = account
            session.lastActivity = .now
            session.hasEnded = false
            state.sessions[device] = session
            return .object([
                ("User", userJSON(account)), ("SessionInfo", sessionJSON(session, state)),
                ("AccessToken", .text(token)), ("ServerId", .text(serverID)),
            ])
        }
    }
}
