import Testing
import WallPolicy

@Suite struct KeyMapTests {
    static let printable: [(String, WallAction)] = [
        ("+=", .growGrid), ("-", .shrinkGrid), ("]", .addColumn), ("[", .removeColumn),
        ("}", .addRow), ("{", .removeRow), (" ", .togglePause), ("nN", .next), ("pP", .previous),
        ("rR", .reload), ("lL", .toggleLoop), ("mM", .toggleSound), ("9", .volumeDown),
        ("0", .volumeUp), ("fF", .favoritesOnly), ("aA", .allItems), ("bB", .toggleFavorite),
        ("cC", .toggleLabels), ("sS", .toggleStatistics), ("hH?", .toggleHelp), ("qQ", .quit),
    ]
    static let named: [(KeyStroke.Named, KeyStroke.Modifiers, WallAction)] = [
        (.left, [], .moveFocus(.left)), (.right, [], .moveFocus(.right)),
        (.up, [], .moveFocus(.up)), (.down, [], .moveFocus(.down)),
        (.right, .control, .addColumn), (.left, .control, .removeColumn),
        (.down, .control, .addRow), (.up, .control, .removeRow),
        (.left, .shift, .seek(seconds: -10)), (.right, .shift, .seek(seconds: 10)),
        (.enter, [], .toggleSolo), (.escape, [], .escape), (.function(1), [], .toggleHelp),
        (.function(11), [], .toggleFullscreen), (.function(12), [], .snapshot),
    ]
    /// Only these go on while a key is held.
    static let stepwise: Set<WallAction> = [
        .moveFocus(.left), .moveFocus(.right), .moveFocus(.up), .moveFocus(.down), .volumeUp,
        .volumeDown, .seek(seconds: 10), .seek(seconds: -10),
    ]

    private func action(_ stroke: KeyStroke, held: Bool = false) -> WallAction? {
        KeyMap.action(for: stroke, isRepeat: held)
    }

    /// The keypad produces the same text.
    @Test(arguments: 1...8)
    func digitsAreGrids(number: Int) {
        let stroke = KeyStroke.text(Character("\(number)"))
        #expect(action(stroke) == .grid(columns: number, rows: number))
        #expect(action(stroke, held: true) == nil)
    }

    @Test func printableKeys() {
        var used: Set<Character> = Set("12345678")
        for (characters, wanted) in Self.printable {
            for character in characters {
                #expect(action(.text(character)) == wanted, "\(character)")
                let repeated = Self.stepwise.contains(wanted) ? wanted : nil
                #expect(action(.text(character), held: true) == repeated, "\(character) held")
                used.insert(character)
            }
        }
        for value in UInt8(0x20)..<0x7F {
            let character = Character(Unicode.Scalar(value))
            if !used.contains(character) { #expect(action(.text(character)) == nil) }
        }
        for character in "äßжあ\n\t\u{1B}é" { #expect(action(.text(character)) == nil) }
    }

    @Test func otherKeys() {
        let all: [KeyStroke.Named] =
            [.left, .right, .up, .down, .enter, .escape] + (1...12).map { .function($0) }
        for key in all {
            for bits in 0..<16 {
                let modifiers = KeyStroke.Modifiers(rawValue: bits)
                let row = Self.named.first { $0.0 == key && $0.1 == modifiers }
                #expect(action(.named(key, modifiers)) == row?.2, "\(key) \(bits)")
                let repeated = row.flatMap { Self.stepwise.contains($0.2) ? $0.2 : nil }
                #expect(action(.named(key, modifiers), held: true) == repeated, "\(key) \(bits)")
            }
        }
    }

    /// With Ctrl, Alt or Super held a letter is never what it is alone.
    @Test func onlyControlAltQuits() {
        for value in UInt8(0x20)..<0x7F {
            let letter = Character(Unicode.Scalar(value))
            for bits in 0..<16 {
                let modifiers = KeyStroke.Modifiers(rawValue: bits)
                let wanted: WallAction? =
                    letter == "q" && modifiers == [.control, .alt] ? .forceQuit : nil
                #expect(action(.letter(letter, modifiers)) == wanted, "\(letter) \(bits)")
            }
        }
        #expect(action(.letter("q", [.control, .alt]), held: true) == nil)
    }
}
