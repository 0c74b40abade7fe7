import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// Whatever comes over the network: it is refused, and the wall plays on.
    @Suite(.alone) struct HostileTests {
        private static let addresses =
            ["127.0.0.1"] + (HostileStage.networkAddress.map { [$0] } ?? [])
        /// More than there are places, by far.
        private static let storm = 10_000

        @Test func whatIsSentIsRefusedAndTheWallPlaysOn() async throws {
            try await HostileStage.with { stage, wall in
                // Heads that never end, while everything else goes on.
                let slow = try await onThread {
                    try Self.addresses.map { address in
                        let client = try TestSocket.connected(port: stage.port, address: address)
                        client.send("GET /api/v1/sta")
                        return client
                    }
                }
                try await Self.staysWhole(stage, wall) {
                    try await onThread {
                        for address in Self.addresses {
                            for request in HostileRequest.all(at: address) {
                                let status = try stage.status(of: request.bytes, at: address)
                                #expect(status == request.status, "\(request.name) at \(address)")
                            }
                            #expect(try stage.answers(at: address))
                        }
                        for client in slow {
                            let answer = HostileStage.answer(on: client)
                            #expect(answer.flatMap(HostileStage.status) == 408, "a slow head")
                            // Not once more anywhere: the number may be another's by then.
                            client.close()
                        }
                    }
                }
            }
        }

        @Test(
            .enabled(
                if: HostileStage.networkAddress != nil,
                "this machine has no address but the loopback"))
        func tenThousandConnectionsKeepNobodyOut() async throws {
            let address = try HostileStage.networkAddress.orFail("no address")
            try await HostileStage.with { stage, wall in
                try await Self.staysWhole(stage, wall) {
                    try await onThread {
                        let crowd = Self.crowd(stage.port, address)
                        defer { for descriptor in crowd { close(descriptor) } }
                        #expect(crowd.count >= 1000)
                        // This machine's own at once, the others as soon as the silent give way.
                        let here = try stage.answers(at: "127.0.0.1")
                        #expect(here)
                        #expect(becomesTrue { (try? stage.answers(at: address)) == true })
                    }
                }
            }
        }

        @Test func aWallWithoutDescriptorsAnswersAgainWhenItHasSome() async throws {
            try await HostileStage.with { stage, wall in
                try await Self.staysWhole(stage, wall, watchesMemory: false) {
                    try await onThread {
                        let limit = try Self.limit(stage.pid)
                        let open = try stage.descriptors()
                        // The gate has one left, then the server behind it, then all of them.
                        for spare in [1, 2, 3, 4, 0] {
                            try Self.setLimit(open + spare, of: stage.pid)
                            for _ in 0..<3 {
                                let client = try TestSocket.connected(port: stage.port)
                                client.send(HostileRequest.plain(token: true))
                                client.finishSending()
                                // Where nobody takes it, it waits in the kernel.
                                var polls = [
                                    pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
                                ]
                                _ = poll(&polls, 1, 200)
                                client.close()
                            }
                        }
                        try Self.setLimit(limit, of: stage.pid)
                        #expect(becomesTrue { (try? stage.answers(at: "127.0.0.1")) == true })
                    }
                }
            }
        }

        /// Runs `body` and checks that no cell lost a frame meanwhile, and that nothing is left.
        private static func staysWhole(
            _ stage: HostileStage, _ wall: WallProcess, watchesMemory: Bool = true,
            _ body: () async throws -> Void
        ) async throws {
            // Once before anything counts: what is made once is made then.
            let answers = try await onThread { try stage.answers(at: "127.0.0.1") }
            #expect(answers)
            let descriptors = try stage.descriptors()
            let memory = try stage.memoryMiB()
            let before = FrameCount(
                try await wall.wait("two cells play and say where they are") { now in
                    now.cells.count == 2
                        && now.cells.allSatisfy { $0.isPlaying && $0.position != nil }
                }, "clip 01", "clip 02")
            try await body()
            let came = try becomesTrue { try stage.descriptors() <= descriptors }
            let left = try stage.descriptors()
            #expect(came, "\(left) descriptors, there were \(descriptors)")
            // Frames enough to tell one that is lost.
            let after = try await wall.wait("two cells play on") { now in
                now.cells.allSatisfy { $0.isPlaying && ($0.position ?? 0) > 4 }
            }
            let losses = try before.losses(until: after)
            #expect(losses == [], "\(losses)")
            let grown = try stage.memoryMiB() - memory
            if watchesMemory { #expect(grown < 24, "it grew by \(grown) MiB") }
        }

        /// Connections that say nothing, as many as this process may have.
        private static func crowd(_ port: UInt16, _ address: String) -> [Int32] {
            var limit = rlimit()
            if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
                limit.rlim_cur = limit.rlim_max
                _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            }
            var crowd: [Int32] = []
            for _ in 0..<storm {
                guard let client = try? TestSocket.connected(port: port, address: address) else {
                    break
                }
                crowd.append(client.descriptor)
            }
            return crowd
        }

        private static func limit(_ pid: pid_t) throws -> Int {
            let run = try ProgramRun.of(
                "prlimit", ["--pid", "\(pid)", "--nofile", "--output", "SOFT", "--noheadings"])
            return try Int(run.text.trimmingCharacters(in: .whitespacesAndNewlines)).orFail(
                "no limit")
        }

        private static func setLimit(_ number: Int, of pid: pid_t) throws {
            let run = try ProgramRun.of("prlimit", ["--pid", "\(pid)", "--nofile=\(number):"])
            #expect(run.status == 0, "\(run.errors)")
        }
    }
}
