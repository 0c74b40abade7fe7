import Testing

/// What others put there is neither written over nor taken away.
@Suite struct ForeignFilesTests {
    @Test(arguments: [[], ["--timer"]])
    func installAndRemoveLeaveItAsItWas(_ flags: [String]) throws {
        try InstallStage.with { stage in
            try stage.write(
                "etc/service-watchdog/watchdog.d/emby.conf",
                "SERVICE_NAME=x\nLOG_FILE=/var/log/syslog\nSTATE_FILE=/srv/emby.state\n")
            try stage.write("var/log/syslog", "everybody's\n")
            try stage.write("var/log/syslog.1", "everybody's\n")
            try stage.write("srv/emby.state", "RESTART_COUNT=0\n")
            // The other kind of schedule is another program's.
            if flags.isEmpty {
                try stage.write("etc/systemd/system/emby-watchdog.timer", "[Timer]\n")
                try stage.write("etc/systemd/system/emby-watchdog.service", "[Service]\n")
            } else {
                try stage.write("etc/cron.d/emby-watchdog", "# another's\n")
            }
            let before = try stage.tree()
            let words = ["install", "emby", "--no-questions"] + flags
            let first = try stage.run(words)
            #expect(first.status == 0, "\(first.errors)")
            let once = try stage.tree()
            #expect(once != before)
            #expect(try stage.run(words).status == 0)
            #expect(try stage.tree() == once)
            let removal = try stage.run("remove", "emby")
            #expect(removal.status == 0, "\(removal.errors)")
            #expect(try stage.tree() == before)
        }
    }

    @Test func anotherWatchdogsFolderIsNotRemovedFrom() throws {
        try InstallStage.with { stage in
            try stage.write("opt/swizzin/watchdog.conf", "DEFAULT_MAX_RESTARTS=4\n")
            try stage.write(
                "opt/swizzin/watchdog.d/emby.conf",
                "SERVICE_NAME=emby-server\nLOG_FILE=/var/log/watchdog/emby.log\n")
            try stage.write("var/log/watchdog/emby.log", "a line\n")
            try stage.write("var/lib/watchdog/emby-server.state", "RESTART_COUNT=0\n")
            try stage.write("etc/cron.d/emby-watchdog", "* * * * * root /opt/swizzin/watchdog.sh\n")
            let before = try stage.tree()
            let removal = try stage.run("remove", "emby", "--config-dir", "/opt/swizzin")
            #expect(removal.status == 2)
            #expect(removal.errors.contains("was not made by service-watchdog install"))
            #expect(try stage.tree() == before)
        }
    }

    @Test(arguments: [
        ("etc/cron.d/emby-watchdog", []), ("etc/logrotate.d/emby-watchdog", []),
        ("etc/systemd/system/emby-watchdog.timer", ["--timer"]),
        ("etc/systemd/system/emby-watchdog.service", ["--timer"]),
    ])
    func anotherProgramsFileIsNotWrittenOver(_ path: String, _ flags: [String]) throws {
        try InstallStage.with { stage in
            try stage.write(path, "# another's\n")
            let before = try stage.tree()
            let refused = try stage.run(["install", "emby", "--no-questions"] + flags)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("\(path) is another program's"), "\(refused.errors)")
            #expect(try stage.tree() == before)
            // Taken over together with what it belongs to.
            try stage.write("opt/old/watchdog.conf", "")
            try stage.write("opt/old/watchdog.d/emby.conf", "SERVICE_NAME=emby-server\n")
            let words = ["install", "--import", "\(stage.root)/opt/old", "--no-questions"] + flags
            let taken = try stage.run(words)
            #expect(taken.status == 0, "\(taken.errors)")
            #expect(taken.text.contains("\(path) is another program's and is replaced"))
            #expect(stage.text(path).hasPrefix("# Made by service-watchdog install."))
        }
    }

    @Test func aKeptConfigurationIsStillTakenBackLater() throws {
        try InstallStage.with { stage in
            let before = try stage.tree()
            for again in [false, true] {
                #expect(try stage.install().status == 0)
                for name in ["emby.log", "emby.log.1", "emby.log.2.gz", "emby.logbook"] {
                    try stage.write("var/log/service-watchdog/\(name)", "a line\n")
                }
                #expect(try stage.run("remove", "emby", "--keep-config").status == 0)
                #expect(stage.isThere("etc/service-watchdog/watchdog.d/emby.conf"))
                #expect(!stage.isThere("etc/cron.d/emby-watchdog"))
                #expect(!stage.isThere("var/log/service-watchdog/emby.log.2.gz"))
                #expect(stage.text("var/log/service-watchdog/emby.logbook") == "a line\n")
                try stage.remove("var/log/service-watchdog/emby.logbook")
                if again { #expect(try stage.install().status == 0) }
                #expect(try stage.run("remove", "emby").status == 0)
                #expect(try stage.tree() == before)
            }
        }
    }
}
