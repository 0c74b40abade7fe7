/// A cell's identity inside the process: stays when the grid changes, is never used twice.
public struct CellID: Sendable, Hashable, Codable {
    /// The number behind it.
    public let rawValue: UInt64
    /// An identity from its number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}
