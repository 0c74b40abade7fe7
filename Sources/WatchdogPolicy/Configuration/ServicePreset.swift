/// Services that are known by name.
public struct ServicePreset: Sendable, Equatable {
    /// The name on the command line and of the files.
    public let name: String
    /// What people call it.
    public let appName: String
    /// Its unit in its own packages.
    public let unit: String
    /// What tells that it lives, on its usual port.
    public let healthURL: String
    /// What a healthy answer says.
    public let expect: String

    /// Emby, Jellyfin and Plex.
    public static let all = [
        ServicePreset(
            name: "emby", appName: "Emby", unit: "emby-server",
            healthURL: "http://127.0.0.1:8096/emby/System/Info/Public", expect: "ServerName"),
        ServicePreset(
            name: "jellyfin", appName: "Jellyfin", unit: "jellyfin",
            healthURL: "http://127.0.0.1:8096/health", expect: "Healthy"),
        ServicePreset(
            name: "plex", appName: "Plex", unit: "plexmediaserver",
            healthURL: "http://127.0.0.1:32400/identity", expect: "MediaContainer"),
    ]

    /// The one of this name.
    public static func named(_ name: String) -> ServicePreset? { all.first { $0.name == name } }
}
