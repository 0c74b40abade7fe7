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
        var request = request
        chooseSchedule(&request)
        let texts = try configurationTexts(request)
        let planned = try plannedSettings(request, texts)
        try checkUnit(planned)
        try checkPlaces(request, planned)
        var manifest = Manifest(places.manifest(request.name), root: places.root)
        do {
            for (folder, mode) in [
                (places.serviceFolder, 0o755), (places.stateFolder, 0o750),
                (places.logFolder, 0o750),
                (places.runFolder, 0o755),
            ] as [(String, UInt32)] {
                manifest.add(folders: try Folder.make(folder, mode: mode))
            }
            try keepOrWrite(texts.global, places.globalConfig, &manifest)
            try keepOrWrite(texts.service, places.config(request.name), &manifest)
            let settings = try load(request.name)
            if let folder = request.importFolder { try importState(folder, settings) }
            try schedule(request, settings, &manifest)
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
        manifest.add(file: path)
        // Before the file: a run that ends in the middle can be taken back, too.
        try manifest.write()
        if try WholeFile.writeIfNew(text, to: path, mode: mode) { say("Wrote \(path).") }
    }
}
