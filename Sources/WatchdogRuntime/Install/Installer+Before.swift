import Host
import WatchdogPolicy

/// What is looked at before anything is written.
extension Installer {
    /// cron, or a timer where no cron runs.
    func chooseSchedule(_ request: inout InstallRequest) {
        guard isHere, !request.usesTimer else { return }
        switch RunningSchedule.cron() {
        case .runs: break
        case .doesNot:
            say("cron does not run here, so a systemd timer is set up in its place.")
            request.usesTimer = true
        case .unknown:
            say("Whether cron runs here cannot be told; without it, use --timer.")
        }
    }

    /// What will stand in the files, as far as they are not there yet.
    func configurationTexts(
        _ request: InstallRequest
    ) throws(Failure) -> (global: String, service: String) {
        guard let folder = request.importFolder else {
            return (InstalledText.global(request.notifications), InstalledText.service(request))
        }
        return (
            try imported("\(folder)/watchdog.conf"),
            try imported("\(folder)/watchdog.d/\(request.name).conf")
        )
    }

    /// The settings as they will be: what was typed may be no address, and what is there
    /// already counts.
    func plannedSettings(
        _ request: InstallRequest, _ texts: (global: String, service: String)
    ) throws(Failure) -> ServiceSettings {
        func planned(
            _ path: String, _ text: String
        ) throws(ConfigurationFailure) -> (bytes: [UInt8], file: String) {
            guard WholeFile.modified(path) != nil else { return (Array(text.utf8), "") }
            return (try TrustedFile.read(path).bytes, path)
        }
        do {
            return try ServiceSettings.read(
                name: request.name, global: try planned(places.globalConfig, texts.global),
                service: try planned(places.config(request.name), texts.service)
            ).0
        } catch {
            // What is not written yet has no lines to point at.
            let words = error.problems.map { $0.file.isEmpty ? $0.words : $0.description }
            throw Failure(sentence: words.joined(separator: "\n"), exitStatus: 2)
        }
    }

    func checkUnit(_ settings: ServiceSettings) throws(Failure) {
        guard isHere, let unit = settings.unit else { return }
        switch Systemctl(settings).ask() {
        case .report: return
        case .unknown(let words):
            throw Failure(
                sentence: "\(unit): \(words). Is it installed? --unit names another.", exitStatus: 2
            )
        case .unavailable(let words):
            throw Failure(sentence: "systemd could not be asked: \(words).", exitStatus: 1)
        }
    }

    /// Nothing of another program's is written over, and what is written can be read as it
    /// is meant.
    func checkPlaces(_ request: InstallRequest, _ settings: ServiceSettings) throws(Failure) {
        let name = request.name
        // cron(8): only letters, digits, - and _ in the names of /etc/cron.d.
        guard request.usesTimer || !name.contains(where: { ".@".contains($0) }) else {
            throw Failure(
                sentence: "cron passes over files with . or @ in their names, so \(name) would "
                    + "never be checked: add --timer, or choose another name.", exitStatus: 64)
        }
        let log = places.log(settings)
        guard !log.contains(where: { "*?[{\"\\".contains($0) }) else {
            throw Failure(
                sentence: "\(log) cannot be rotated: LOG_FILE must be without * ? [ { \" and \\.",
                exitStatus: 2)
        }
        let schedule =
            request.usesTimer
            ? [places.unit(name, "service"), places.unit(name, "timer")] : [places.cron(name)]
        for path in schedule + [places.logrotate(name)]
        where InstalledFile.maker(path) == .another {
            guard request.importFolder != nil else {
                throw Failure(
                    sentence: "\(path) is another program's and is not written over: move it "
                        + "away, or take that program's watch over with --import.", exitStatus: 1)
            }
            say("\(path) is another program's and is replaced.")
        }
    }
}

extension Installer.Failure {
    /// A configuration that is of no use.
    init(_ failure: ConfigurationFailure) {
        self.init(
            sentence: failure.problems.map(\.description).joined(separator: "\n"), exitStatus: 2)
    }
}
