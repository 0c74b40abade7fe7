import Host
import WatchdogPolicy

extension Installer {
    /// The lines of another installation's file but those that name its places: ours hold
    /// from now on.
    func imported(_ path: String) throws(Failure) -> String {
        let file: FileContents
        do {
            file = try TrustedFile.read(path)
        } catch {
            throw Failure(error)
        }
        // By what is read, not by how it is written: export, blanks and all.
        let (entries, problems) = KeyValueReader.read(file.bytes, file: path)
        guard problems.isEmpty else { throw Failure(ConfigurationFailure(problems)) }
        let ours = Set([ConfigurationKey.stateFile, .logFile].map(\.rawValue))
        let dropped = Set(entries.filter { ours.contains($0.key) }.map(\.line))
        let bytes =
            file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? file.bytes.dropFirst(3) : file.bytes[...]
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated().filter { !dropped.contains($0.offset + 1) }
            .map { String(decoding: $0.element, as: UTF8.self) }
        return InstalledText.mark + " Taken over from another watchdog.\n"
            + lines.joined(separator: "\n")
    }

    /// Takes the counts of another installation over; its file stays as it is.
    func importState(_ folder: String, _ settings: ServiceSettings) throws(HostError) {
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
        var (state, warnings) = source.load(
            now: now, windowS: settings.windowS, setsAside: false)
        guard warnings.isEmpty else {
            return say("The counts in \(from) cannot be read; counting begins anew.")
        }
        var file = StateFile(path: target, forNow: places.stateForNow(settings.name))
        if let complaint = file.save(&state, now: now) { say(complaint) }
        say("Took the counts of \(from) over.")
    }

    /// Where the old file says its state is.
    private func importedStateFile(_ folder: String, _ name: String) -> String? {
        guard let file = try? TrustedFile.read("\(folder)/watchdog.d/\(name).conf") else {
            return nil
        }
        return ConfigurationReading(file.bytes, file: "", isGlobal: false).text(.stateFile)
    }
}
