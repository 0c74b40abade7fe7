import Display
import Foundation

extension Doctor {
    /// What the displays do while the wall sleeps; nothing when it never does.
    func night() -> [Finding] {
        guard !settings.schedule.isAlways, !headless else { return [] }
        let problem =
            ProcessInfo.processInfo.environment["DISPLAY"] == nil
            ? "there is no X server" : DisplayPower.problem
        let text =
            problem.map { "displays turn black at night, not off: \($0)" }
            ?? "displays are switched off at night, by DPMS"
        return [Finding(level: .ok, subject: "schedule", text: text)]
    }
}
