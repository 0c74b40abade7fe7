import Foundation
import Journal
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// `hyperwall journal` and `hyperwall quarantine`.
    @Suite struct JournalTests {
        private func path(_ stage: WallStage) -> String {
            stage.folder.at("state/hyperwall/journal.sqlite")
        }

        private func store(_ stage: WallStage) -> JournalStore {
            JournalStore(path: path(stage), wall: "wall") { Issue.record("\($0)") }
        }

        private func entry(
            _ cell: Int, ago: Double, kind: String = "failure", wall: String = "wall"
        ) -> JournalEntry {
            JournalEntry(
                time: Date().timeIntervalSince1970 - ago, wall: wall, kind: kind, cell: cell,
                item: "file:/a\u{1B}[2J.mp4", title: "clip \(cell)\u{1B}[2J",
                reason: "The file ended early.", attempt: 1, position: 61, seconds: 2)
        }

        @Test func theJournalSaysWhy() async throws {
            try await WallStage.with(screen: nil) { stage in
                let none = try await stage.command(["journal"])
                #expect(none.status == 0)
                #expect(none.text.hasPrefix("Nothing stands in the journal"))
                let store = store(stage)
                store.append(entry(7, ago: 7_000))
                store.append(entry(3, ago: 60, kind: "retry"))
                store.append(entry(7, ago: 30, kind: "recovered"))
                store.append(entry(7, ago: 20, wall: "other"))
                #expect(store.flush(atMost: 10))

                let all = try await stage.command(["journal"])
                #expect(all.status == 0, "\(all.errors)")
                let lines = all.text.split(separator: "\n")
                #expect(lines.count == 3)
                #expect(
                    lines.first?.contains(
                        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  cell 7   failed +“clip 7.+” – The file ended/
                    ) == true, "\(all.text)")
                #expect(!all.text.contains("\u{1B}"))
                let late = try await stage.command(["journal", "--since", "1h", "--cell", "7"])
                #expect(late.text.contains("plays again") && !late.text.contains("failed"))
                #expect(late.text.split(separator: "\n").count == 1)
                let newest = try await stage.command(["journal", "--limit", "1"])
                #expect(newest.text.contains("plays again"))
                let other = try await stage.command(["journal", "--name", "other"])
                #expect(other.text.split(separator: "\n").count == 1)
                let empty = try await stage.command(["journal", "--cell", "9"])
                #expect(empty.status == 0 && empty.text.contains("cell 9"))

                let json = try await stage.command(["journal", "--json", "--cell", "7"])
                let objects = try json.text.split(separator: "\n").map {
                    try JSONDecoder().decode(JournalEntry.self, from: Data($0.utf8))
                }
                #expect(objects.map(\.kind) == ["failure", "recovered"])
                #expect(objects.first?.title == "clip 7\u{1B}[2J" && !json.text.contains("\u{1B}"))
                let nothing = try await stage.command(["journal", "--json", "--cell", "9"])
                #expect(nothing.status == 0 && nothing.text.isEmpty)
                store.close()
            }
        }

        @Test(arguments: [
            (["journal", "--since", "yesterday"], "03:00"), (["journal", "--since", ""], "03:00"),
            (["journal", "--cell", "0"], "--cell"), (["journal", "--cell", "x"], "--cell"),
            (["journal", "--limit", "0"], "--limit"),
            (["quarantine", "clear"], "--all"), (["quarantine", "clear", "x", "--all"], "--all"),
        ])
        func whatIsNotUnderstoodIsOneSentence(arguments: [String], word: String) async throws {
            try await WallStage.with(screen: nil) { stage in
                let run = try await stage.command(arguments)
                #expect(run.status == 64)
                #expect(run.errors.contains(word))
                #expect(run.text.isEmpty)
            }
        }

        @Test func aDamagedJournalIsOneSentence() async throws {
            try await WallStage.with(screen: nil) { stage in
                try FileManager.default.createDirectory(
                    atPath: stage.folder.at("state/hyperwall"), withIntermediateDirectories: true)
                try Data("rubbish, and no database at all".utf8)
                    .write(to: URL(fileURLWithPath: path(stage)))
                for command in [["journal"], ["quarantine"], ["quarantine", "clear", "--all"]] {
                    let run = try await stage.command(command)
                    #expect(run.status == 1)
                    #expect(run.errors.contains(path(stage)))
                    #expect(run.errors.split(separator: "\n").count == 1)
                }
            }
        }

        /// Someone watches while the wall writes, also across a journal that is begun anew.
        @Test func followingShowsWhatComes() async throws {
            try await WallStage.with(screen: nil) { stage in
                let output = stage.folder.at("follow.out")
                let child = try ChildProcess(
                    [WallStage.program, "journal", "--follow", "--cell", "7"],
                    environment: stage.environment(), files: [1: output, 2: output])
                func shows(_ word: String) async -> Bool {
                    await soon {
                        let text = try? String(contentsOfFile: output, encoding: .utf8)
                        return text?.contains(word) == true ? true : nil
                    } ?? false
                }
                var store = store(stage)
                store.append(entry(3, ago: 1, kind: "shed"))
                store.append(entry(7, ago: 1, kind: "failure"))
                #expect(await shows("failed"))
                store.append(entry(7, ago: 0, kind: "retry"))
                #expect(await shows("tries again"))
                store.close()
                for name in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: path(stage) + name)
                }
                store = self.store(stage)
                store.append(entry(7, ago: 0, kind: "recovered"))
                #expect(await shows("plays again"))
                store.close()
                let text = try String(contentsOfFile: output, encoding: .utf8)
                #expect(text.split(separator: "\n").count == 3, "\(text)")
                child.send(SIGINT)
                #expect(await child.end() != nil)
                await child.stop()
            }
        }

        /// Without a wall the stored quarantine is changed; a wall is asked first.
        @Test func theQuarantineIsListedAndCleared() async throws {
            try await WallStage.with(videos: 1, screen: nil) { stage in
                let none = try await stage.command(["quarantine"])
                #expect(none.status == 0 && none.text == "Nothing is in quarantine.\n")
                let nobody = try await stage.command(["quarantine", "clear", "--all"])
                #expect(nobody.status == 0 && nobody.text == "Nothing is in quarantine.\n")
                let now = Date().timeIntervalSince1970
                func row(_ item: String, until: Double) -> QuarantineRow {
                    QuarantineRow(
                        item: item, title: "title of \(item)", source: "mount:/",
                        reason: "It is broken.", since: now - 7200, until: until)
                }
                let store = store(stage)
                store.replaceQuarantine([
                    row("file:/a b.mp4", until: now + 7_300), row("b", until: now + 100),
                    row("c", until: now + 100), row("expired", until: now - 1),
                ])
                store.close()
                let list = try await stage.command(["quarantine", "list"])
                #expect(list.text.split(separator: "\n").count == 3)
                #expect(
                    list.text.contains("file:/a b.mp4 “title of file:/a b.mp4” – It is broken."))
                #expect(list.text.contains("(for 2 h 1 min more)"))
                let json = try await stage.command(["quarantine", "--json"])
                let items = try json.text.split(separator: "\n").map {
                    try JSONDecoder().decode(QuarantineSnapshot.self, from: Data($0.utf8))
                }
                #expect(items.map(\.item.rawValue) == ["b", "c", "file:/a b.mp4"])

                let one = try await stage.command(["quarantine", "clear", "file:/a b.mp4"])
                #expect(one.status == 0 && one.text == "1 item may play again.\n")
                let again = try await stage.command(["quarantine", "clear", "file:/a b.mp4"])
                #expect(again.status == 1 && again.errors.contains("is not in quarantine"))
                let rest = try await stage.command(["quarantine", "clear", "--all"])
                #expect(rest.status == 0 && rest.text.contains("may play again"))
                let empty = try await stage.command(["quarantine"])
                #expect(empty.text == "Nothing is in quarantine.\n")
            }
        }
    }
}
