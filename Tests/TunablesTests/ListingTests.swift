import Foundation
import Testing

@testable import Tunables

/// What `hyperwall config` and the README show.
@Suite struct ListingTests {
    @Test func theListingNamesEverything() {
        let start = resolve(
            flags: ["HYPERWALL_GRID": "3x2"], environment: ["HYPERWALL_VOLUME": "900"],
            file: "HYPERWALL_FIT=contain")
        let lines = start.listing().split(separator: "\n").map(String.init)
        #expect(lines.count == TunableTable.rows.count + 1)
        func words(_ name: String) -> [String] {
            let line = lines.first { $0.hasPrefix(name + " ") } ?? ""
            return line.components(separatedBy: "  ").filter { !$0.isEmpty }
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(
            words("HYPERWALL_GRID") == [
                "HYPERWALL_GRID", "3x2", "flag", "2x2", "1x1–8x8", "live",
                "columns x rows on each display",
            ])
        #expect(
            words("HYPERWALL_VOLUME") == [
                "HYPERWALL_VOLUME", "100", "environment", "70", "0–100", "live",
                "of the one cell that sounds (given: 900, outside the range)",
            ])
        #expect(words("HYPERWALL_FIT")[2] == "file line 1")
        #expect(words("HYPERWALL_SOCKET")[1] == "-")
        let starts = Set(
            lines.map { line in
                line.range(
                    of: " (default|flag|environment|file|FROM)", options: .regularExpression)?
                    .lowerBound.utf16Offset(in: line)
            })
        #expect(starts.count == 1, "columns are aligned")
    }

    @Test(arguments: [
        ("http://user:pass@host:80/a?api_key=k#t", "http://host:80/a"),
        ("rtsp://user:p@ss@cam/1", "rtsp://cam/1"), ("HTTPS://k@h", "HTTPS://h"),
        ("http://user:pa/ss@host/x", "http://(hidden)"), ("srt://h:1?passphrase=k", "srt://h:1"),
        ("http://user:pass@[::1]:80/x", "http://[::1]:80/x"), ("/a/b?c#d", "/a/b?c#d"),
        ("a b://c:d@e", "a b://c:d@e"), ("http://", "http://"),
        ("http://h/a@b", "http://h/a@b"), ("http://u:1/2@h/", "http://(hidden)"),
    ])
    func aLocationIsShownWithoutItsSecrets(given: String, shown: String) {
        #expect(Redaction.location(given) == shown)
    }

    @Test func sourcesAreShownWithoutCredentials() throws {
        let start = resolve(environment: [
            "HYPERWALL_SOURCES": "/media;https://me:secret@h/a.m3u8?token=secret"
        ])
        #expect(start.settings.sources.last == "https://me:secret@h/a.m3u8?token=secret")
        #expect(start.entry("HYPERWALL_SOURCES")?.value == "/media; https://h/a.m3u8")
        let json = try String(decoding: JSONEncoder().encode(start.document), as: UTF8.self)
        #expect(!start.listing().contains("secret") && !json.contains("secret"))
    }

    @Test func aSecretIsNeverShown() {
        let row = Tunable(
            "KEY", \.audioDevice,
            .text(range: "digits", expectation: "digits", lengthMax: 9) { (48...57).contains($0) },
            .live, isSecret: true, "a key")
        for (value, isGood) in [("12345", true), ("hunter", false)] {
            let layers = TunableLayers(
                flags: [:], environment: ["HYPERWALL_KEY": value], file: nil)
            let start = Resolution(layers: layers, mode: .interactive, table: [row])
            #expect(start.errors.isEmpty == isGood)
            let reload = start.reloaded(layers: layers, table: [row])
            let said = start.errors + reload.kept
            #expect(said.allSatisfy { !$0.message.contains(value) })
            #expect(!start.listing().contains(value))
            #expect(!start.document.tunables.description.contains(value))
            #expect(start.entries.first?.value == Redaction.hidden)
        }
    }

    @Test func theDocumentIsComplete() throws {
        let start = resolve(environment: ["HYPERWALL_GRID": "x", "HYPERWALL_VOLUME": "900"])
        let data = try JSONEncoder().encode(start.document)
        let back = try JSONDecoder().decode(ConfigurationDocument.self, from: data)
        #expect(back == start.document)
        #expect(back.schema == 1 && back.tunables.count == TunableTable.rows.count)
        #expect(back.errors.map(\.name) == ["HYPERWALL_GRID"])
        #expect(back.warnings.map(\.name) == ["HYPERWALL_VOLUME"])
    }

    @Test func checkIsStrictEvenForAKiosk() {
        let bad = ConfigurationCheck(file: envFile("HYPERWALL_KIOSK=1\nHYPERWALL_GRID=big"))
        #expect(bad.exitStatus == 2)
        #expect(
            bad.report == [
                "error: HYPERWALL_GRID is “big” (line 2 of wall.env); it must be columns x rows, "
                    + "from 1x1 to 8x8."
            ])
        let clamped = ConfigurationCheck(file: envFile("HYPERWALL_VOLUME=900"))
        #expect(clamped.exitStatus == 0)
        #expect(clamped.report.count == 1 && clamped.report[0].hasPrefix("warning: "))
        #expect(ConfigurationCheck(file: envFile("HYPERWALL_GRID=1x1")).report.isEmpty)
        let gone = EnvironmentFile(path: "x", unreadable: "cannot be read: no such file")
        #expect(ConfigurationCheck(file: gone).exitStatus == 2)
    }

    @Test func namesAreUniqueAndWellFormed() {
        let names = TunableTable.rows.map(\.name)
        #expect(Set(names).count == names.count)
        for row in TunableTable.rows {
            #expect(row.name.hasPrefix(TunableTable.prefix))
            #expect(!row.meaning.isEmpty && !row.meaning.contains("|") && row.meaning.count <= 90)
            #expect(!row.range.contains("|") && !row.defaultText.contains("|"))
        }
    }

    @Test func distanceCountsWhatAPenSlips() {
        #expect(editDistance("", "abc") == 3)
        #expect(editDistance("grid", "gird") == 1)
        #expect(editDistance("shuffle", "shufle") == 1)
        #expect(editDistance("kitten", "sitting") == 3)
        #expect(editDistance("same", "same") == 0)
    }

    @Test func theReadmeShowsThisTable() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let parts = readme.components(separatedBy: TunableTable.readmeBegin + "\n")
        #expect(parts.count == 2, "README.md holds \(TunableTable.readmeBegin) once")
        let shown = parts.last?.components(separatedBy: TunableTable.readmeEnd).first
        #expect(shown == TunableTable.readmeTable(), "replace the README's table with the second")
    }
}
