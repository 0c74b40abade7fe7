import Foundation
import TestSupport

/// What the checkout gives to Prometheus and Grafana.
enum Examples {
    /// The folder of examples.
    static let config = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config")

    /// What is for people who look closer, or told by another figure.
    static let notShown: Set<String> = [
        "hyperwall_displays", "hyperwall_items", "hyperwall_safe_mode", "hyperwall_cell_paused",
        "hyperwall_cell_since_frame_seconds", "hyperwall_server_state",
    ]

    /// The dashboard as Grafana imports it.
    static func dashboard() throws -> [String: Any] {
        let file = config.appendingPathComponent("grafana-dashboard.json")
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return try (json as? [String: Any]).orFail("the dashboard is no object")
    }

    /// Everything that it asks Prometheus, with its variables filled in.
    static func dashboardExpressions() throws -> [String] {
        let panels = try dashboard()["panels"] as? [[String: Any]] ?? []
        return panels.flatMap { panel in
            (panel["targets"] as? [[String: Any]] ?? []).compactMap { $0["expr"] as? String }
        }.map {
            $0.replacingOccurrences(of: "$__rate_interval", with: "5m")
                .replacingOccurrences(of: "$wall", with: ".+")
        }
    }

    /// What the alerts ask.
    static func alertExpressions() throws -> [String] {
        let file = config.appendingPathComponent("prometheus-rules.yml")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.components(separatedBy: "expr: ").dropFirst().map { part in
            let lines = part.components(separatedBy: "\n")
            guard lines[0].hasPrefix(">") else { return lines[0] }
            return lines.dropFirst().prefix { $0.hasPrefix("          ") }.joined(separator: " ")
        }
    }

    /// The names of the wall's figures in an expression.
    static func names(in expression: String) -> Set<String> {
        Set(expression.matches(of: /hyperwall_[a-z_]+/).map { String($0.output) })
    }
}
