import Foundation
import TestSupport
import Testing

/// What all tests with a systemd lean on.
@Suite(
    .oneAtATime, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct ServiceManagerTests {
    @Test("a service that stops saying that it lives is restarted, and its words are kept")
    func watchdog() async throws {
        try await ServiceManager.with(environment: ["GREETING": "hello"]) { manager in
            try manager.write(
                unit: "quiet.service",
                """
                [Service]
                Type=notify
                NotifyAccess=all
                ExecStart=/bin/sh -c 'echo "$GREETING"; systemd-notify --ready; exec sleep 60'
                """)
            try manager.change(
                unit: "quiet.service", "[Service]\nWatchdogSec=1\nRestart=always\nRestartSec=0")
            try await manager.systemctl("start", "quiet.service")
            let first = try await manager.property("MainPID", of: "quiet.service")
            // It goes on being restarted while anybody looks.
            try await restarts(1, manager)
            // The restart is counted before there is another process.
            let isAnother = try await soon { () -> Bool? in
                let now = try await manager.property("MainPID", of: "quiet.service")
                return now != first && now != "0" ? true : nil
            }
            #expect(isAnother == true)
            // There is a process before it has said anything.
            let isSaid = await soon {
                manager.log(of: "quiet.service").hasPrefix("hello\nhello\n") ? true : nil
            }
            #expect(isSaid == true)
            try await manager.kill("quiet.service", signal: "SIGKILL")
            try await restarts(2, manager)
        }
    }

    private func restarts(_ count: Int, _ manager: ServiceManager) async throws {
        let found = try await soon { () -> Bool? in
            let text = try await manager.property("NRestarts", of: "quiet.service")
            return Int(text).map { $0 >= count } == true ? true : nil
        }
        _ = try found.orFail("it was not restarted \(count) times")
    }
}
