/// A cell for the life of its player, whatever number it has on the wall.
public struct CellID: Sendable, Hashable, Codable {
    /// Never used twice by one wall.
    public let rawValue: UInt64
    /// An identity.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}
