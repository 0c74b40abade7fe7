import Host

extension Installer {
    /// Lets cron or a timer run the checks; never both.
    func schedule(_ request: InstallRequest, _ manifest: inout Manifest) throws(HostError) {
        let name = request.name
        var command = "\(request.program) check \(name)"
        if places.configFolder != Places.usualConfigFolder {
            command += " --config-dir \(places.configFolder)"
        }
        guard request.usesTimer else {
            try removeTimer(name)
            return try put(InstalledText.cron(command), places.cron(name), 0o644, &manifest)
        }
        try WholeFile.remove(places.cron(name))
        try put(
            InstalledText.timerService(name, command), places.unit(name, "service"), 0o644,
            &manifest)
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

    /// Takes the timer back.
    func removeTimer(_ name: String) throws(HostError) {
        let unit = places.unit(name, "timer")
        guard WholeFile.modified(unit) != nil else { return }
        let timer = "\(name)-watchdog.timer"
        if isHere { systemctl(["stop", "--", timer]) }
        try WholeFile.remove(Paths.parent(unit) + "/timers.target.wants/\(timer)")
        try WholeFile.remove(unit)
        try WholeFile.remove(places.unit(name, "service"))
        if isHere { systemctl(["daemon-reload"]) }
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
