import Foundation

/// What a run measured, for whoever wants the numbers beside the verdict:
/// lines appended to the file that `HEALING_FIGURES` names.
enum Measured {
    static func say(_ line: String) {
        guard let path = ProcessInfo.processInfo.environment["HEALING_FIGURES"],
            let file = fopen(path, "a")
        else { return }
        _ = fputs(line + "\n", file)
        _ = fclose(file)
    }
}
