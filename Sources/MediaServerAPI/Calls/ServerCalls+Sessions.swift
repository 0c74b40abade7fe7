extension ServerCalls {
    /// What a wall obeys, in the servers' words: names of Jellyfin's enumeration only, for one
    /// that a server does not know costs the whole message on some versions.
    public static let remoteCommands = [
        "Play", "PlayState", "PlayNext", "SetVolume", "Mute", "Unmute", "ToggleMute", "VolumeUp",
        "VolumeDown", "DisplayMessage", "DisplayContent", "SetRepeatMode", "SetShuffleQueue",
        "SetPlaybackOrder", "SetAudioStreamIndex", "SetSubtitleStreamIndex", "GoHome",
        "ToggleFullscreen",
    ]

    /// Tells what this device can do; without it nobody can command the device. A restarted
    /// server has forgotten it.
    public var capabilities: ServerCall {
        ServerCall(
            .post, "/Sessions/Capabilities/Full", body: Capabilities(dialect: dialect),
            isRepeatable: true)
    }

    /// The server's sessions of one device.
    /// - Parameter device: its lasting id.
    public func sessions(device: String) -> ServerCall {
        ServerCall(
            .get, "/Sessions", query: [(dialect == .emby ? "DeviceId" : "deviceId", device)])
    }
}

private struct Capabilities: Encodable {
    let dialect: ServerDialect

    enum CodingKeys: String, CodingKey {
        case media = "PlayableMediaTypes"
        case commands = "SupportedCommands"
        case isControlled = "SupportsMediaControl"
        case isLasting = "SupportsPersistentIdentifier"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(["Video"], forKey: .media)
        try values.encode(commands, forKey: .commands)
        try values.encode(true, forKey: .isControlled)
        // Emby's devices last anyhow, and it has no such field.
        if dialect != .emby { try values.encode(true, forKey: .isLasting) }
    }

    /// The order of playing came with Jellyfin 10.9.
    private var commands: [String] {
        dialect == .jellyfin
            ? ServerCalls.remoteCommands
            : ServerCalls.remoteCommands.filter { $0 != "SetPlaybackOrder" }
    }
}
