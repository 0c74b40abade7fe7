import TestSupport
import Testing

/// Another's configuration becomes root's only if nobody else had a hand in it.
@Suite struct ImportTests {
    private static func importing(_ stage: InstallStage) throws -> ProgramRun {
        try stage.run("install", "--import", "\(stage.root)/opt/old", "--no-questions")
    }

    @Test(arguments: [
        ("opt/old/watchdog.conf", 0o666), ("opt/old/watchdog.d/emby.conf", 0o620),
        ("opt/old/watchdog.d", 0o777), ("opt/old", 0o775),
    ])
    func whatOthersMayWriteIsRefused(_ path: String, _ mode: Int) throws {
        try InstallStage.with { stage in
            try stage.write("opt/old/watchdog.conf", "")
            try stage.write("opt/old/watchdog.d/emby.conf", "SERVICE_NAME=emby-server\n")
            try stage.setMode(path, mode)
            let before = try stage.tree()
            let refused = try Self.importing(stage)
            #expect(refused.status == 2)
            #expect(refused.errors.contains("others than its owner may write"))
            #expect(refused.errors.contains("\(stage.root)/\(path)"), "\(refused.errors)")
            #expect(try stage.tree() == before)
        }
    }

    @Test func itsPlacesAreLeftOutHoweverTheyAreWritten() throws {
        try InstallStage.with { stage in
            try stage.write("opt/old/watchdog.conf", "")
            try stage.write(
                "opt/old/watchdog.d/emby.conf",
                "export STATE_FILE=/opt/old/emby.state\n\tLOG_FILE =/opt/old/emby.log\nSERVICE_NAME=x\n"
            )
            try stage.write("opt/old/emby.state", "no state at all")
            let taken = try Self.importing(stage)
            #expect(taken.status == 0, "\(taken.errors)")
            let ours = stage.text("etc/service-watchdog/watchdog.d/emby.conf")
            #expect(ours.contains("SERVICE_NAME=x"))
            #expect(!ours.contains("_FILE"), "\(ours)")
            #expect(taken.text.contains("cannot be read; counting begins anew"), "\(taken.text)")
            // The other's file is looked at and nothing else.
            #expect(stage.text("opt/old/emby.state") == "no state at all")
        }
    }

    @Test func aMistakeIsSaidBeforeAnythingIsWritten() throws {
        try InstallStage.with { stage in
            try stage.write("opt/old/watchdog.conf", "")
            try stage.write("opt/old/watchdog.d/emby.conf", "SERVICE_NAME=x\nAPP_NAME=$(id)\n")
            let before = try stage.tree()
            let refused = try Self.importing(stage)
            #expect(refused.status == 2)
            #expect(
                refused.errors.contains("opt/old/watchdog.d/emby.conf:2: "), "\(refused.errors)"
            )
            #expect(try stage.tree() == before)
        }
    }
}
