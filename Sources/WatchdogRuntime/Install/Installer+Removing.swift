import Host
import WatchdogPolicy

extension Installer {
    /// Takes back what `install` made, the state and the log with it.
    ///
    /// - Parameter keepsConfig: leaves the configuration.
    /// - Throws: when a check still runs, or something cannot be removed.
    public func remove(_ name: String, keepsConfig: Bool) throws(Failure) {
        // An unreadable configuration is removed like any other.
        let settings =
            (try? ConfigurationStore(places).load(name).settings)
            ?? ServiceSettings(name: name, appName: name)
        let manifest = Manifest(places.manifest(name), root: places.root)
        guard isAnythingThere(name) else {
            throw Failure(
                sentence: "There is no watch over \(name) in \(places.serviceFolder).",
                exitStatus: 2)
        }
        do {
            // First what starts checks, then what checks write.
            try removeTimer(name)
            try removeFile(places.cron(name))
            let lock = try Locking.wait(places, name)
            defer { lock?.close() }
            try removeFile(places.logrotate(name))
            try removeTraces(name, settings)
            if !keepsConfig { try removeConfig(name) }
            try WholeFile.remove(places.manifest(name))
            try WholeFile.remove(places.lock(name))
            handOverOrRemoveFolders(manifest)
        } catch let error as HostError {
            throw Failure(sentence: "\(error)", exitStatus: error.number == 13 ? 77 : 1)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(sentence: "\(error)", exitStatus: 1)
        }
    }

    private func isAnythingThere(_ name: String) -> Bool {
        [
            places.config(name), places.manifest(name), places.cron(name),
            places.unit(name, "timer"),
            places.usualState(name),
        ].contains { WholeFile.modified($0) != nil }
    }

    private func removeTraces(_ name: String, _ settings: ServiceSettings) throws(HostError) {
        StateFile(path: places.state(settings), forNow: places.stateForNow(name)).remove()
        try WholeFile.remove(places.last(name))
        let outbox = places.outbox(name)
        for file in Folder.names(outbox) { try WholeFile.remove("\(outbox)/\(file)") }
        Folder.removeEmpty(outbox)
        let log = places.log(settings)
        let folder = Paths.parent(log)
        // logrotate's copies, too: NAME.log.1, NAME.log.2.gz
        for file in Folder.names(folder) where (file + ".").hasPrefix(Paths.name(log) + ".") {
            try WholeFile.remove("\(folder)/\(file)")
        }
    }

    private func removeConfig(_ name: String) throws(HostError) {
        try removeFile(places.config(name))
        // The common file goes with the last service, if it is ours.
        guard places.services.isEmpty,
            let file = try? FileContents(places.globalConfig, bytesMax: 1 << 16),
            file.bytes.starts(with: InstalledText.mark.utf8)
        else { return }
        try removeFile(places.globalConfig)
    }

    private func removeFile(_ path: String) throws(HostError) {
        guard WholeFile.modified(path) != nil else { return }
        try WholeFile.remove(path)
        say("Removed \(path).")
    }

    /// Folders that we made and that are empty go; those that others still need are theirs
    /// to remove.
    private func handOverOrRemoveFolders(_ manifest: Manifest) {
        // The innermost first.
        let folders = manifest.folders.sorted { $0.utf8.count > $1.utf8.count }
        let left = folders.filter { !Folder.removeEmpty($0) }
        guard !left.isEmpty, let heir = places.services.first else { return }
        var theirs = Manifest(places.manifest(heir), root: places.root)
        theirs.add(folders: left)
        do {
            try theirs.write()
        } catch {
            say("\(error)")
        }
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
