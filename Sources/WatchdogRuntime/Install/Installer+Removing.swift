import Host
import WatchdogPolicy

extension Installer {
    /// Takes back what `install` made, and what checks wrote into our own folders.
    ///
    /// - Parameter keepsConfig: leaves the configuration, and the note that it is ours.
    /// - Throws: when nothing is installed, a check still runs, or something cannot be
    ///   removed.
    public func remove(_ name: String, keepsConfig: Bool) throws(Failure) {
        guard
            [places.manifest(name), places.usualState(name)].contains(where: {
                WholeFile.modified($0) != nil
            })
        else { throw nothingInstalled(name) }
        // An unreadable configuration is removed like any other.
        let settings = try? ConfigurationStore(places).load(name).settings
        var manifest = Manifest(places.manifest(name), root: places.root)
        do {
            // First what starts checks, then what checks write.
            try removeSchedule(name, &manifest)
            let lock = try Locking.wait(places, name)
            defer { lock?.close() }
            if manifest.files.contains(places.logrotate(name)) {
                try removeMarked(places.logrotate(name), &manifest)
            }
            try removeTraces(name, settings)
            if !keepsConfig { try removeConfig(&manifest, name) }
            try WholeFile.remove(places.lock(name))
            try finish(&manifest, name)
        } catch let error as HostError {
            throw Failure(sentence: "\(error)", exitStatus: error.number == 13 ? 77 : 1)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(sentence: "\(error)", exitStatus: 1)
        }
    }

    private func nothingInstalled(_ name: String) -> Failure {
        let config = places.config(name)
        let words =
            WholeFile.modified(config) == nil
            ? "There is no watch over \(name) in \(places.serviceFolder)."
            : "\(config) was not made by service-watchdog install, so there is nothing to take back."
        return Failure(sentence: words, exitStatus: 2)
    }

    private func removeSchedule(_ name: String, _ manifest: inout Manifest) throws(HostError) {
        if manifest.files.contains(places.unit(name, "timer")) {
            try removeTimer(name, &manifest)
        }
        if manifest.files.contains(places.cron(name)) {
            try removeMarked(places.cron(name), &manifest)
        }
    }

    /// State, messages and log, where they lie in our own folders: a path that the
    /// configuration names may be another program's as well.
    private func removeTraces(_ name: String, _ settings: ServiceSettings?) throws(HostError) {
        StateFile(path: places.usualState(name), forNow: places.stateForNow(name)).remove()
        try WholeFile.remove(places.last(name))
        let outbox = places.outbox(name)
        for file in Folder.names(outbox) { try WholeFile.remove("\(outbox)/\(file)") }
        Folder.removeEmpty(outbox)
        for file in Folder.names(places.logFolder) where Self.isLog(file, of: name) {
            try WholeFile.remove("\(places.logFolder)/\(file)")
        }
        guard let settings else { return }
        for (path, usual) in [
            (places.log(settings), "\(places.logFolder)/\(name).log"),
            (places.state(settings), places.usualState(name)),
        ] where path != usual && WholeFile.modified(path) != nil {
            say("\(path), which the configuration names, stays.")
        }
    }

    /// `NAME.log`, or a copy of logrotate's: `NAME.log.1`, `NAME.log.2.gz`, `NAME.log-20260101`.
    private static func isLog(_ file: String, of name: String) -> Bool {
        guard file.hasPrefix("\(name).log") else { return false }
        let rest = file.dropFirst(name.count + 4)
        guard let first = rest.first else { return true }
        let number = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        return ".-".contains(first) && !number.isEmpty
    }

    /// The configuration that we wrote; the common file with the last service.
    private func removeConfig(_ manifest: inout Manifest, _ name: String) throws(HostError) {
        for path in manifest.files where path.hasSuffix("/watchdog.d/\(name).conf") {
            try removeFile(path)
            manifest.forget(file: path)
        }
        for path in manifest.files where path.hasSuffix("/watchdog.conf") {
            let folder = Paths.parent(path).dropFirst(places.root.count)
            guard
                Places(root: places.root, configFolder: String(folder)).services.allSatisfy({
                    $0 == name
                })
            else {
                continue
            }
            try removeFile(path)
            manifest.forget(file: path)
        }
    }

    func removeFile(_ path: String) throws(HostError) {
        guard WholeFile.modified(path) != nil else { return }
        try WholeFile.remove(path)
        say("Removed \(path).")
    }

    /// Folders that we made and that are empty go. What is left is another service's to
    /// remove, or stays noted for the next `install` or `remove`.
    private func finish(_ manifest: inout Manifest, _ name: String) throws(HostError) {
        let path = places.manifest(name)
        if manifest.files.isEmpty { try WholeFile.remove(path) }
        // The innermost first.
        for folder in manifest.folders.sorted(by: { $0.utf8.count > $1.utf8.count })
        where Folder.removeEmpty(folder) {
            manifest.forget(folder: folder)
        }
        // Our own configuration that is kept is ours to remember.
        let isKept = manifest.files.contains { $0.hasSuffix("/watchdog.d/\(name).conf") }
        if !isKept, let heir = heirs(of: name).first {
            var theirs = Manifest(places.manifest(heir), root: places.root)
            theirs.add(manifest)
            try theirs.write()
            try WholeFile.remove(path)
        } else if !manifest.files.isEmpty {
            try manifest.write()
        }
    }

    /// Other services that are installed.
    private func heirs(of name: String) -> [String] {
        Folder.names(places.stateFolder).filter { $0.hasSuffix(".installed") }
            .map { String($0.dropLast(".installed".utf8.count)) }.filter { $0 != name }
    }
}

/// The lock of a service, for commands that change its state.
enum Locking {
    /// Longer than a check of a healthy service; one that restarts takes longer still.
    private static let patience = Duration.seconds(15)

    /// Waits for the lock; nil where there is no folder for it, and so no check.
    static func wait(_ places: Places, _ name: String) throws(Installer.Failure) -> FileLock? {
        guard Folder.isThere(places.runFolder) else { return nil }
        let deadline = ContinuousClock.now + patience
        do {
            while ContinuousClock.now < deadline {
                if let lock = try FileLock.take(places.lock(name)) { return lock }
                HostClock.sleep(.milliseconds(100))
            }
        } catch {
            throw Installer.Failure(sentence: "\(error)", exitStatus: error.number == 13 ? 77 : 1)
        }
        throw Installer.Failure(
            sentence: "A check of \(name) is running; try again when it is over.", exitStatus: 1)
    }
}
