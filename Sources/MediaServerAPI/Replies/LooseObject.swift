/// A JSON object whose keys are found whatever their case, as the servers themselves do it.
struct LooseObject: Decodable {
    private let values: KeyedDecodingContainer<LooseKey>
    private let keys: [String: LooseKey]

    /// Keys that are looked at: no message has as many.
    private static var keysMax: Int { 64 }

    init(from decoder: any Decoder) throws {
        values = try decoder.container(keyedBy: LooseKey.self)
        keys = Dictionary(
            values.allKeys.prefix(Self.keysMax).map { ($0.stringValue.lowercased(), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A text, or a number as text; nil when it is too long or no name for machines.
    func text(_ key: String, bytesMax: Int) -> String? {
        keys[key].flatMap { values.text($0, bytesMax: bytesMax) }
    }

    /// A text for people, whatever its length.
    func words(_ key: String) -> String? {
        keys[key].flatMap { try? values.decodeIfPresent(String.self, forKey: $0) }
    }

    /// A whole number, also as text.
    func number(_ key: String) -> Int64? {
        guard let key = keys[key] else { return nil }
        return values.number(key)
            ?? values.text(key, bytesMax: 64).flatMap(Double.init)
            .flatMap { Int64(exactly: $0.rounded()) }
    }

    /// Yes or no, also as text.
    func flag(_ key: String) -> Bool? {
        guard let key = keys[key] else { return nil }
        return values.flag(key)
            ?? values.text(key, bytesMax: 8).flatMap { Bool($0.lowercased()) }
    }

    /// Anything else; nil when it is not there, or not such a thing.
    func value<Value: Decodable>(_ key: String, as _: Value.Type = Value.self) -> Value? {
        keys[key].flatMap { try? values.decodeIfPresent(Value.self, forKey: $0) }
    }
}

/// Any key.
struct LooseKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
