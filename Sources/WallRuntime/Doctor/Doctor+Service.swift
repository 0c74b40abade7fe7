import Foundation

extension Doctor {
    /// Whether systemd starts the wall, and which one.
    func service() -> Finding {
        let environment = Foundation.ProcessInfo.processInfo.environment
        for kind in [ServiceFiles.Kind.kiosk, .user] {
            let files = ServiceFiles(kind, root: "", environment: environment)
            guard let file = files.files.first,
                let data = FileManager.default.contents(atPath: file.path)
            else { continue }
            let unit = String(decoding: data, as: UTF8.self)
            let starts = unit.split(separator: "\n").filter { $0.hasPrefix("ExecStart=") }
            guard starts.contains(where: { $0.contains(Places.program) }) else {
                return Finding(
                    level: .warning, subject: "service",
                    text: "\(file.path) starts another program than this one: "
                        + "run “hyperwall install” again")
            }
            let answer = ServiceControl.run(files.systemctl("is-enabled", files.unit))
            guard answer.words.hasPrefix("enabled") else {
                let enable = files.systemctl("enable", files.unit).joined(separator: " ")
                return Finding(
                    level: .warning, subject: "service",
                    text: "\(files.unit) is installed, but does not start by itself: \(enable)")
            }
            let interval = unit.split(separator: "\n").first { $0.hasPrefix("WatchdogSec=") }
            return Finding(
                level: .ok, subject: "service",
                text: "\(files.unit), \(interval ?? "without a watchdog")")
        }
        return Finding(
            level: .ok, subject: "service",
            text: "none; “hyperwall install” lets systemd start the wall, and watch it")
    }
}
