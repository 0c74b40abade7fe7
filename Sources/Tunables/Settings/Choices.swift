/// How the wall is to be drawn.
public enum RendererChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// By what the machine has.
    case auto
    /// OpenGL.
    case gl
    /// Straight into the window's pixels.
    case software
}

/// When the media server is asked to make a picture smaller.
public enum TranscodeChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// Much larger than its cell, and above 1080p or while the machine has too much to do.
    case auto
    /// Only when it does not play as it is.
    case never
    /// Whenever it is much larger than its cell.
    case always
}

/// What the media server learns of what is played.
public enum WatchStateChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing that moves a resume point or a watched mark.
    case none
    /// Everything.
    case report
}

/// Whom a remote control means that is pointed at the wall.
public enum RemoteTargetChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// The focused cell.
    case focus
    /// All cells.
    case all
}

/// What of the wall people find in the media server's apps.
public enum RemoteDevicesChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// The wall.
    case wall
    /// The wall, and each of its cells.
    case cells
}

/// The least severe level that is logged; the names are swift-log's.
public enum LogLevel: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every step.
    case trace
    /// What helps to find a fault.
    case debug
    /// What a person may want to know.
    case info
    /// What is unusual, but right.
    case notice
    /// What may need a person.
    case warning
    /// What failed.
    case error
    /// What ends the wall.
    case critical
}
