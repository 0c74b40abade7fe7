import FaultyServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// What does not even open: each in a cell of one wall.
    @Suite(.alone) struct OpeningTests {
        /// What a server does, and a word that the card says about it.
        private static let faults: [(name: String, fault: Fault, word: String)] = [
            ("s500", .status(500), "500"), ("s503", .status(503), "503"),
            ("reset", .reset(afterBytes: 0), ""), ("html", .html, "not a video"),
            ("zero", .zeroBytes, "not a video"), ("hang", .hang, "did not answer"),
        ]

        @Test func whatDoesNotOpenIsTriedAgain() async throws {
            let names = Self.faults.map(\.name) + ["abroad", "y", "z"]
            try await HealingStage.with(names) { stage in
                for (name, fault, _) in Self.faults {
                    stage.server.setFault(fault, for: "/\(name).mov")
                }
                // To another origin and back plays like any other.
                stage.server.setForeign(stage.other)
                stage.other.setForeign(stage.server, isWell: true)
                for server in [stage.server, stage.other] {
                    server.setFault(.redirectForeign, for: "/abroad.mov")
                }
                // As many tries as the test needs.
                let patience = [
                    "HYPERWALL_RETRY_MAX": "10", "HYPERWALL_CRASHLOOP_THRESHOLD": "100",
                ]
                let born = ContinuousClock.now
                try await stage.wall("3x3", names.map(stage.url), patience) { wall in
                    let noticed = try await seeFailures(wall)
                    let good = try await wall.wait("the good ones play") { now in
                        now.cells.count { $0.isPlaying && ($0.position ?? 0) > 0.2 } == 3
                    }
                    #expect(stage.other.requests.contains { $0.path == "/abroad.mov" })
                    let others = FrameCount(good, "abroad", "y", "z")
                    let slack = try await wall.slack()
                    for (name, _, _) in Self.faults {
                        let seen = try #require(noticed[name])
                        let asked = try stage.firstRequest(name, born: born)
                        let seconds = (seen - asked).inSeconds
                        Measured.say("\(name) at opening: noticed after \(seconds)")
                        let limit = name == "hang" ? HealingStage.startTimeout : 2
                        #expect(seconds <= limit + slack, "\(name)")
                    }
                    try await theyComeBack(stage, wall, others, slack)
                }
            }
        }

        /// When each cell was first seen to have failed.
        private func seeFailures(
            _ wall: WallProcess
        ) async throws -> [String: ContinuousClock.Instant] {
            var noticed: [String: ContinuousClock.Instant] = [:]
            var said: Set<String> = []
            try await wall.wait("every fault has its card") { now in
                let seen = ContinuousClock.now
                for cell in now.cells {
                    guard let (name, _, word) = Self.faults.first(where: { $0.name == cell.title })
                    else { continue }
                    if cell.failures > 0 { noticed[name] = noticed[name] ?? seen }
                    if cell.state == "backingOff", cell.triesAgain, cell.retryInSeconds != nil,
                        word.isEmpty || cell.reason?.contains(word) == true
                    {
                        said.insert(name)
                    }
                }
                return said.count == Self.faults.count
            }
            return noticed
        }

        private func theyComeBack(
            _ stage: HealingStage, _ wall: WallProcess, _ others: FrameCount, _ slack: Double
        ) async throws {
            try stage.server.mendAll()
            let waits = try await wall.wait("the state") { _ in true }
            // By the wall's own time: when each is to be tried again, or its try is to be over.
            var due: [Int: Double] = [:]
            var back: [Int: Double] = [:]
            let end = try await wall.wait("all play") { now in
                for cell in now.cells where back[cell.number] == nil {
                    let since = now.uptimeSeconds - cell.stateSeconds
                    if cell.isPlaying {
                        back[cell.number] = since
                    } else if let left = cell.retryInSeconds {
                        // A try that began before the mending may fail yet: then there is another.
                        due[cell.number] = max(due[cell.number] ?? 0, now.uptimeSeconds + left)
                    } else if due[cell.number] == nil {
                        due[cell.number] = since + HealingStage.startTimeout
                    }
                }
                return now.cells.allSatisfy(\.isPlaying)
            }
            for (name, _, _) in Self.faults {
                let before = try waits.cell(waits.number(of: name))
                let at = try #require(back[before.number])
                // One that played at the first look was not late.
                let limit = due[before.number] ?? at
                Measured.say("\(name) at opening: back at \(at), due at \(limit)")
                #expect(at <= limit + HealingStage.restart + slack, "\(name)")
                #expect(try end.cell(before.number).item == before.item)
            }
            #expect(try others.losses(until: end) == [])
        }
    }
}

extension HealingStage {
    /// When a film was first asked for.
    /// - Parameter born: soon after the server's start.
    func firstRequest(
        _ name: String, born: ContinuousClock.Instant
    ) throws -> ContinuousClock.Instant {
        let request = server.requests.first { $0.path == "/\(name).mov" }
        return born + .seconds(try request.orFail("\(name) was never asked for").time)
    }
}
