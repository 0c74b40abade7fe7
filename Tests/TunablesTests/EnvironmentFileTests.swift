import Testing
import Tunables

/// An env file is data, whatever stands in it.
@Suite struct EnvironmentFileTests {
    @Test(arguments: [
        ("A=b", "b"), ("  A = b c  ", "b c"), ("A='b c '", "b c "), ("A=\"b\"", "b"),
        ("A=", ""), ("A=''", ""), ("A=b=c", "b=c"), ("A=b # c", "b # c"), ("A=b'c", "b'c"),
        ("A=$(touch /tmp/x)", "$(touch /tmp/x)"), ("A=`id` $HOME ${B}", "`id` $HOME ${B}"),
        ("A=\"$(id) `id`\"", "$(id) `id`"), ("A='$HOME'", "$HOME"), ("A=a\\ b", "a b"),
        ("A=\"a\\\"b\\\\c\\d\\$\"", "a\"b\\c\\d$"), ("A='a\\b'", "a\\b"), ("A=b\r", "b"),
        ("\u{FEFF}A=b", "b"), ("A=x\nA=y", "y"), ("A=ünï 日本", "ünï 日本"), ("A=a\tb", "a\tb"),
    ])
    func aLineIsData(text: String, value: String) {
        let file = envFile(text)
        #expect(file.faults.isEmpty)
        #expect(file.value(of: "A") == value)
    }

    @Test func blankLinesAndCommentsAreSkipped() {
        let file = envFile("\n# A=1\n;A=2\n   \t\n  # x\r\n\r\nA=3\r\n\r\n")
        #expect(file.faults.isEmpty)
        #expect(file.value(of: "A") == "3")
    }

    @Test(arguments: [
        ("A", "Line 1 of wall.env has no “=”; write NAME=value."),
        (
            "export A=b",
            "A on line 1 of wall.env begins with “export”, which only a shell knows; write A=value."
        ),
        ("A=\"b", "A on line 1 of wall.env has a quote that is not closed on the same line."),
        ("A='b\\'c", "A on line 1 of wall.env has text behind the closing quote."),
        ("A=\"b\" # c", "A on line 1 of wall.env has text behind the closing quote."),
        ("A=b\\", "A on line 1 of wall.env ends in a backslash; a value stands on one line."),
        ("A=b\u{1B}[2J", "A on line 1 of wall.env holds a control character."),
        ("A=b\rC=d", "A on line 1 of wall.env holds a control character."),
        ("A=b\u{0}", "Line 1 of wall.env holds a NUL byte."),
    ])
    func aBadLineIsNamed(text: String, message: String) {
        let file = envFile("\(text)\nB=1")
        #expect(file.faults.map(\.message) == [message])
        #expect(file.faults.map(\.line) == [1])
        #expect(file.value(of: "A") == nil)
        #expect(file.value(of: "B") == "1", "the other lines count")
    }

    @Test(arguments: ["1A=b", "=b", "A-B=c", "A B=c", "Ä=1", "$(id)=b", "A\u{1B}=b"])
    func aNameMustBeAName(text: String) {
        let file = envFile(text)
        #expect(file.faults.count == 1)
        #expect(file.faults.allSatisfy { $0.line == 1 && !$0.message.contains("\u{1B}") })
    }

    @Test func theValueOfABadLineIsNeverRepeated() {
        for line in ["A=\"secret", "secret", "export A=secret", "A B=secret", "A=secret\\"] {
            #expect(envFile(line).faults.allSatisfy { !$0.message.contains("secret") })
        }
    }

    @Test func notUTF8IsNamed() {
        let latin = EnvironmentFile(path: "w", bytes: Array("B=1\nA=".utf8) + [0xE4, 0x0A])
        #expect(latin.faults.map(\.message) == ["Line 2 of w is not UTF-8 text."])
        #expect(latin.value(of: "B") == "1")
        let wide = EnvironmentFile(path: "w", bytes: [0xFF, 0xFE, 0x41, 0x00, 0x3D, 0x00])
        #expect(wide.faults.map(\.message) == ["The env file w is UTF-16 text; save it as UTF-8."])
        #expect(!wide.isUsable)
    }

