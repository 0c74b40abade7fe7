import Host
import WatchdogPolicy

/// Sets a service's watch up, and takes it back.
public struct Installer {
    let places: Places
    let say: (String) -> Void

    /// - Parameter say: told what is done, a line each.
    public init(_ places: Places, say: @escaping (String) -> Void) {
        self.places = places
        self.say = say
    }

    /// Why nothing, or not all, was installed.
    public struct Failure: Error, Sendable {
        /// One sentence.
        public let sentence: String
        /// The program's exit status.
        public let exitStatus: Int32
    }

    /// Whether it is this machine that is installed on, and not an image.
    var isHere: Bool { places.root.isEmpty }

    /// Installs; what is there already stays as it is.
    public func install(_ request: InstallRequest) throws(Failure) {
        let manifestPath = places.manifest(request.name)
        var manifest = Manifest(manifestPath, root: places.root)
        do {
            let texts = try configurationTexts(request)
            try checkUnit(request, texts.service)
            for (folder, mode) in [
                (places.serviceFolder, 0o755), (places.stateFolder, 0o750),
                (places.logFolder, 0o750),
                (places.runFolder, 0o755),
            ] as [(String, UInt32)] {
                manifest.add(folders: try Folder.make(folder, mode: mode))
            }
            // A run that ends in the middle can be taken back, too.
            try manifest.write()
            try keepOrWrite(texts.global, places.globalConfig, &manifest)
            try keepOrWrite(texts.service, places.config(request.name), &manifest)
            let settings = try load(request.name)
            if let folder = request.importFolder { try importState(folder, settings) }
            try schedule(request, &manifest)
            let log = String(places.log(settings).dropFirst(places.root.count))
            try put(InstalledText.logrotate(log), places.logrotate(request.name), 0o644, &manifest)
            try manifest.write()
        } catch let error as HostError {
            throw Failure(sentence: "\(error)", exitStatus: error.number == 13 ? 77 : 1)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(sentence: "\(error)", exitStatus: 1)
        }
    }

    /// The settings as they are now; a file that was there before may be useless.
    private func load(_ name: String) throws(Failure) -> ServiceSettings {
        do {
            let loaded = try ConfigurationStore(places).load(name)
            for warning in loaded.warnings { say(warning) }
            return loaded.settings
        } catch {
            let words = error.problems.map(\.description).joined(separator: "\n")
            throw Failure(sentence: words, exitStatus: 2)
        }
    }

    private func configurationTexts(
        _ request: InstallRequest
    ) throws(Failure) -> (global: String, service: String) {
        if let folder = request.importFolder {
            return (
                try imported("\(folder)/watchdog.conf"),
                try imported("\(folder)/watchdog.d/\(request.name).conf")
            )
        }
        let texts = (
            InstalledText.global(request.notifications), InstalledText.service(request)
        )
        // Before anything is written: what was typed may be no address.
        do {
            _ = try ServiceSettings.read(
                name: request.name, global: (Array(texts.0.utf8), "the settings"),
                service: (Array(texts.1.utf8), "the settings"))
        } catch {
            throw Failure(
                sentence: error.problems.map(\.words).joined(separator: "\n"), exitStatus: 2)
        }
        return texts
    }

    /// The lines of another installation's file but those that name its places: ours hold
    /// from now on.
    private func imported(_ path: String) throws(Failure) -> String {
        let file: FileContents
        do {
            file = try FileContents(path, bytesMax: KeyValueReader.fileBytesMax)
        } catch {
            throw Failure(sentence: "\(error)", exitStatus: 2)
        }
        let lines = String(decoding: file.bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { line in
                !["STATE_FILE=", "LOG_FILE="].contains {
                    line.drop(while: \.isWhitespace).hasPrefix($0)
                }
            }
        return InstalledText.mark + " Taken over from another watchdog.\n"
            + lines.joined(separator: "\n")
    }

    private func checkUnit(_ request: InstallRequest, _ text: String) throws(Failure) {
        guard isHere else { return }
        let settings: ServiceSettings
        do {
            // What is there already counts.
            let bytes =
                (try? FileContents(places.config(request.name), bytesMax: 1 << 16))?.bytes
                ?? Array(text.utf8)
            settings = try ServiceSettings.read(
                name: request.name, global: ([], ""), service: (bytes, places.config(request.name))
            ).0
        } catch {
            throw Failure(
                sentence: error.problems.map(\.description).joined(separator: "\n"), exitStatus: 2)
        }
        guard let unit = settings.unit else { return }
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

    private func keepOrWrite(
        _ text: String, _ path: String, _ manifest: inout Manifest
    ) throws(HostError) {
        guard WholeFile.modified(path) == nil else {
            say("\(path) is there already and stays as it is.")
            return
        }
        try put(text, path, 0o600, &manifest)
    }

    /// Writes one file of ours, unless it stands there already, and remembers it.
    func put(
        _ text: String, _ path: String, _ mode: UInt32, _ manifest: inout Manifest
    ) throws(HostError) {
        manifest.add(folders: try Folder.make(Paths.parent(path), mode: 0o755))
        if try WholeFile.writeIfNew(text, to: path, mode: mode) { say("Wrote \(path).") }
        manifest.add(file: path)
    }

    private func importState(_ folder: String, _ settings: ServiceSettings) throws(HostError) {
        var old = settings
        old.stateFile = nil
        let known = Places(root: places.root, configFolder: folder)
        let from =
            importedStateFile(folder, settings.name).map { places.root + $0 } ?? known.state(old)
        let target = places.state(settings)
        guard from != target, WholeFile.modified(from) != nil, WholeFile.modified(target) == nil
        else {
            return
        }
        let now = PassDriver.now()
        let source = StateFile(path: from, forNow: "\(from).none")
        var (state, warnings) = source.load(now: now, windowS: settings.windowS)
        for warning in warnings { say(warning) }
        var file = StateFile(path: target, forNow: places.stateForNow(settings.name))
        if let complaint = file.save(&state, now: now) { say(complaint) }
        say("Took the counts of \(from) over.")
    }

    /// Where the old file says its state is.
    private func importedStateFile(_ folder: String, _ name: String) -> String? {
        guard let file = try? FileContents("\(folder)/watchdog.d/\(name).conf", bytesMax: 1 << 16)
        else {
            return nil
        }
        return ConfigurationReading(file.bytes, file: "", isGlobal: false).text(.stateFile)
    }
}
