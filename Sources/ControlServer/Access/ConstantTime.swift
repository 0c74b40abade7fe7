/// Comparing secrets so that the time it takes says nothing about them.
enum ConstantTime {
    /// Whether both are the same bytes. It takes as long as `given` is, whatever is in it.
    static func areEqual(_ given: [UInt8], _ secret: [UInt8]) -> Bool {
        guard !secret.isEmpty else { return false }
        var difference = given.count ^ secret.count
        for (index, byte) in given.enumerated() {
            difference |= Int(byte ^ secret[index % secret.count])
        }
        return difference == 0
    }
}
