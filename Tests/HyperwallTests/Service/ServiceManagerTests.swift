import Foundation
import TestSupport
import Testing

/// What all tests with a systemd lean on.
@Suite(.enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
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
            try await manager.wait(for: "quiet.service", "NRestarts", "1")
            let second = try await manager.property("MainPID", of: "quiet.service")
            #expect(first != second)
            #expect(manager.log(of: "quiet.service").hasPrefix("hello\nhello\n"))
            try await manager.kill("quiet.service", signal: "SIGKILL")
            try await manager.wait(for: "quiet.service", "NRestarts", "2")
        }
    }
}
