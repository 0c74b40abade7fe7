import FaultyServer

extension FakeSite {
    func publicInfo() -> SiteAnswer {
        let address = url.withLock { $0 }
        var fields: [(String, JSON)] = [("LocalAddress", .text(address))]
        if dialect.isJellyfin {
            fields += [
                ("ServerName", .text(options.serverName)), ("Version", .text(options.version)),
                ("ProductName", "Jellyfin Server"), ("OperatingSystem", ""),
                ("Id", .text(serverID)), ("StartupWizardCompleted", true),
            ]
        } else {
            fields += [
                ("LocalAddresses", .list([.text(address)])), ("RemoteAddresses", .list([])),
                ("ServerName", .text(options.serverName)), ("Version", .text(options.version)),
                ("Id", .text(serverID)),
            ]
        }
        return Answers.json(.object(fields))
    }

    func ping() -> SiteAnswer {
        dialect.isJellyfin
            ? Answers.json("Jellyfin Server")
            : SiteAnswer(type: "text/plain", body: .bytes(Array("Emby Server".utf8)))
    }

    func signIn(_ call: Call) throws(Refusal) -> SiteAnswer {
        try wantsDevice(call)
        let body = try call.body()
        let name = body["Username"]?.text?.lowercased() ?? ""
        let password = body["Pw"]?.text ?? ""
        guard
            let account = accounts.firstIndex(where: {
                $0.name.lowercased() == name && $0.password == password
            })
        else { throw Refusal(401) }
        return signedIn(account, call)
    }

    private func wantsDevice(_ call: Call) throws(Refusal) {
        guard call.credentials.isWhole else {
            throw Refusal(400, "lacks Client, Device, DeviceId or Version in its header")
        }
    }

    private func signedIn(_ account: Int, _ call: Call) -> SiteAnswer {
        let credentials = call.credentials
        let device = DeviceKey(
            client: credentials.client ?? "", deviceID: credentials.deviceID ?? "")
        return Answers.json(
            grant(
                account, device, name: credentials.device ?? "", version: credentials.version ?? "")
        )
    }

    func signOut(_ call: Call) -> SiteAnswer {
        if let token = call.caller.token { takeBack([token]) }
        return Answers.done
    }

    func me(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let account = call.caller.account else {
            throw Refusal(400, "an API key is nobody's")
        }
        return Answers.json(userJSON(account))
    }

    func user(_ call: Call) throws(Refusal) -> SiteAnswer {
        Answers.json(userJSON(try call.needsAccount()))
    }

    func users() -> SiteAnswer {
        Answers.json(.list(accounts.indices.map { userJSON($0) }))
    }

    func userJSON(_ account: Int) -> JSON {
        let user = accounts[account]
        return .object([
            ("Name", .text(user.name)), ("ServerId", .text(serverID)), ("Id", .text(user.id)),
            ("HasPassword", .flag(!user.password.isEmpty)),
            ("HasConfiguredPassword", .flag(!user.password.isEmpty)),
            ("EnableAutoLogin", false),
            ("Configuration", .object([("PlayDefaultAudioTrack", true)])),
            (
                "Policy",
                .object([
                    ("IsAdministrator", .flag(account == 0)), ("IsDisabled", false),
                    ("EnableVideoPlaybackTranscoding", true), ("EnableMediaPlayback", true),
                ])
            ),
        ])
    }

    // MARK: Quick Connect

    func quickBegin(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard options.allowsQuickConnect else { throw Refusal(401) }
        try wantsDevice(call)
        let credentials = call.credentials
        let code = QuickConnectCode(
            secret: RandomID.make() + RandomID.make(),
            code: String(Int.random(in: 100_000...999_999)),
            device: DeviceKey(
                client: credentials.client ?? "", deviceID: credentials.deviceID ?? ""),
            deviceName: credentials.device ?? "", version: credentials.version ?? "")
        state.withLock { $0.codes[code.secret] = code }
        return Answers.json(quickJSON(code))
    }

    func quickState(_ call: Call) throws(Refusal) -> SiteAnswer {
        guard let secret = call.query["secret"] else { throw Refusal(400, "has no secret") }
        guard let code = state.withLock({ $0.codes[secret] }) else { throw Refusal(404) }
        return Answers.json(quickJSON(code))
    }

    func quickSignIn(_ call: Call) throws(Refusal) -> SiteAnswer {
        try wantsDevice(call)
        let secret = try call.body()["Secret"]?.text ?? ""
        guard let code = state.withLock({ $0.codes[secret] }) else { throw Refusal(404) }
        guard let account = code.account else {
            throw Refusal(401, "uses a code that nobody confirmed")
        }
        state.withLock { $0.codes[secret] = nil }
        return signedIn(account, call)
    }

    func quickAuthorize(_ call: Call) throws(Refusal) -> SiteAnswer {
        let account = try call.needsAccount()
        guard confirm(call.query["code"] ?? "", account) else { throw Refusal(404) }
        return Answers.json(true)
    }

    /// Somebody types a code into an app.
    /// - Returns: whether it is one.
    func confirm(_ code: String, _ account: Int) -> Bool {
        state.withLock { state in
            guard let found = state.codes.first(where: { $0.value.code == code }) else {
                return false
            }
            state.codes[found.key]?.account = account
            return true
        }
    }

    private func quickJSON(_ code: QuickConnectCode) -> JSON {
        .object([
            ("Authenticated", .flag(code.account != nil)), ("Secret", .text(code.secret)),
            ("Code", .text(code.code)), ("DeviceId", .text(code.device.deviceID)),
            ("DeviceName", .text(code.deviceName)), ("AppName", .text(code.device.client)),
            ("AppVersion", .text(code.version)), ("DateAdded", "2026-11-21T11:06:34.1234567Z"),
        ])
    }
}
