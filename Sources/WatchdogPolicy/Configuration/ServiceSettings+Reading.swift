extension ServiceSettings {
    /// Reads a service's settings out of both files.
    ///
    /// - Parameters:
    ///   - global: bytes of `watchdog.conf`, with the name that is shown for it.
    ///   - service: bytes of `watchdog.d/NAME.conf`, with its name.
    /// - Returns: the settings, and what is said and then lived with.
    /// - Throws: everything that is wrong, at once.
    public static func read(
        name: String, global: (bytes: [UInt8], file: String),
        service: (bytes: [UInt8], file: String)
    ) throws(ConfigurationFailure) -> (ServiceSettings, warnings: [ConfigurationProblem]) {
        let (settings, errors, warnings) = readWhatCanBe(
            name: name, global: global, service: service)
        guard errors.isEmpty else { throw ConfigurationFailure(errors) }
        return (settings, warnings)
    }

    /// Reads what is usable of both files: nothing is to be watched with it, but it says
    /// who is told, and where log and state are.
    public static func readWhatCanBe(
        name: String, global: (bytes: [UInt8], file: String),
        service: (bytes: [UInt8], file: String)
    ) -> (ServiceSettings, errors: [ConfigurationProblem], warnings: [ConfigurationProblem]) {
        var common = ConfigurationReading(global.bytes, file: global.file, isGlobal: true)
        var own = ConfigurationReading(service.bytes, file: service.file, isGlobal: false)
        var settings = ServiceSettings(name: name, appName: own.text(.appName) ?? name)
        settings.readUnit(&own)
        settings.readHealth(&common, &own)
        settings.readLimits(&common, &own)
        settings.readFurtherSigns(&own)
        settings.logFile = own.path(.logFile)
        settings.stateFile = own.path(.stateFile)
        var both = BothReadings(global: common, service: own)
        settings.systemctl = both.path(.systemctl) ?? settings.systemctl
        settings.commandTimeout = both.seconds(.commandTimeout, 1...600) ?? settings.commandTimeout
        (common, own) = (both.global, both.service)
        settings.channels = ChannelSettings.read(&common, &own)
        settings.checkWhole(&own)
        return (
            settings, common.errors.byLine + own.errors.byLine,
            common.warnings.byLine + own.warnings.byLine
        )
    }

    private mutating func readUnit(_ own: inout ConfigurationReading) {
        appName = Self.oneLine(appName)
        if let unit = own.text(.serviceName) {
            if Self.isUnit(unit) {
                self.unit = unit.contains(".") ? unit : unit + ".service"
            } else {
                own.refuse(.serviceName, "wants the name of a unit, as in emby-server")
            }
        }
        if let text = own.text(.serviceScope) {
            if let scope = Scope(rawValue: text) {
                self.scope = scope
            } else {
                own.refuse(.serviceScope, "wants system or user")
            }
        }
        if let user = own.text(.serviceUser) {
            if Self.isName(user), !user.contains("@") {
                scopeUser = user
            } else {
                own.refuse(.serviceUser, "wants the name of a user")
            }
        }
        if let text = own.text(.restartCommand) {
            if let list = ArgumentList.split(text), list.first?.hasPrefix("/") == true {
                restartCommand = list
            } else {
                own.refuse(
                    .restartCommand,
                    "wants a program by its whole path, then its arguments; no shell")
            }
        }
    }

    private mutating func readHealth(
        _ common: inout ConfigurationReading, _ own: inout ConfigurationReading
    ) {
        healthURL = own.webAddress(.healthURL)
        healthTimeout =
            own.seconds(.healthTimeout, 0.1...300)
            ?? common.seconds(.defaultHealthTimeout, 0.1...300) ?? healthTimeout
        healthExpect = own.text(.healthExpect)
        if let text = own.text(.healthStatus) {
            let codes = text.split(whereSeparator: { $0 == "," || $0 == " " }).map { Int($0) ?? 0 }
            if !codes.isEmpty, codes.count <= 20, codes.allSatisfy((100...599).contains) {
                healthStatus = codes
            } else {
                own.refuse(.healthStatus, "wants an HTTP status, or several with commas")
            }
        }
        healthCAFile = own.path(.healthCAFile)
        healthInsecure = own.flag(.healthInsecure) ?? false
        latencyMax = own.seconds(.latencyMax, 0.01...300)
    }

    private mutating func readLimits(
        _ common: inout ConfigurationReading, _ own: inout ConfigurationReading
    ) {
        confirmChecks = own.number(.confirmChecks, 1...20) ?? confirmChecks
        confirmInterval = own.seconds(.confirmInterval, 0...60) ?? confirmInterval
        startupGraceS = own.number(.startupGrace, 0...7200) ?? startupGraceS
        verifyWait = own.seconds(.verifyWait, 0...600) ?? verifyWait
        maxRestarts =
            own.number(.maxRestarts, 1...100) ?? common.number(.defaultMaxRestarts, 1...100)
            ?? maxRestarts
        windowS =
            own.number(.cooldownWindow, 1...86_400)
            ?? common.number(.defaultCooldownWindow, 1...86_400) ?? windowS
    }

    private mutating func readFurtherSigns(_ own: inout ConfigurationReading) {
        deepURL = own.webAddress(.deepURL)
        deepTokenFile = own.path(.deepTokenFile)
        if let header = own.text(.deepTokenHeader) {
            if header.utf8.count <= 64, header.utf8.allSatisfy({ Self.isHeaderByte($0) }) {
                deepTokenHeader = header
            } else {
                own.refuse(.deepTokenHeader, "wants the name of a header, as in X-Plex-Token")
            }
        }
        deferMaxS = own.number(.deferMax, 0...86_400) ?? deferMaxS
        wallStatusURL = own.webAddress(.wallStatusURL)
        wallTokenFile = own.path(.wallTokenFile)
        guard let text = own.text(.deferWhilePlaying) else { return }
        if WebText.isAddress(text) {
            deferring = .asking(url: text)
        } else if own.flag(.deferWhilePlaying) == true {
            if let url = healthURL.flatMap(SessionsAddress.beside) {
                deferring = .asking(url: url)
            } else {
                own.refuse(.deferWhilePlaying, "wants a HEALTH_URL, whose server it asks")
            }
        }
    }

    /// What no single value shows.
    private mutating func checkWhole(_ own: inout ConfigurationReading) {
        if unit == nil, healthURL == nil {
            own.refuse(.serviceName, "or HEALTH_URL must be set: there is nothing to watch")
        } else if unit == nil, restartCommand.isEmpty {
            own.refuse(.serviceName, "or RESTART_COMMAND must be set: there is nothing to restart")
        }
        if healthURL == nil, healthExpect != nil {
            own.refuse(.healthExpect, "wants a HEALTH_URL whose answer it looks at")
        }
    }

    private static func isHeaderByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-")
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 }.prefix(100)))
    }
}

extension [ConfigurationProblem] {
    /// In the order of the lines.
    fileprivate var byLine: [ConfigurationProblem] { sorted { $0.line ?? 0 < $1.line ?? 0 } }
}
