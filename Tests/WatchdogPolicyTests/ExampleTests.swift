import Foundation
import Testing
import WatchdogPolicy

/// The examples say what is so, and everything that can be said is in one of them.
@Suite struct ExampleTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../config").standardized

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// With every line that is commented out taken in.
    private static func whole(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            line.prefixMatch(of: #/#[A-Z_]+=/#) == nil ? String(line) : String(line.dropFirst())
        }.joined(separator: "\n")
    }

    @Test(arguments: ["emby", "jellyfin", "plex"])
    func anExampleIsUnderstood(_ name: String) throws {
        let global = try Self.text("watchdog.conf.example")
        let service = try Self.text("\(name)-watchdog.conf.example")
        for (global, service) in [(global, service), (Self.whole(global), Self.whole(service))] {
            let (settings, warnings) = try ServiceSettings.read(
                name: name, global: (Array(global.utf8), "g"), service: (Array(service.utf8), "s"))
            #expect(warnings.isEmpty, "\(warnings)")
            let preset = try #require(ServicePreset.named(name))
            #expect(settings.unit == "\(preset.unit).service")
            #expect(settings.healthURL == preset.healthURL)
            #expect(settings.healthExpect == preset.expect)
            #expect(settings.appName == preset.appName)
        }
    }

    @Test func everyKeyIsInAnExample() throws {
        let all = try [
            "watchdog.conf", "emby-watchdog.conf", "jellyfin-watchdog.conf", "plex-watchdog.conf",
        ]
        .map { try Self.text("\($0).example") }.joined()
        for key in ConfigurationKey.allCases {
            #expect(all.contains("\(key.rawValue)="), "\(key.rawValue)")
        }
    }
}
