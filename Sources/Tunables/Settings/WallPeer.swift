/// Another wall that this one's page shows.
public struct WallPeer: Sendable, Hashable {
    /// What it is called here, by the rule of `HYPERWALL_NAME`.
    public let name: String
    /// Where it is asked.
    public let address: WallAddress
    /// The file that holds its token; nil when it wants none.
    public let tokenFile: String?

    /// A peer.
    public init(name: String, address: WallAddress, tokenFile: String?) {
        self.name = name
        self.address = address
        self.tokenFile = tokenFile
    }
}
