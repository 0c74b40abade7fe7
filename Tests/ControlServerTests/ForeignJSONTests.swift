import Foundation
import Testing

@testable import ControlServer

/// JSON that another machine sent.
@Suite struct ForeignJSONTests {
    @Test func everyKindOfValueIsRead() {
        let text = #"{"a":true,"b":1,"c":1.5,"d":"true","e":[1,"y",null,[]],"f":{},"g":"1"}"#
        #expect(
            ForeignJSON(Array(text.utf8))
                == .object([
                    "a": .bool(true), "b": .whole(1), "c": .number(1.5), "d": .text("true"),
                    "e": .list([.whole(1), .text("y"), .null, .list([])]), "f": .object([:]),
                    "g": .text("1"),
                ]))
    }

    /// Foundation reads UTF-16, too, and follows brackets by recursion.
    @Test func bracketsAreNotHiddenInAnotherEncoding() throws {
        // U+2222 is two quotation marks to whoever looks at bytes.
        let text = "[\"∢\(String(repeating: "x", count: 3))\"" + String(repeating: ",[", count: 40)
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

    /// A mebibyte of the smallest values of each kind, and what takes Foundation long.
    static let hostile: [String] = [
        "1", "1.5", "\"\"", "true", "[]", "{}", "{\"\":1}", "[[[[[]]]]]",
    ]
    .flatMap { value -> [String] in
        let count = (1 << 20) / (value.utf8.count + 1)
        let row = "[" + Array(repeating: value, count: 1_000).joined(separator: ",") + "]"
        return [
            "[" + Array(repeating: value, count: count).joined(separator: ",") + "]",
            "[" + Array(repeating: row, count: count / 1_000).joined(separator: ",") + "]",
            // As many as are read at all.
            "[" + Array(repeating: row, count: 64_000 / 1_000).joined(separator: ",") + "]",
        ]
    }

    @Test func aHostileAnswerIsReadOrRefusedSoon() {
        for text in Self.hostile {
            let bytes = Array(text.utf8)
            let began = ContinuousClock.now
            let value = ForeignJSON(bytes)
            let time = began.duration(to: .now)
            // Ten times what an idle machine takes.
            #expect(time < .seconds(5), "\(text.prefix(20)) took \(time)")
            if case .list(let elements) = value { #expect(elements.count <= 1_024) }
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
}
