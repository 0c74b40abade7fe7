import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// A wall outlives the reader of its log, the disk that it lies on, and
    /// every reader of its answers.
    @Suite struct OutputTests {
        @Test(arguments: ["/dev/full", "closed pipe"])
        func aLogThatCannotBeWrittenEndsNothing(place: String) async throws {
            try await WallStage.with(videos: 1) { stage in
                // The shell gives it a standard error that is broken, then becomes it.
                let redirection = place == "/dev/full" ? "2>/dev/full" : "2> >(true)"
                let shell = "exec \"$0\" --grid 1x1 \"$1\" \(redirection)"
                let own = ["HYPERWALL_LOG": "debug"]
                try await stage.wall(
                    [stage.videos], environment: own,
                    program: ["/bin/bash", "-c", shell, WallStage.program]
                ) { wall in
                    let before = try await wall.plays(1)
                    try await wall.wait("it plays on") {
                        $0.uptimeSeconds > before.uptimeSeconds + 2 && $0.cells[0].isPlaying
                    }
                    wall.process.send(SIGTERM)
                    #expect(await wall.process.end() == 0)
                }
            }
        }

        @Test func anAnswerThatNobodyReadsIsNoCrash() async throws {
            try await WallStage.with(screen: nil) { stage in
                let child = try ChildProcess(
                    [WallStage.program, "config"], environment: stage.environment(),
                    files: [1: "/dev/full", 2: stage.folder.at("errors")])
                #expect(await child.end() == 0)
                await child.stop()
                let errors = try String(contentsOfFile: stage.folder.at("errors"), encoding: .utf8)
                #expect(!errors.contains("Fatal"), "\(errors)")
            }
        }
    }
}
