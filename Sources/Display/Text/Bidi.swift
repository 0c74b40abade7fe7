/// The order in which a line that mixes directions is drawn: the bidirectional
/// algorithm of Unicode (UAX #9) without explicit embeddings, which
/// `CleanText` takes out. Works on characters, not code points, so that
/// accents stay with their letters.
enum Bidi {
    /// What a character does to direction.
    enum Class: Sendable {
        /// A letter written from left to right.
        case left
        /// A letter written from right to left.
        case right
        /// A letter after which digits are Arabic ones.
        case arabic
        /// A digit.
        case number
        /// An Arabic-Indic digit.
        case arabicNumber
        /// `+ - , . : /`, part of a number between digits.
        case separator
        /// `% $ € °`, part of a number beside a digit.
        case terminator
        /// Spaces and everything else.
        case neutral
    }

    /// Levels of embedding, one for each class: even ones run to the right.
    static func levels(of classes: [Class]) -> [UInt8] {
        let base: UInt8 = baseLevel(of: classes)
        guard base == 1 || classes.contains(where: { $0 == .right || $0 == .arabic }) else {
            return Array(repeating: 0, count: classes.count)
        }
        var resolved = classes
        resolveNumbers(&resolved)
        let baseClass: Class = base == 1 ? .right : .left
        resolveNeutrals(&resolved, base: baseClass)
        return resolved.map { kind in
            switch kind {
            case .left: base == 0 ? 0 : 2
            case .number, .arabicNumber: 2
            default: 1
            }
        }
    }

    /// The order in which runs are drawn from left to right (rule L2).
    /// - Parameter levels: of runs in reading order.
    static func visualOrder(_ levels: [UInt8]) -> [Int] {
        var order = Array(levels.indices)
        guard let highest = levels.max(), highest > 0 else { return order }
        for level in stride(from: highest, through: 1, by: -1) {
            var start = 0
            while start < order.count {
                guard levels[order[start]] >= level else {
                    start += 1
                    continue
                }
                var end = start
                while end < order.count, levels[order[end]] >= level { end += 1 }
                order[start..<end].reverse()
                start = end
            }
        }
        return order
    }

    /// The class of a character by its first code point.
    static func classOf(_ scalar: Unicode.Scalar) -> Class {
        switch scalar.value {
        case 0x30...0x39: return .number
        case 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0xA0: return .separator
        case 0x23, 0x24, 0x25, 0xA2...0xA5, 0xB0, 0x20A0...0x20CF: return .terminator
        case 0x0660...0x0669, 0x066B, 0x066C, 0x06DD: return .arabicNumber
        case 0x06F0...0x06F9: return .number
        case 0x0590...0x05FF, 0x07C0...0x085F, 0xFB1D...0xFB4F, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            return .right
        case 0x0600...0x07BF, 0x0860...0x08FF, 0xFB50...0xFDFF, 0xFE70...0xFEFE:
            return scalar.properties.isAlphabetic ? .arabic : .neutral
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .decimalNumber, .letterNumber, .spacingMark:
                return .left
            default: return .neutral
            }
        }
    }

    private static func baseLevel(of classes: [Class]) -> UInt8 {
        for kind in classes {
            switch kind {
            case .left: return 0
            case .right, .arabic: return 1
            default: continue
            }
        }
        return 0
    }

    /// Rules W2 to W7: what belongs to a number, and which letters it follows.
    private static func resolveNumbers(_ classes: inout [Class]) {
        var strong = Class.neutral
        for index in classes.indices {
            switch classes[index] {
            case .left, .right, .arabic: strong = classes[index]
            case .number where strong == .arabic: classes[index] = .arabicNumber
            default: break
            }
        }
        for index in classes.indices where classes[index] == .separator {
            let before = index > 0 ? classes[index - 1] : .neutral
            let after = index + 1 < classes.count ? classes[index + 1] : .neutral
            let joins = before == after && (before == .number || before == .arabicNumber)
            classes[index] = joins ? before : .neutral
        }
        for index in classes.indices where classes[index] == .terminator {
            let before = index > 0 ? classes[index - 1] : .neutral
            let after = index + 1 < classes.count ? classes[index + 1] : .neutral
            classes[index] = before == .number || after == .number ? .number : .neutral
        }
        strong = .neutral
        for index in classes.indices {
            switch classes[index] {
            case .left, .right, .arabic: strong = classes[index]
            case .number where strong == .left: classes[index] = .left
            default: break
            }
        }
    }

    /// Rules N1 and N2: what stands between two of a direction takes it.
    private static func resolveNeutrals(_ classes: inout [Class], base: Class) {
        func direction(_ kind: Class) -> Class { kind == .left ? .left : .right }
        var index = 0
        while index < classes.count {
            guard classes[index] == .neutral else {
                index += 1
                continue
            }
            var end = index
            while end < classes.count, classes[end] == .neutral { end += 1 }
            let before = index > 0 ? direction(classes[index - 1]) : base
            let after = end < classes.count ? direction(classes[end]) : base
            for position in index..<end { classes[position] = before == after ? before : base }
            index = end
        }
    }
}