    @Test func sizesAreBounded() {
        let longest = String(repeating: "x", count: EnvironmentFile.lineByteLimit - 2)
        #expect(envFile("A=\(longest)").value(of: "A") == longest)
        let long = envFile("A=\(longest)x\nB=1")
        #expect(long.faults.map(\.message) == ["Line 1 of wall.env is longer than 64 KiB."])
        #expect(long.value(of: "B") == "1")

        let most = String(repeating: "\n", count: EnvironmentFile.lineLimit - 1) + "A=1\n"
        #expect(envFile(most).value(of: "A") == "1")
        let many = envFile("\n" + most)
        #expect(!many.isUsable && many.value(of: "A") == nil)
        #expect(
            many.faults.map(\.message) == [
                "The env file wall.env has more than 10000 lines, so it is no env file."
            ])

        let full = [UInt8](repeating: 0x23, count: EnvironmentFile.byteLimit)
        #expect(EnvironmentFile(path: "w", bytes: full).isUsable)
        let over = EnvironmentFile(path: "w", bytes: full + [0x0A])
        #expect(
            over.faults.map(\.message) == [
                "The env file w is larger than 1 MiB, so it is no env file."
            ])
    }

    @Test func thousandsOfFaultsAreCounted() {
        let file = envFile(String(repeating: "rubbish\n", count: 500))
        #expect(file.faults.count == EnvironmentFile.faultLimit + 1)
        #expect(
            file.faults.last?.message == "The env file wall.env has 400 more lines that are wrong.")
    }

    @Test func aRepeatedVariableIsSaid() {
        let start = resolve(file: "HYPERWALL_VOLUME=1\n\nHYPERWALL_VOLUME=2")
        #expect(start.settings.volume == 2)
        #expect(
            start.warnings.map(\.message) == [
                "HYPERWALL_VOLUME stands more than once in wall.env; line 3 counts."
            ])
    }

    @Test func anUnreadableFileIsAnError() {
        let file = EnvironmentFile(path: "/x.env", unreadable: "cannot be read: no such file")
        let start = Resolution(flags: [:], environment: [:], file: file, mode: .interactive)
        #expect(
            start.errors.map(\.message) == [
                "The env file /x.env cannot be read: no such file."
            ])
        let kiosk = Resolution(flags: [:], environment: [:], file: file, mode: .kiosk)
        #expect(
            kiosk.banner
                == "The env file /x.env cannot be read: no such file. It is left out.")
    }

    @Test func rubbishNeverTraps() {
        var generator = SeededGenerator(state: 2)
        // Bytes that mean something, so that a random text comes far.
        let words =
            TunableTable.rows.map(\.name) + [
                "=", "=", "=", "\n", "\n", "\r\n", "\"", "'", "\\", "#", ";", "$(", "`", "export ",
                " ",
                "\t", "\u{0}", "\u{FEFF}", "http://a:b@c/?d", "3x2", "99999999999999999999", "-",
                ".",
                "0.1", "1", "all", "é", "\u{1F600}",
            ]
        for round in 0..<800 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &generator) {
                if round % 3 == 0 || Int.random(in: 0..<8, using: &generator) == 0 {
                    bytes.append(UInt8.random(in: 0...255, using: &generator))
                } else if let word = words.randomElement(using: &generator) {
                    bytes += Array(word.utf8)
                }
            }
            let file = EnvironmentFile(path: "wall.env", bytes: bytes)
            let person = Resolution(flags: [:], environment: [:], file: file, mode: .interactive)
            let kiosk = Resolution(flags: [:], environment: [:], file: file, mode: .kiosk)
            let reload = resolve().reloaded(environment: [:], file: file)
            #expect(file.faults.isEmpty || !person.errors.isEmpty || person.banner != nil)
            #expect(kiosk.errors.isEmpty)
            for resolution in [person, kiosk, reload.resolution] {
                let said = resolution.warnings.map(\.message) + resolution.errors.map(\.message)
                for sentence in said + [resolution.listing().filter { $0 != "\n" }] {
                    let isOneLine = sentence.unicodeScalars.allSatisfy {
                        $0.value >= 0x20 && $0.value != 0x7F
                    }
                    #expect(isOneLine, "round \(round): \(sentence)")
                }
                #expect(resolution.entries.count == TunableTable.rows.count)
            }
        }
    }
}
