import Tunables

/// A start with nothing but what a test gives.
func resolve(
    flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil,
    mode: StartMode = .interactive
) -> Resolution {
    Resolution(
        flags: flags, environment: environment, file: file.map { envFile($0) }, mode: mode)
}

/// An env file of that text, called `wall.env`.
func envFile(_ text: String) -> EnvironmentFile { EnvironmentFile(path: "wall.env", text: text) }

extension Resolution {
    /// The line of the listing for a variable.
    func entry(_ name: String) -> TunableEntry? { entries.first { $0.name == name } }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
