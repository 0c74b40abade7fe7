import Host
import WatchdogPolicy

extension Installer {
    /// Lets cron or a timer run the checks; never both.
    func schedule(
        _ request: InstallRequest, _ settings: ServiceSettings, _ manifest: inout Manifest
    ) throws(HostError) {
        let name = request.name
        var command = "\(request.program) check \(name)"
        if places.configFolder != Places.usualConfigFolder {
            command += " --config-dir \(places.configFolder)"
        }
        let takesOver = request.importFolder != nil
        guard request.usesTimer else {
            try removeTimer(name, takesOver: takesOver, &manifest)
            return try put(InstalledText.cron(command), places.cron(name), 0o644, &manifest)
        }
        try removeMarked(places.cron(name), takesOver: takesOver, &manifest)
        let service = InstalledText.timerService(
            name, command, isConfined: settings.restartCommand.isEmpty)
        try put(service, places.unit(name, "service"), 0o644, &manifest)
        try put(InstalledText.timer(name), places.unit(name, "timer"), 0o644, &manifest)
        let wants = Paths.parent(places.unit(name, "timer")) + "/timers.target.wants"
        manifest.add(folders: try Folder.make(wants, mode: 0o755))
        let timer = "\(name)-watchdog.timer"
        try WholeFile.link("\(wants)/\(timer)", to: "../\(timer)")
        if isHere {
            systemctl(["daemon-reload"])
            systemctl(["start", "--", timer])
        }
    }

    /// Takes the timer back, if it is ours.
    ///
    /// - Parameter takesOver: takes another program's away, too.
    func removeTimer(
        _ name: String, takesOver: Bool = false, _ manifest: inout Manifest
    ) throws(HostError) {
        let unit = places.unit(name, "timer")
        let timer = "\(name)-watchdog.timer"
        let maker = InstalledFile.maker(unit)
        let goes = maker == .us || (maker == .another && takesOver)
        if goes {
            if isHere { systemctl(["stop", "--", timer]) }
            try WholeFile.remove(Paths.parent(unit) + "/timers.target.wants/\(timer)")
        }
        try removeMarked(unit, takesOver: takesOver, &manifest)
        try removeMarked(places.unit(name, "service"), takesOver: takesOver, &manifest)
        if isHere, goes { systemctl(["daemon-reload"]) }
    }

    /// Removes a file of a schedule or of logrotate's, if it bears our mark; another
    /// program's stays, unless it is taken over, and either is said.
    func removeMarked(
        _ path: String, takesOver: Bool = false, _ manifest: inout Manifest
    ) throws(HostError) {
        switch InstalledFile.maker(path) {
        case .nobody: break
        case .us: try removeFile(path)
        case .another:
            guard takesOver else { return say("\(path) is another program's and stays.") }
            try removeFile(path)
        }
        manifest.forget(file: path)
    }

    /// Where it does not work, it says so and the files are right all the same.
    private func systemctl(_ words: [String]) {
        do {
            let ending = try ChildProgram(["/usr/bin/systemctl"] + words).run()
            if ending.status != 0 { say("systemctl \(words[0]) failed: \(ending.complaint)") }
        } catch {
            say("\(error)")
        }
    }
}
