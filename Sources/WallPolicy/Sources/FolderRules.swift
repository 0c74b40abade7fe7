/// What of a folder is played.
public enum FolderRules {
    /// Folders inside folders, at most.
    public static let depthMax = 32
    /// Items of a wall, at most.
    public static let itemsMax = 100_000
    /// Extensions of the usual video files, small letters.
    public static let videoExtensions: Set<String> = [
        "3g2", "3gp", "asf", "avi", "divx", "dv", "f4v", "flv", "h264", "hevc", "m1v", "m2t",
        "m2ts", "m2v", "m4v", "mkv", "mov", "mp4", "mpe", "mpeg", "mpg", "mts", "mxf", "ogm",
        "ogv", "qt", "rm", "rmvb", "ts", "vob", "webm", "wmv", "wtv", "y4m",
    ]

    /// Whether a file of this name inside a folder is an item. Lists inside a folder are not
    /// followed: they name what the folder holds anyway.
    public static func isVideo(name: String) -> Bool {
        !isHidden(name: name) && videoExtensions.contains(PathText.fileExtension(of: name))
    }

    /// Whether a file or folder is hidden: its name begins with a dot. (Half-copied files of
    /// rsync and the trash of desktops are of that kind.)
    public static func isHidden(name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".")
    }
}
