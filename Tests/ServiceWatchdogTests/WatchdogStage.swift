import Foundation
import TestSupport

/// A real systemd with a real service, somebody who is told, and the built program.
struct WatchdogStage {
    let manager: ServiceManager
    let service: SickService
    /// Gets every message as JSON.
    let sink: RequestSink
    /// What the program writes lies beneath it.
    let root: String

    /// The built program, beside the test runner.
    static let program =
        URL(fileURLWithPath: WallStage.program).deletingLastPathComponent().path
        + "/service-watchdog"

    /// Sets it up, with the service running and well.
    static func with<Result>(
        _ configuration: String = "", _ play: (WatchdogStage) async throws -> Result
    ) async throws -> Result {
        try await ServiceManager.with { manager in
            let sink = try RequestSink()
            defer { sink.stop() }
            let service = try SickService(manager)
            let stage = WatchdogStage(
                manager: manager, service: service, sink: sink, root: manager.folder.at("root"))
            try service.become("ok")
            try await manager.systemctl("start", service.unit)
            let port = await soon(within: .seconds(60)) { service.port }
            try stage.configure(configuration, port: port ?? 0)
            return try await play(stage)
        }
    }

    /// Times short enough for a test, as the configuration allows. What is said counts.
    func configure(_ configuration: String, port: Int) throws {
        let folder = "\(root)/etc/service-watchdog"
        try FileManager.default.createDirectory(
            atPath: "\(folder)/watchdog.d", withIntermediateDirectories: true)
        try write("\(folder)/watchdog.conf", "WEBHOOK_URL=\"\(sink.url("/hook?secret=s3cr3t"))\"\n")
        try write(
            "\(folder)/watchdog.d/media.conf",
            """
            SERVICE_NAME="media"
            SERVICE_SCOPE="user"
            APP_NAME="Media"
            HEALTH_URL="http://127.0.0.1:\(port)/health?api_key=s3cr3t"
            HEALTH_EXPECT="Healthy"
            HEALTH_TIMEOUT=5
            CONFIRM_CHECKS=2
            CONFIRM_INTERVAL=0.05
            STARTUP_GRACE=0
            VERIFY_WAIT=2
            \(configuration)

            """)
    }

    func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Runs the program among the services.
    func run(_ words: String..., within time: Duration = .seconds(120)) async throws -> ProgramRun {
        try await manager.run([Self.program] + words + ["--root", root], within: time)
    }

    /// One pass; returns the exit status.
    @discardableResult
    func check(_ name: String = "media") async throws -> Int32 {
        try await run("check", name).status
    }

    /// The state file's lines by key, without quotes.
    var state: [String: String] {
        var values: [String: String] = [:]
        for line in text("var/lib/service-watchdog/media.state").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0])] = parts[1].trimmingCharacters(in: ["\""])
        }
        return values
    }

    /// The log.
    var log: String { text("var/log/service-watchdog/media.log") }

    /// A file under the root.
    func text(_ path: String) -> String {
        (try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)) ?? ""
    }

    /// The texts of all messages, in order.
    var messages: [String] {
        sink.requests.compactMap { request in
            let json = try? JSONSerialization.jsonObject(with: Data(request.body))
            return (json as? [String: Any])?["message"] as? String
        }
    }

    /// The messages' places in their incidents.
    var stages: [String] {
        sink.requests.compactMap { request in
            let json = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            return (json?["incident"] as? [String: Any])?["stage"] as? String
        }
    }

    /// Kills the main process and waits until systemd knows.
    func killService() async throws {
        try await manager.kill(service.unit, signal: "SIGKILL")
        try await manager.wait(for: service.unit, "ActiveState", "failed")
    }
}
