import FaultyServer
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Many at once, some that nobody waits for any more, and the end of all.
struct ClientManyTests {
    @Test func twoHundredAtOnce() async throws {
        try await ClientStage.with { stage in
            let good = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        var request = stage.request("/echo", .post)
                        request.body = Array("\(number)".utf8)
                        let reply = try await stage.client.send(request)
                        return reply.body == Array("POST \(number)".utf8)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(good == 200)
            #expect(stage.server.mostInFlight("/echo") <= 16)
        }
    }

    @Test func aCancelledTaskEndsItsTransfer() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.hang, for: "/x")
            let task = Task { await stage.client.failure(stage.request("/x")) }
            #expect(await stage.hasRequests(1))
            #expect(stage.server.connections == 1)
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(await stage.losesConnections())
        }
    }

    @Test func aCancelledTaskInTheLineIsNeverSent() async throws {
        var settings = HTTPClientSettings()
        settings.transfersMax = 1
        try await ClientStage.with(settings) { stage in
            stage.server.setFault(.hang, for: "/first")
            let first = Task { await stage.client.failure(stage.request("/first")) }
            #expect(await stage.hasRequests(1))
            let second = Task { await stage.client.failure(stage.request("/second")) }
            // Whether it waits in the line yet or has not begun, it is not sent.
            second.cancel()
            #expect(await second.value == .cancelled)
            var late = stage.request("/third")
            late.total = .milliseconds(200)
            #expect(await stage.client.failure(late) == .timedOut)
            first.cancel()
            #expect(await first.value == .cancelled)
            let other = try await stage.client.send(stage.request("/fourth"))
            #expect(other.status == 200)
            #expect(stage.server.requests.map(\.path) == ["/first", "/fourth"])
        }
    }

    @Test func aCancelledTaskDoesNotBegin() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.hang, for: "/x")
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await stage.client.failure(stage.request("/x"))
            }
            #expect(await task.value == .cancelled)
            #expect(await stage.losesConnections())
        }
    }

    @Test func closingEndsEverything() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.hang, for: "/x")
            let tasks = (0..<40).map { _ in
                Task { await stage.client.failure(stage.request("/x")) }
            }
            // The others wait in the line.
            #expect(await stage.hasRequests(16))
            stage.client.close()
            for task in tasks { #expect(await task.value == .closed) }
            #expect(await stage.losesConnections())
            #expect(await stage.client.failure(stage.request("/y")) == .closed)
            #expect(stage.server.requests.count == 16)
        }
    }

    @Test func fiveHundredRequestsLeaveNothing() async {
        // Descriptors and threads belong to the whole process: this one has its own.
        await #expect(processExitsWith: .success) {
            let server = try FaultyServer(site: ClientSite())
            defer { server.stop() }
            let client = HTTPClient()
            defer { client.close() }
            server.setFault(.hang, for: "/hang")
            server.setFault(.cut(percent: 50), for: "/large")
            func ask(_ number: Int) async {
                var request = HTTPRequest(url: server.url("/x"))
                switch number % 5 {
                case 0:
                    request.url = server.url("/endless")
                    request.headOnly = true
                case 1: request.url = server.url("/large")
                case 2:
                    request.url = server.url("/hang")
                    request.total = .milliseconds(5)
                default: break
                }
                _ = await client.failure(request)
            }
            for number in 0..<20 { await ask(number) }
            let isQuiet = await soon(within: .seconds(60)) {
                server.connections <= 1 ? true : nil
            }
            #expect(isQuiet == true)
            let before = try ProcessResources.now()
            for number in 0..<500 { await ask(number) }
            let after = try await soon(within: .seconds(60)) {
                let now = try ProcessResources.now()
                let isSmall =
                    now.descriptors <= before.descriptors + 2
                    && now.threads.count <= before.threads.count + 4
                return isSmall ? now : nil
            }
            let last = try ProcessResources.now()
            #expect(after != nil, "\(before) became \(last)")
        }
    }
}
