/// The wall's chance: SplitMix64 (Steele, Lea and Flood, 2014), begun anew by each process.
///
/// The system's own generator is a system call for each number, and a library of 100,000 items
/// takes 200,000 of them in one go on the drawing thread. Nobody has to be unable to guess
/// which film comes next.
public struct WallGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator.
    /// - Parameter seed: where it begins.
    public init(seed: UInt64) { state = seed }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
