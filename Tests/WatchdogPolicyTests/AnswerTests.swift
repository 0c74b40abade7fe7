import Testing
import WatchdogPolicy

/// What systemd and servers say.
@Suite struct AnswerTests {
    private static func unit(_ text: String) -> UnitAnswer {
        UnitAnswer(properties: text, monotonicUS: 100_000_000)
    }

    private static let unlisted = Audience.unknown("the answer lists no sessions")

    @Test func aUnitsPropertiesAreUnderstood() {
        let text = """
            LoadState=loaded
            ActiveState=active
            SubState=running
            Result=success
            InvocationID=abc
            NRestarts=2
            ActiveEnterTimestampMonotonic=40000000
            StateChangeTimestampMonotonic=41000000
            UnitFileState=enabled
            """
        #expect(
            Self.unit(text)
                == .report(
                    UnitReport(
                        activity: .active, sinceS: 60, invocation: "abc",
                        activeEnterUS: 40_000_000, automaticRestarts: 2, enablement: "enabled")))
    }

    @Test(arguments: [
        ("LoadState=not-found\nActiveState=inactive", UnitAnswer.unknown("there is no such unit")),
        ("LoadState=masked\nActiveState=inactive", .unknown("the unit is masked")),
        ("", .unavailable("systemctl said nothing about the unit")),
        (
            "LoadState=loaded\nActiveState=failed\nResult=exit-code",
            .report(UnitReport(activity: .dead("failed, exit-code")))
        ),
        (
            "LoadState=loaded\nActiveState=inactive\nResult=success",
            .report(UnitReport(activity: .dead("inactive")))
        ),
    ])
    func whatIsWrongWithAUnitIsSeen(_ text: String, _ answer: UnitAnswer) {
        #expect(Self.unit(text) == answer)
    }

    @Test(arguments: [
        (#"[]"#, Audience.watching(0)),
        (#"[{"NowPlayingItem":{"Id":"1"},"Client":"Emby Web"},{"Client":"x"}]"#, .watching(1)),
        (#"[{"NowPlayingItem":{"Id":"1"},"Client":"Hyperwall"}]"#, .watching(0)),
        (#"[{"NowPlayingItem":null}]"#, .watching(0)),
        (#"<?xml?><MediaContainer size="3"></MediaContainer>"#, .watching(3)),
        (#"{"MediaContainer":{"size":2}}"#, .watching(2)),
        (#"<html>"#, unlisted), (#"{"error":1}"#, unlisted), (#"[{"a":"#, unlisted),
    ])
    func whoWatchesIsCounted(_ body: String, _ audience: Audience) {
        #expect(Audience(Array(body.utf8)) == audience)
    }

    @Test func jsonIsReadAndWritten() {
        let text = "q\"\\ \n\r\t\u{1} é 🎬 /"
        #expect(JSONValue(Array(JSONText.string(text).text.utf8)) == .string(text))
        #expect(JSONValue(Array(#""\ud83c\udfac\u00e9""#.utf8)) == .string("🎬é"))
        #expect(
            JSONValue(Array("{\"a\":[1,true,null]} ".utf8))
                == .object(["a": .array([.number(1), .bool(true), .null])]))
        for bad in ["", "{", "[1,]", "{\"a\"}", "nul", "\"\u{1}\"", "1 2", "\"\\u12\""] {
            #expect(JSONValue(Array(bad.utf8)) == nil, "\(bad)")
        }
    }
}
