import Foundation
import TestSupport
import Testing
import WallPolicy

/// The kiosk's unit as far as it can run without a seat: its commands, its way of being told of,
/// its end; under an X server that draws into memory, and a user's manager.
@Suite(
    .serialized, .oneAtATime,
    .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"),
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/xinit"),
        "The package xinit is not installed."))
struct KioskTests {
    private static let unit = "hyperwall-kiosk.service"
    /// What needs the system's manager, a console or its own /tmp, in which a user's manager
    /// could not be reached.
    private static let left = [
        "User", "PAMName", "TTY", "Standard", "Utmp", "SupplementaryGroups", "Device", "OOM",
        "PrivateTmp", "Protect", "ReadWrite", "Capability", "Ambient", "RemoveIPC", "Memory",
    ]

    /// The installed unit, for a manager in this folder and an X server of this number.
    private func unit(_ installed: String, run: String, display: Int) -> String {
        installed.split(separator: "\n").filter { line in
            !Self.left.contains { line.hasPrefix($0) }
        }.joined(separator: "\n")
            .replacingOccurrences(of: "/run/", with: "\(run)/")
            .replacingOccurrences(
                of: "/usr/lib/xorg/Xorg :0 vt7 -keeptty",
                with: "/usr/bin/Xvfb :\(display) -screen 0 640x360x24"
            )
            .replacingOccurrences(of: " -s 0", with: "")
    }

    @Test("xinit starts, the wall says when it is shown, and ends before its display does")
    func life() async throws {
        // Other servers of these tests count from 0, and those before them from 700.
        let display = try (300..<600).first {
            access("/tmp/.X11-unix/X\($0)", F_OK) != 0 && access("/tmp/.X\($0)-lock", F_OK) != 0
        }.orFail("no display number is free")
        try await ServiceManager.with { manager in
            let root = manager.folder.at("root")
            let env = manager.folder.at("wall.env")
            // The usual port may be another wall's on this machine, which STATUS would say.
            try Data(
                "HYPERWALL_RENDERER=software\nHYPERWALL_GRID=1x1\nHYPERWALL_HTTP=127.0.0.1:0\n".utf8
            )
            .write(to: URL(fileURLWithPath: env))
            let install = try await manager.run([
                WallStage.program, "install", "--kiosk", "--root", root, "--env", env,
            ])
            #expect(install.status == 0, "\(install.errors)")
            let installed = try String(
                contentsOfFile: "\(root)/etc/systemd/system/\(Self.unit)", encoding: .utf8)
            try manager.write(
                unit: Self.unit,
                unit(installed, run: manager.folder.at("run"), display: display))
            try manager.change(unit: Self.unit, "[Service]\nWatchdogSec=3\nRestartSec=100ms")

            try await manager.systemctl("start", Self.unit)
            // No waiting here: this is what start promises.
            let wall = try await manager.run([WallStage.program, "status", "--json"])
            #expect(wall.status == 0, "started, and no wall: \(manager.log(of: Self.unit))")
            try await manager.wait(for: Self.unit, "StatusText", "1/1 playing")
            try await manager.systemctl("reload", Self.unit)
            let reloaded = await soon {
                manager.log(of: Self.unit).contains("configuration read again") ? true : nil
            }
            #expect(reloaded == true, "\(manager.log(of: Self.unit))")

            // The display server stands still, and everything is started again.
            _ = try await manager.run(["pkill", "-STOP", "Xvfb"])
            try await manager.wait(for: Self.unit, "NRestarts") { $0 != "0" }
            try await manager.wait(for: Self.unit, "StatusText", "1/1 playing")

            try await manager.systemctl("stop", Self.unit)
            #expect(try await manager.property("Result", of: Self.unit) == "success")
            #expect(manager.log(of: Self.unit).contains("ending: signal 15"))
            let left = try await manager.run(["pgrep", "-x", "Xvfb|hyperwall|xinit"])
            #expect(left.text.isEmpty, "\(left.text)")
        }
    }
}
