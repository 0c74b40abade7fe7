/// What remote control needs to know.
public struct RemoteControlSettings: Sendable {
    /// Between two proofs that the server lets the wall be commanded
    /// (`HYPERWALL_HEALTH_CHECK_S`); the cells' devices together are proved as often, too.
    public var healthCheck: Duration
    /// Certificate authorities besides the system's (`HYPERWALL_TLS_CA_FILE`).
    public var caFile: String?
    /// Whether certificates are checked; false for `HYPERWALL_TLS_INSECURE=1` only.
    public var verifiesCertificates: Bool
    /// After so long without a word of the server's it is pinged.
    public var pingInterval = Duration.seconds(10)
    /// A server that does not answer a ping for so long is gone.
    public var pingPatience = Duration.seconds(10)
    /// How long the items of a cast may be looked up; whoever cast them waits.
    public var lookUpPatience = Duration.seconds(10)

    /// Settings.
    public init(
        healthCheck: Duration = .seconds(120), caFile: String? = nil,
        verifiesCertificates: Bool = true
    ) {
        self.healthCheck = healthCheck
        self.caFile = caFile
        self.verifiesCertificates = verifiesCertificates
    }
}
