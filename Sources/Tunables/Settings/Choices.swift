/// How the wall is to be drawn.
public enum RendererChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// By what the machine has.
    case auto
    /// OpenGL.
    case gl
    /// Straight into the window's pixels.
    case software
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
