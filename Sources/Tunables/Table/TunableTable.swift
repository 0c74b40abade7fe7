import Geometry

/// Every tunable there is: `hyperwall config`, the README's table and all
/// reading of settings come from here. A new one is one row here and one
/// property of `Settings`.
public enum TunableTable {
    /// What every variable's name begins with.
    public static let prefix = "HYPERWALL_"
    /// The variable that names the env file.
    public static let environmentFileName = "HYPERWALL_ENV_FILE"
    static let sourcesName = "HYPERWALL_SOURCES"
    static let kioskName = "HYPERWALL_KIOSK"

    /// Variables that only the process environment can hold: an env file comes
    /// too late for them. `HYPERWALL_SHARE` (where the program's resources lie)
    /// is for packagers and tests, and no tunable.
    static let environmentOnly = [environmentFileName, "HYPERWALL_SHARE"]

    /// The rows, in the order in which they are shown.
    public static let rows: [Tunable] = [
        Tunable("NAME", \.name, wallName, .restart, "this wall's name; names its socket too"),
        Tunable("GRID", \.grid, .grid, .live, "columns x rows on each display"),
        Tunable(
            "SOURCES", \.sources, .sources, .restart,
            "folders, files, lists and URLs, separated by line ends or `;`"),
        Tunable("DEMO", \.demo, .flag, .restart, "play the demo when there is nothing else"),
        Tunable(
            "RENDERER", \.renderer, .word, .restart,
            "how the wall is drawn; `auto` takes `gl` where a GPU does it"),
        Tunable(
            "HWDEC", \.hardwareDecoding, hardwareDecoding, .restart,
            "hardware decoding, a value of mpv's `hwdec`; only with `gl`"),
        Tunable("FIT", \.fit, .word, .live, "how an item fills its cell"),
        Tunable(
            "ROTATE", \.rotation, .choice(of: Rotation.allCases) { String($0.rawValue) }, .restart,
            "degrees clockwise, for displays that hang on their side"),
        Tunable("DISPLAYS", \.displays, .displays, .restart, "which displays get a window"),
        Tunable("SHUFFLE", \.shuffle, .flag, .live, "play in a random order"),
        Tunable("KIOSK", \.kiosk, .flag, .live, "ignore the keys that end or shrink the wall"),
        Tunable("VOLUME", \.volume, .whole(0...100), .live, "of the one cell that sounds"),
        Tunable(
            "AUDIO_DEVICE", \.audioDevice, audioDevice, .live,
            "a value of mpv's `audio-device`; all cells start muted"),
        Tunable(
            "STALL_TIMEOUT_S", \.stallTimeout, .seconds(3...600), .live,
            "no forward progress while playing"),
        Tunable(
            "START_TIMEOUT_S", \.startTimeout, .seconds(3...600), .live, "from load to first frame"),
        Tunable(
            "WATCHDOG_MS", \.watchdogInterval, .milliseconds(250...60000), .live,
            "how often cells are judged"),
        Tunable(
            "RETRY_BASE_S", \.retryBase, .seconds(tenths: 1...600), .live,
            "wait before the first retry; doubles from there, give or take a quarter"),
        Tunable(
            "CACHE_BUDGET_MB", \.cacheBudgetMiB, .whole(128...65536), .live,
            "demuxer cache of the whole wall, all displays, MiB"),
        Tunable(
            "DEMUXER_PER_CELL_MB", \.demuxerPerCellMiB, .whole(32...4096), .live,
            "what one cell may have of it, MiB"),
        Tunable(
            "READAHEAD_S", \.readahead, .seconds(1...600), .live,
            "how far a cell reads ahead; less above four cells"),
        Tunable(
            "NETWORK_TIMEOUT_S", \.networkTimeout, .seconds(5...600), .live,
            "mpv's own; longer than the stall timeout, so that the wall judges first"),
        Tunable(
            "START_STAGGER_MS", \.startStagger, .milliseconds(0...10000), .live,
            "between two cells' starts"),
        Tunable(
            "SOCKET", \.socket, socketPath, .restart,
            "control socket; else in the runtime folder, named after the wall"),
        Tunable("ENV_FILE", \.environmentFile, filePath, .restart, "the file of `--env`"),
        Tunable("LOG", \.log, .word, .live, "the least level that is logged"),
    ]

    private static let wallName = TunableFormat.text(
        range: "`[a-z0-9-]{1,32}`",
        expectation: "1 to 32 characters, each a small letter, a digit or a hyphen",
        lengthMax: 32,
        allowed: { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") })

    // mpv takes a list of decoders; all of its names are made of these.
    private static let hardwareDecoding = TunableFormat.text(
        range: "any of mpv's",
        expectation: "a value of mpv's hwdec option, like auto-safe, vaapi or no",
        lengthMax: 64,
        allowed: {
            (97...122).contains($0) || (48...57).contains($0) || "-_,".utf8.contains($0)
        })

    private static let audioDevice = TunableFormat.text(
        range: "any of mpv's",
        expectation: "a value of mpv's audio-device option, like auto or alsa/default",
        lengthMax: 256, allowed: { _ in true })

    // A socket's path must fit into sockaddr_un: 108 bytes with its NUL (unix(7)).
    private static let socketPath = TunableFormat.path(
        range: "absolute path", lengthMax: 107, isAbsolute: true)

    // PATH_MAX of Linux, with its NUL (limits.h).
    private static let filePath = TunableFormat.path(
        range: "path", lengthMax: 4095, isAbsolute: false)
}
