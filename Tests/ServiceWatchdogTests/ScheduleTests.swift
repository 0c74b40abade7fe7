import TestSupport
import Testing

/// What cron, systemd and logrotate are given, and what they would not understand.
@Suite struct ScheduleTests {
    @Test(arguments: [
        ["--config-dir", "/opt/50%"], ["--config-dir", "/opt/a;b"], ["--program", "/opt/a b"],
        ["--program", "/opt/$(id)"], ["--program", "watchdog"],
    ])
    func whatAShellWouldReadIsRefused(_ words: [String]) throws {
        try InstallStage.with { stage in
            let before = try stage.tree()
            let refused = try stage.run(["install", "emby", "--no-questions"] + words)
            #expect(refused.status == 64)
            #expect(refused.errors.contains("must be a whole path of letters"), "\(refused.errors)")
            #expect(try stage.tree() == before)
        }
    }

    /// Without --root: this machine, where there is no such unit, should all else fail.
    @Test func rootDoesNotRunWhatOthersMayWrite() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        for program in [
            folder.at("none"), WatchdogStage.program + ".none", "/tmp/service-watchdog",
        ] {
            let refused = try ProgramRun.of(
                WatchdogStage.program,
                [
                    "install", "hyperwall-test", "--unit", "hyperwall-no-such-unit", "--program",
                    program, "--no-questions",
                ])
            #expect(refused.status == 77)
            #expect(
                refused.errors.hasPrefix("sudo scripts/install comes first"), "\(refused.errors)")
        }
    }

    @Test(arguments: ["a.b", "a@b"])
    func aNameThatCronPassesOverWantsATimer(_ name: String) throws {
        try InstallStage.with { stage in
            let words = ["install", name, "--unit", "x", "--no-questions"]
            let before = try stage.tree()
            let refused = try stage.run(words)
            #expect(refused.status == 64)
            #expect(refused.errors.contains("add --timer"), "\(refused.errors)")
            #expect(try stage.tree() == before)
            #expect(try stage.run(words + ["--timer"]).status == 0)
            #expect(try stage.run("remove", name).status == 0)
            #expect(try stage.tree() == before)
        }
    }

    @Test func aTimerLetsWhatItStartedLive() throws {
        try InstallStage.with { stage in
            let unit = "etc/systemd/system/emby-watchdog.service"
            #expect(try stage.install("--timer").status == 0)
            #expect(stage.text(unit).contains("\nKillMode=process\n"))
            #expect(stage.text(unit).contains("\nTimeoutStartSec=infinity\n"))
            #expect(stage.text(unit).contains("\nProtectHome=read-only\n"))
            // What people run may need their folders.
            try stage.write(
                "etc/service-watchdog/watchdog.d/emby.conf",
                "HEALTH_URL=http://127.0.0.1:1/\nRESTART_COMMAND=\"/usr/bin/docker restart x\"\n")
            #expect(try stage.install("--timer").status == 0)
            #expect(stage.text(unit).contains("\nKillMode=process\n"))
            #expect(!stage.text(unit).contains("Protect"))
        }
    }

    @Test func aRestartCommandDoesNotHangOnOurPipes() throws {
        try InstallStage.with { stage in
            try stage.write(
                "restart",
                "#!/bin/sh\nsaid=$(readlink /proc/$$/fd/1 /proc/$$/fd/2)\necho \"$said\" >\(stage.root)/said\n",
                mode: 0o700)
            try stage.write("etc/service-watchdog/watchdog.conf", "")
            try stage.write(
                "etc/service-watchdog/watchdog.d/x.conf",
                """
                HEALTH_URL=http://127.0.0.1:1/
                RESTART_COMMAND=\(stage.root)/restart
                CONFIRM_CHECKS=1
                STARTUP_GRACE=0
                VERIFY_WAIT=0

                """)
            _ = try stage.run("check", "x")
            #expect(stage.text("said") == "/dev/null\n/dev/null\n")
        }
    }

    @Test func aLogIsRotatedByItsOwnName() throws {
        try InstallStage.with { stage in
            let config = "etc/service-watchdog/watchdog.d/emby.conf"
            try stage.write(config, "SERVICE_NAME=x\nLOG_FILE=\"/var/log/*.log\"\n")
            let before = try stage.tree()
            let refused = try stage.install()
            #expect(refused.status == 2)
            #expect(
                refused.errors.contains("/var/log/*.log cannot be rotated"), "\(refused.errors)")
            #expect(try stage.tree() == before)
            try stage.write(config, "SERVICE_NAME=x\nLOG_FILE=\"/var/log/my emby.log\"\n")
            #expect(try stage.install().status == 0)
            #expect(
                stage.text("etc/logrotate.d/emby-watchdog").contains("\n\"/var/log/my emby.log\" {")
            )
        }
    }

    @Test func statusClaimsNoMoreThanItKnows() throws {
        try InstallStage.with { stage in
            #expect(try stage.install().status == 0)
            #expect(
                try stage.run("status", "emby").text.contains("cron, every 2 min, if that runs"))
            try stage.write("etc/cron.d/emby-watchdog", "# another's\n")
            #expect(
                try stage.run("status", "emby").text.contains("perhaps \(stage.root)/etc/cron.d"))
        }
    }

    @Test func whatIsNotCheckedIsSaid() throws {
        try InstallStage.with { stage in
            #expect(try stage.install().status == 0)
            #expect(try stage.run("pause", "emby", "2h").status == 0)
            try stage.write("etc/service-watchdog/watchdog.d/my server.conf", "SERVICE_NAME=x\n")
            let run = try stage.run("check", "--all")
            #expect(run.status == 0)
            #expect(run.errors.contains("my server.conf is not checked"), "\(run.errors)")
            // Who may write to the folder may put a file there.
            try stage.setMode("etc/service-watchdog/watchdog.d", 0o775)
            let refused = try stage.run("check", "emby")
            #expect(refused.status == 2)
            #expect(refused.errors.contains("may write to this folder"), "\(refused.errors)")
        }
    }
}
