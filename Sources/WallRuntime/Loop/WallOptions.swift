public import Geometry
public import Tunables
public import WallPolicy

/// How a wall is started.
public struct WallOptions: Sendable {
    /// The tunables.
    public var resolution: Resolution
    /// No display: SDL's offscreen or dummy driver.
    public var headless: Bool
    /// A window of this size instead of the whole display.
    public var windowSize: PixelSize?
    /// The program's version.
    public var version: String
    /// Where the GLSL files are.
    public var shaderFolder: String
    /// Where snapshots and logs go; made when it is needed.
    public var stateFolder: String
    /// The database of the journal and the quarantine.
    public var journal: String { "\(stateFolder)/journal.sqlite" }
    /// Where F12's pictures go.
    public var pictureFolder: String
    /// Where its control page is; nil for nowhere.
    public var page: PageSnapshot?
    /// Who started it, and how its earlier starts went.
    public var life: WallLife

    /// Whether nobody is there to read why it ended: a service manager started it, or it is a
    /// kiosk.
    public var isUnwatched: Bool { life.notifier != nil || resolution.settings.kiosk }

    /// Options.
    public init(
        resolution: Resolution, headless: Bool, windowSize: PixelSize?, version: String,
        shaderFolder: String, stateFolder: String, pictureFolder: String,
        life: WallLife = WallLife()
    ) {
        self.resolution = resolution
        self.headless = headless
        self.windowSize = windowSize
        self.version = version
        self.shaderFolder = shaderFolder
        self.stateFolder = stateFolder
        self.pictureFolder = pictureFolder
        self.life = life
    }
}

/// Why the wall cannot start or go on: one sentence and an exit status.
public struct WallFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong and the way out.
    public let sentence: String
    /// As the table of exit statuses in the README says.
    public let exitStatus: Int32
    /// The sentence.
    public var description: String { sentence }

    /// A failure.
    public init(_ sentence: String, exitStatus: Int32) {
        self.sentence = sentence
        self.exitStatus = exitStatus
    }
}
