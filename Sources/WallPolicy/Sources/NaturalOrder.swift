/// The order in which a person counts: `clip2` before `clip10`, `A` beside `a`.
public enum NaturalOrder {
    /// Whether `first` comes before `second`. Letters without accents compare without case;
    /// what is equal so far is ordered by its bytes, so that the order is always the same.
    public static func precedes(_ first: String, _ second: String) -> Bool {
        var left = first.utf8[...]
        var right = second.utf8[...]
        while let a = left.first, let b = right.first {
            if isDigit(a) && isDigit(b) {
                let x = takeNumber(&left)
                let y = takeNumber(&right)
                if x.count != y.count { return x.count < y.count }
                if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
                continue
            }
            // A slash sorts before all else: a folder's files before those of `folder 2`.
            let x = rank(a)
            let y = rank(b)
            if x != y { return x < y }
            left = left.dropFirst()
            right = right.dropFirst()
        }
        if left.isEmpty != right.isEmpty { return left.isEmpty }
        return first.utf8.lexicographicallyPrecedes(second.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func rank(_ byte: UInt8) -> UInt8 {
        if byte == UInt8(ascii: "/") { return 0 }
        return (65...90).contains(byte) ? byte + 32 : byte
    }

    /// The digits at the front without leading zeros.
    private static func takeNumber(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix(while: isDigit)
        text = text.dropFirst(digits.count)
        return digits.drop { $0 == 48 }
    }
}
