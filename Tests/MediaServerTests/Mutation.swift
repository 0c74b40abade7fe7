/// Chance that is the same on every machine and in every run.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter seed: where it begins.
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, 0 when there is none.
    mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(next() % UInt64(bound)) : 0
    }
}

/// Makes of a good text a bad one.
struct Mutator {
    private var chance: SplitMix64
    /// Values in the place of others.
    private static let values: [[UInt8]] = [
        "null", "true", "false", "[]", "{}", "\"\"", "\" \"", "0", "-1", "1e308", "1e999", "-0.0",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648",
        "1.5", "123456789012345678901234567890", "\"12\"", "[null]", "[[],{},7,\"x\"]",
        "{\"Id\":[]}", "\"\\u0000\\u001b[2J\\n\"", "\"\\ud800\"", "\"\u{85}\u{9B}\"", "NaN",
        "{\"Primary\":7}", "{\"IsFavorite\":\"yes\"}", "\"\u{301}\u{301}\"",
    ].map { Array($0.utf8) }
    /// What is no UTF-8: a lone follower, an overlong form, a surrogate, a cut character.
    private static let broken: [[UInt8]] = [
        [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xFF, 0xFE], [0],
    ]

    init(seed: UInt64) { chance = SplitMix64(seed: seed) }

    /// A mutation or several, one upon the other.
    mutating func mutated(_ sample: [UInt8]) -> [UInt8] {
        var bytes = sample
        for _ in 0...chance.below(3) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        switch chance.below(40) {
        case 0..<6: bytes[chance.below(bytes.count)] ^= 1 << UInt8(chance.below(8))
        case 6..<9: bytes.removeLast(chance.below(bytes.count))
        case 9..<12: bytes.removeSubrange(span(bytes))
        case 12..<15:
            let copy = Array(bytes[span(bytes)])
            bytes.insert(contentsOf: copy, at: chance.below(bytes.count))
        case 15..<28: bytes.replaceSubrange(value(bytes), with: pick(Self.values))
        case 28..<31: bytes.insert(contentsOf: pick(Self.broken), at: chance.below(bytes.count))
        case 31..<34: repeatValue(&bytes)
        case 34: nest(&bytes)
        case 35..<37:
            let letters: [[UInt8]] = [[0x78], [0xD0, 0xB6], [0x65, 0xCC, 0x81], [0x5C, 0x6E]]
            let letter = pick(letters)
            let count = 1 << chance.below(12)
            let text = Array(repeatElement(letter, count: count).joined())
            bytes.replaceSubrange(value(bytes), with: [0x22] + text + [0x22])
        default:
            // One value in the place of another.
            let copy = Array(bytes[value(bytes)])
            bytes.replaceSubrange(value(bytes), with: copy)
        }
    }

    private mutating func pick(_ list: [[UInt8]]) -> [UInt8] { list[chance.below(list.count)] }

    private mutating func span(_ bytes: [UInt8]) -> Range<Int> {
        let start = chance.below(bytes.count)
        return start..<min(bytes.count, start + 1 + chance.below(40))
    }

    /// The same again and again, as a list.
    private mutating func repeatValue(_ bytes: inout [UInt8]) {
        let place = value(bytes)
        guard place.count < 512 else { return }
        let copy = Array(bytes[place]) + [0x2C]
        let list = Array(repeatElement(copy, count: 1 + chance.below(70)).joined()).dropLast()
        bytes.replaceSubrange(place, with: [0x5B] + list + [0x5D])
    }

    private mutating func nest(_ bytes: inout [UInt8]) {
        let depth = 1 << chance.below(13)
        let place = value(bytes)
        let inner = Array(bytes[place])
        let open = [UInt8](repeating: 0x5B, count: depth)
        let close = [UInt8](repeating: 0x5D, count: chance.below(8) == 0 ? depth / 2 : depth)
        bytes.replaceSubrange(place, with: open + inner + close)
    }

    /// The place of a value behind a colon; of nothing when there is none.
    private mutating func value(_ bytes: [UInt8]) -> Range<Int> {
        let from = chance.below(bytes.count)
        guard
            let colon = bytes[from...].firstIndex(of: 0x3A) ?? bytes[..<from].lastIndex(of: 0x3A)
        else { return from..<from }
        var depth = 0
        var isText = false
        var place = colon + 1
        while place < bytes.count {
            let byte = bytes[place]
            if isText {
                if byte == 0x5C { place += 1 }
                isText = byte != 0x22
            } else if byte == 0x22 {
                isText = true
            } else if byte == 0x5B || byte == 0x7B {
                depth += 1
            } else if byte == 0x5D || byte == 0x7D {
                if depth == 0 { break }
                depth -= 1
            } else if byte == 0x2C, depth == 0 {
                break
            }
            place += 1
        }
        return (colon + 1)..<min(place, bytes.count)
    }
}
