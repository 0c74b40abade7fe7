extension StartRecord: Codable {
    private enum Key: String, CodingKey {
        case schema, failures, failuresInARow, isSafe, relapses, pending
    }

    /// What cannot be.
    private struct Refusal: Error {}

    /// Reads and checks it. Fields that it does not know are ignored.
    /// - Throws: an error when it is none, or from a newer version.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guard try fields.decode(Int.self, forKey: .schema) == Self.schema else { throw Refusal() }
        failures = try fields.decode([Double].self, forKey: .failures)
        failuresInARow = try fields.decode(Int.self, forKey: .failuresInARow)
        isSafe = try fields.decode(Bool.self, forKey: .isSafe)
        relapses = try fields.decode(Int.self, forKey: .relapses)
        pending = try fields.decodeIfPresent(Double.self, forKey: .pending)
        let times = failures + (pending.map { [$0] } ?? [])
        guard failures.count <= Self.failuresMax, times.allSatisfy({ $0.isFinite && $0 >= 0 }),
            (0...1_000_000).contains(failuresInARow), (0...Self.relapsesMax + 1).contains(relapses)
        else { throw Refusal() }
    }

    /// Writes it.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(failures, forKey: .failures)
        try fields.encode(failuresInARow, forKey: .failuresInARow)
        try fields.encode(isSafe, forKey: .isSafe)
        try fields.encode(relapses, forKey: .relapses)
        try fields.encodeIfPresent(pending, forKey: .pending)
    }
}
