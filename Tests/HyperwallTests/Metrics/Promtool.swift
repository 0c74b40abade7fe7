import Foundation
import TestSupport
import WallPolicy

/// What Prometheus says about figures and expressions.
enum Promtool {
    /// Whether it is installed.
    static var isThere: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")
    }

    /// What it has to say about figures: nothing, when they are as they should be.
    static func check(_ metrics: String, in folder: ScratchFolder) throws -> String {
        let file = folder.at("metrics-\(UUID().uuidString).txt")
        try Data(metrics.utf8).write(to: URL(fileURLWithPath: file))
        let run = try ProgramRun.of("sh", ["-c", "exec promtool check metrics <'\(file)'"])
        return run.text + run.errors + (run.status == 0 ? "" : "exit status \(run.status)")
    }

    /// What it has to say about expressions; empty when it understands them all.
    static func check(expressions: [String], in folder: ScratchFolder) throws -> String {
        // JSON is YAML.
        let rules = expressions.enumerated().map {
            ["record": "a:test:\($0.offset)", "expr": $0.element]
        }
        let groups = ["groups": [["name": "test", "rules": rules] as [String: Any]]]
        let file = folder.at("rules-\(UUID().uuidString).yml")
        try JSONSerialization.data(withJSONObject: groups, options: .withoutEscapingSlashes)
            .write(to: URL(fileURLWithPath: file))
        let run = try ProgramRun.of("promtool", ["check", "rules", file])
        return run.status == 0 ? "" : run.text + run.errors
    }
}

/// A wall's figures at one moment.
struct Figures {
    /// As Prometheus gets them.
    let text: String
    /// By name and labels.
    let values: [String: Double]
    /// The names of the families.
    let names: Set<String>
    /// Those of counters, with the parts of histograms, which are counters too.
    let counters: Set<String>

    init(_ text: String) {
        self.text = text
        var values: [String: Double] = [:]
        var names: Set<String> = []
        var counters: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                let name = String(words[2])
                names.insert(name)
                if words[3] == "counter" { counters.insert(name) }
                if words[3] == "histogram" {
                    counters.formUnion(["_bucket", "_sum", "_count"].map { name + $0 })
                }
            } else if !line.hasPrefix("#"), let space = line.lastIndex(of: " ") {
                values[String(line[..<space])] = Double(line[line.index(after: space)...])
            }
        }
        self.values = values
        self.names = names
        self.counters = counters
    }

    /// The counters that have less here than they had before.
    func fallenSince(_ before: Figures) -> [String] {
        before.values.compactMap { series, old in
            guard counters.contains(String(series.prefix { $0 != "{" })),
                let new = values[series], new < old
            else { return nil }
            return "\(series) \(old) → \(new)"
        }
    }

    /// The sum of all series of a name that have a label.
    func sum(_ name: String, _ label: String = "") -> Double {
        values.filter { $0.key.hasPrefix(name + "{") && (label.isEmpty || $0.key.contains(label)) }
            .reduce(0) { $0 + $1.value }
    }
}

extension WallStage {
    /// What the wall on this stage answers to a request over its socket.
    func ask(_ path: String, _ arguments: String...) throws -> (status: Int, body: String) {
        let run = try ProgramRun.of(
            "curl",
            [
                "-s", "-m", "15", "-w", "\n%{http_code}", "-H", "Hyperwall-Request: 1",
                "--unix-socket", folder.at("run/hyperwall/wall.sock"),
            ] + arguments + ["http://wall" + path])
        let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    /// What Prometheus would get now.
    func figures() throws -> Figures {
        let answer = try ask("/metrics")
        guard answer.status == 200 else {
            throw WallProcess.Timeout(description: "/metrics: \(answer)")
        }
        return Figures(answer.body + "\n")
    }
}
