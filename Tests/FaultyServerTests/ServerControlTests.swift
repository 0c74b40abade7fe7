import FaultyServer
import Foundation
import TestSupport
import Testing

/// What a test can do to a server that serves.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ServerControlTests {
    /// A client that takes a film slowly, so that it is under way for 10 s.
    private func slowClient(_ stage: ServerStage) async throws -> ChildProcess {
        let client = try ChildProcess(
            [
                "curl", "--silent", "--noproxy", "*", "--limit-rate", "3M", "--max-time", "300",
                "--output", stage.folder.at("got"), stage.server.url("/long.mov"),
            ], files: [1: "/dev/null", 2: "/dev/null"])
        guard try await comesAbout({ try bytesGot(stage) > 0 }) else {
            throw WallProcess.Timeout(description: "nothing came")
        }
        return client
    }

    private func bytesGot(_ stage: ServerStage) throws -> Int {
        let path = stage.folder.at("got")
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    @Test func aRunningTransferIsReset() async throws {
        try await ServerStage.with { stage in
            let client = try await slowClient(stage)
            defer { client.send(SIGKILL) }
            stage.server.resetNow("/long.mov")
            #expect(await comesAbout { client.exitStatus != nil })
            #expect([18, 56].contains(client.exitStatus))
            #expect(try await Curl.get(stage.server.url("/long.mov")).exit != 0)
            stage.server.setFault(nil, for: "/long.mov")
            #expect(try await Curl.get(stage.server.url("/long.mov"), ["--head"]).code == 200)
        }
    }

    @Test func aRunningTransferGoesSilentUntilItIsDropped() async throws {
        try await ServerStage.with { stage in
            let client = try await slowClient(stage)
            defer { client.send(SIGKILL) }
            stage.server.stallNow("/long.mov")
            #expect(try await Curl.get(stage.server.url("/long.mov"), seconds: 0.5).exit == 28)
            #expect(client.exitStatus == nil)
            // Mended, new transfers are well; the silent one stays so until it is dropped.
            stage.server.setFault(nil, for: "/long.mov")
            #expect(try await Curl.get(stage.server.url("/long.mov"), ["--head"]).code == 200)
            #expect(client.exitStatus == nil)
            stage.server.dropConnections("/long.mov")
            #expect(await comesAbout { client.exitStatus != nil })
            #expect(client.exitStatus == 18)
        }
    }

    @Test func itRefusesAndComesBack() async throws {
        try await ServerStage.with { stage in
            let url = stage.server.url("/film.mov")
            try stage.server.setMood(.refuses)
            #expect(await comesAbout { (try? await Curl.get(url).exit) == 7 })
            try stage.server.setMood(.well)
            #expect(try await Curl.get(url).size == FaultTableTests.size)
            try stage.server.setMood(.hangs)
            #expect(try await Curl.get(stage.server.url("/"), seconds: 0.3).exit == 28)
            try stage.server.mendAll()
            #expect(try await Curl.get(stage.server.url("/")).code == 200)
            // The same by a person's hands.
            // Long enough that a slow machine's curl meets it.
            let control = stage.server.url("/control/refuse?seconds=5")
            #expect(try await Curl.get(control, ["--request", "POST"]).code == 200)
            #expect(await comesAbout { (try? await Curl.get(url).exit) == 7 })
            #expect(await comesAbout { (try? await Curl.get(url).exit) == 0 })
        }
    }

    @Test func requestsAreCounted() async throws {
        try await ServerStage.with { stage in
            let url = stage.server.url("/film.mov?fault=hang")
            let clients = try (0..<3).map { _ in
                try ChildProcess(
                    ["curl", "--silent", "--noproxy", "*", "--max-time", "300", url],
                    files: [1: "/dev/null", 2: "/dev/null"])
            }
            defer { for client in clients { client.send(SIGKILL) } }
            #expect(await comesAbout { stage.server.mostInFlight("/film.mov") == 3 })
            #expect(stage.server.mostInFlight("/") == 0)
            for client in clients { client.send(SIGKILL) }
            #expect(await comesAbout { stage.server.connections == 0 })
            _ = try await Curl.get(stage.server.url("/film.mov"), ["--range", "5-6"])
            #expect(stage.server.mostInFlight("/film.mov") == 3)
            let last = try #require(stage.server.requests.last)
            #expect(last.method == "GET" && last.path == "/film.mov")
            #expect(last.headers["range"] == "bytes=5-6")
            #expect(stage.server.connectionsEver == 4)
        }
    }

    /// Sockets of this process that are bound to a port: what the server may leave behind.
    private func sockets(of port: UInt16) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            guard let number = Int32(name) else { return false }
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isSocket = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    getsockname(number, address, &size) == 0
                }
            }
            return isSocket && address.sin_family == sa_family_t(AF_INET)
                && address.sin_port == port.bigEndian
        }
    }

    @Test func theEndLeavesNoDescriptor() async throws {
        try await ServerStage.with { stage in
            let port = stage.server.port
            let clients = try ["hang", "stall:1000", "trickle:100", "slow:9"].map {
                fault in
                try ChildProcess(
                    [
                        "curl", "--silent", "--noproxy", "*", "--limit-rate", "1K", "--max-time",
                        "300", stage.server.url("/film.mov?fault=\(fault)"),
                    ], files: [1: "/dev/null", 2: "/dev/null"])
            }
            defer { for client in clients { client.send(SIGKILL) } }
            #expect(await comesAbout { stage.server.connections == 4 })
            let open = try sockets(of: port)
            #expect(open == 5)
            stage.server.stop()
            #expect(try await comesAbout { try sockets(of: port) == 0 })
            #expect(stage.server.connections == 0)
            #expect(try await Curl.get(stage.server.url("/")).exit == 7)
        }
    }
}
