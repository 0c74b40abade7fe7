import Foundation
import TestSupport
import Testing

/// What goes wrong around the watchdog itself.
@Suite(
    .serialized, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct TroubleTests {
    @Test func aCorruptStateIsKeptAndBegunAnew() async throws {
        try await WatchdogStage.with { stage in
            let folder = "\(stage.root)/var/lib/service-watchdog"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let canary = stage.manager.folder.at("canary")
            let bad = "RESTART_COUNT=\"$(touch \(canary))\"\nBACKOFF_UNTIL=`touch \(canary)`\n"
            try stage.write("\(folder)/media.state", bad)
            #expect(try await stage.check() == 0)
            #expect(stage.text("var/lib/service-watchdog/media.state.corrupt") == bad)
            #expect(stage.log.contains("media.state:1: $(…) is not run here"))
            #expect(stage.log.components(separatedBy: "[WARN]").count == 2)
            #expect(!FileManager.default.fileExists(atPath: canary))
            #expect(try await stage.check() == 0)
            #expect(stage.log.components(separatedBy: "[WARN]").count == 2)
        }
    }

    @Test func aFullDiskKeepsTheOldStateAndTheLimit() async throws {
        try await WatchdogStage.with("MAX_RESTARTS=2") { stage in
            let folder = "\(stage.root)/var/lib/service-watchdog"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            // A disk of 64 KiB, in the namespace of the services.
            let mount = try await stage.manager.run(
                ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder])
            #expect(mount.status == 0, "\(mount.errors)")
            try stage.service.become("500")
            #expect(try await stage.check() == 1)
            let before = try await stage.manager.run(["cat", "\(folder)/media.state"]).text
            let fill = try await stage.manager.run(
                ["dd", "if=/dev/zero", "of=\(folder)/fill", "bs=4k", "count=99"])
            #expect(fill.status != 0)
            #expect(try await stage.check() == 1)
            #expect(stage.service.starts == 3)
            #expect(try await stage.manager.run(["cat", "\(folder)/media.state"]).text == before)
            #expect(stage.log.contains("No space left on device; the old state is kept"))
            #expect(stage.log.components(separatedBy: "No space left").count <= 4)
            // The limit is two, and the second restart was never written to the disk.
            #expect(try await stage.check() == 1)
            #expect(stage.service.starts == 3)
            // People were told all the same.
            #expect(stage.messages.filter { $0.hasPrefix("🛑") }.count == 1)
        }
    }

    @Test func whatCannotBeCountedIsNotRestarted() async throws {
        try await WatchdogStage.with { stage in
            #expect(try await stage.check() == 0)
            for folder in ["var/lib/service-watchdog", "run/service-watchdog"] {
                let path = "\(stage.root)/\(folder)"
                let fill =
                    "mount -t tmpfs -o size=64k tmpfs $0 && dd if=/dev/zero of=$0/fill bs=4k"
                _ = try await stage.manager.run(["sh", "-c", "touch $0/a; \(fill)", path])
                _ = try await stage.manager.run(["touch", "\(path)/media.lock"])
            }
            try stage.service.become("500")
            for _ in 1...2 { #expect(try await stage.check() == 1) }
            #expect(stage.service.starts == 1)
            #expect(stage.log.contains("not restarted, since that could not be counted"))
            #expect(stage.messages.first?.contains("No space left on device") == true)
        }
    }

    @Test func aBadLineSilencesNobody() async throws {
        try await WatchdogStage.with { stage in
            let path = "\(stage.root)/etc/service-watchdog/watchdog.conf"
            let bad =
                stage.text("etc/service-watchdog/watchdog.conf")
                + "DISCORD_WEBHOOK=$(secret)\nEMAIL_TO=\"-oQ@x\"\n"
            try stage.write(path, bad)
            for _ in 1...2 { #expect(try await stage.check() == 2) }
            #expect(stage.messages.count == 1)
            #expect(stage.messages.first?.contains("watchdog.conf:2: $(…) is not run") == true)
            #expect(stage.log.contains("watchdog.conf:2: $(…) is not run"))
            #expect(stage.log.contains("watchdog.conf:3: EMAIL_TO wants a mail address"))
            stage.sink.clear()
            let test = try await stage.run("test-notification")
            #expect(test.status == 2)
            #expect(test.errors.contains("watchdog.conf:2: $(…) is not run"))
            #expect(stage.messages.count == 1)
        }
    }

    @Test func aSecondRunIsSkipped() async throws {
        try await WatchdogStage.with("VERIFY_WAIT=6") { stage in
            try stage.service.become("500")
            async let first = stage.check()
            let began = await soon(within: .seconds(60)) {
                stage.log.contains("restarting") ? true : nil
            }
            #expect(began == true)
            #expect(try await stage.check() == 0)
            #expect(stage.log.contains("already running, skipping"))
            let status = try await first
            #expect(status == 1)
            #expect(stage.service.starts == 2)
        }
    }

    @Test func aSystemctlThatHangsIsGivenUp() async throws {
        try await WatchdogStage.with { stage in
            let program = stage.manager.folder.at("systemctl")
            // Written by another process: one that is being started beside this test would
            // keep the file open for writing, and nothing could run it.
            let text = "#!/bin/sh\ntrap '' TERM\nsleep 600 & wait\nsleep 600\n"
            let write = "printf %s \"$1\" >\"$2\" && chmod 755 \"$2\""
            let made = try await stage.manager.run(["sh", "-c", write, "sh", text, program])
            #expect(made.status == 0)
            let lines = "SYSTEMCTL=\"\(program)\"\nCOMMAND_TIMEOUT=1"
            try stage.configure(lines, port: stage.service.port ?? 0)
            let time = try await shortest(under: .seconds(6)) {
                let start = ContinuousClock.now
                let status = try await stage.check()
                #expect(status == 1)
                return ContinuousClock.now - start
            }
            #expect(time < .seconds(6))
            #expect(stage.log.contains("systemctl did not end within 1 s"))
            #expect(try await stage.check() == 1)
            #expect(stage.messages.count == 1)
            #expect(stage.service.starts == 1)
        }
    }

    @Test func anUnknownUnitIsSaidOnce() async throws {
        try await WatchdogStage.with { stage in
            try stage.configure("SERVICE_NAME=\"nosuch\"", port: stage.service.port ?? 0)
            for _ in 1...3 { #expect(try await stage.check() == 2) }
            #expect(
                stage.messages == [
                    "❌ Media is not watched: nosuch.service: there is no such unit"
                ])
        }
    }

    @Test func aMissingConfigurationNamesInstall() async throws {
        try await WatchdogStage.with { stage in
            let service = try await stage.run("check", "other")
            #expect(service.status == 2)
            #expect(service.errors.contains("other.conf"))
            #expect(service.errors.contains("service-watchdog install"))
            #expect(try await stage.check("other") == 2)
            #expect(stage.messages.count == 1)
            try FileManager.default.removeItem(
                atPath: "\(stage.root)/etc/service-watchdog/watchdog.conf")
            let global = try await stage.run("check", "media")
            #expect(global.status == 2)
            #expect(global.errors.contains("watchdog.conf"))
            #expect(global.errors.contains("service-watchdog install"))
        }
    }

    @Test func aConfigurationThatOthersMayWriteIsRefused() async throws {
        try await WatchdogStage.with { stage in
            let path = "\(stage.root)/etc/service-watchdog/watchdog.d/media.conf"
            try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
            let run = try await stage.run("check", "media")
            #expect(run.status == 2)
            #expect(run.errors.contains("others than its owner may write to it"))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644],
                ofItemAtPath: "\(stage.root)/etc/service-watchdog/watchdog.conf")
            #expect(try await stage.check() == 0)
            #expect(stage.log.contains("holds secrets and others may read it"))
        }
    }
}
