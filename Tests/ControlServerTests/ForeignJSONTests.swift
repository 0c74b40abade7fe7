import Foundation
import Journal
import TestSupport
import Testing

@testable import ControlServer

/// JSON that another machine sent.
@Suite @RenderThread struct ForeignJSONTests {
    @Test func everyKindOfValueIsRead() {
        let text =
            #"{"a":true,"b":1,"c":1.5,"d":"true","e":[1,"y",null,[]],"f":{},"g":"1","h":[false,0,2.0,-3]}"#
        #expect(
            ForeignJSON(Array(text.utf8))
                == .object([
                    "a": .bool(true), "b": .whole(1), "c": .number(1.5), "d": .text("true"),
                    "e": .list([.whole(1), .text("y"), .null, .list([])]), "f": .object([:]),
                    "g": .text("1"),
                    "h": .list([.bool(false), .whole(0), .whole(2), .whole(-3)]),
                ]))
    }

    /// Foundation reads UTF-16, too, and follows brackets by recursion.
    @Test func bracketsAreNotHiddenInAnotherEncoding() throws {
        // One byte of U+0122 is a quotation mark to whoever looks at bytes.
        let text = "[\"Ģ\"" + String(repeating: ",[", count: 40)
        let whole = text + String(repeating: "]", count: 41)
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian] {
            let bytes = Array(try #require(whole.data(using: encoding)))
            #expect(!JSONDepth.isShallow(bytes) && !JSONDepth.isSound(bytes))
            #expect(ForeignJSON(bytes) == nil)
        }
        let flat = Array(try #require("[1]".data(using: .utf16LittleEndian)))
        #expect(!JSONDepth.isShallow(flat) && ForeignJSON(flat) == nil)
        #expect(JSONDepth.isSound(Array("[1]".utf8)))
    }

    /// What takes Foundation long, of each kind: a mebibyte in one list, a mebibyte in many, and
    /// as much as is read at all.
    static func hostile(_ value: String) -> [String] {
        func list(_ value: String, _ count: Int) -> String {
            "[" + String(repeating: "\(value),", count: count - 1) + value + "]"
        }
        let count = (1 << 20) / (value.utf8.count + 1)
        let row = list(value, 1_000)
        return [list(value, count), list(row, count / 1_001), list(row, 32)]
    }

    /// What this thread has used of a processor, seconds.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func aHostileAnswerIsReadOrRefusedSoon() {
        for text in ["1", "{}", "{\"\":1.5}"].flatMap({ Self.hostile($0) }) {
            let bytes = Array(text.utf8)
            // Of the processor: what others of this machine do is no work of this.
            let began = Self.processorSeconds
            let json = ForeignJSON(bytes)
            let time = Self.processorSeconds - began
            // On a fast machine, less than a tenth of it.
            #expect(time < 5, "\(text.prefix(20)) took \(time) s")
            if case .list(let elements) = json { #expect(elements.count <= 1_024) }
        }
    }

    @Test func moreThanAnyWallHasIsNoAnswer() {
        let row = "[" + Array(repeating: "1", count: 1_000).joined(separator: ",") + "]"
        func rows(_ count: Int) -> [UInt8] {
            Array("[\(Array(repeating: row, count: count).joined(separator: ","))]".utf8)
        }
        #expect(ForeignJSON(rows(60)) != nil)
        #expect(ForeignJSON(rows(70)) == nil)
        let flat = "[" + Array(repeating: "1", count: 3_000).joined(separator: ",") + "]"
        #expect(
            ForeignJSON(Array(flat.utf8)) == .list(Array(repeating: .whole(1), count: 1_024)))
    }

    @Test(arguments: [
        (#"{"schema":1,"status":"failing","problems":["It\u001b hangs."]}"#, "failing", 1),
        (#"{"schema":1,"status":"playing","problems":[]}"#, "playing", 0),
        (#"{"schema":1,"status":"fine","problems":[]}"#, nil, 0),
        (#"{"schema":1,"status":"failing"}"#, nil, 0), ("ok", nil, 0), ("", nil, 0),
    ])
    func whatAWallSaysOfItself(text: String, status: String?, problems: Int) {
        let health = ForeignHealth(Array(text.utf8))
        #expect(health?.status == status && (health?.problems.count ?? 0) == problems)
        #expect(health?.problems.first.map { $0 == "It\u{FFFD} hangs." } != false)
    }

    @Test func anotherWallsJournalIsCleanAndBounded() throws {
        let text =
            #"{"schema":1,"entries":[{"id":7,"entry":{"time":1e300,"wall":"foyer","#
            + #""kind":"failure","cell":3,"reason":"It\u001b[2J broke."}}]}"#
        let entry = try #require(ForeignJournal.decode(Array(text.utf8))?.first)
        #expect(entry.cell == 3 && entry.kind == "failure" && entry.time == 1e15)
        #expect(entry.reason == "It\u{FFFD}[2J broke.")
        for other in ["{}", "[]", "x", #"{"schema":1,"entries":[{}]}"#] {
            #expect(ForeignJournal.decode(Array(other.utf8)) == nil, "\(other)")
        }
    }
}
