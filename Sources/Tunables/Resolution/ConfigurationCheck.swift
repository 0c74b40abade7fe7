/// What `hyperwall config --check FILE` says about an env file by itself:
/// strictly, even when the file asks for kiosk mode.
public struct ConfigurationCheck: Sendable, Equatable {
    /// What the file gives on top of the defaults.
    public let resolution: Resolution

    /// Looks at a file.
    public init(file: EnvironmentFile) {
        resolution = Resolution(
            layers: TunableLayers(flags: [:], environment: [:], file: file), mode: .interactive,
            table: TunableTable.rows, kioskCounts: false)
    }

    /// 2 when a start with this file would not be as written, else 0.
    public var exitStatus: Int32 { resolution.errors.isEmpty ? 0 : 2 }

    /// One sentence a line, errors first; empty when all is well.
    public var report: [String] {
        resolution.errors.map { "error: \($0.message)" }
            + resolution.warnings.map { "warning: \($0.message)" }
    }
}
