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
    static let peersName = "HYPERWALL_PEERS"

    /// Variables that only the process environment can hold: an env file comes
    /// too late for them. `HYPERWALL_SHARE` (where the program's resources lie)
    /// is for packagers and tests, and no tunable.
    static let environmentOnly = [environmentFileName, "HYPERWALL_SHARE"]

    /// The rows, in the order in which they are shown.
    public static let rows = wallRows + serverRows + ownRows

    /// How the wall plays.
    private static let wallRows: [Tunable] = [
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
        Tunable(
            "RESUME", \.resume, .flag, .restart,
            "after a restart each cell goes on with its item where it was"),
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
            "FREEZE_TIMEOUT_S", \.freezeTimeout, .seconds(3...600), .live,
            "time goes on, but no new picture comes"),
        Tunable(
            "WATCHDOG_MS", \.watchdogInterval, .milliseconds(250...60000), .live,
            "how often cells are judged"),
        Tunable(
            "RETRY_MAX", \.retryMax, .whole(0...10), .live,
            "tries of one item after the first one; then comes the next item"),
        Tunable(
            "RETRY_BASE_S", \.retryBase, .seconds(tenths: 1...600), .live,
            "wait before the first retry; doubles from there, give or take a quarter"),
        Tunable(
            "CRASHLOOP_THRESHOLD", \.crashLoopThreshold, .whole(2...100), .live,
            "so many failures of a cell, within the window or in a row, make it rest"),
        Tunable(
            "CRASHLOOP_WINDOW_S", \.crashLoopWindow, .seconds(10...3600), .live,
            "the time within which they are counted"),
        Tunable(
            "CRASHLOOP_COOLDOWN_S", \.crashLoopCooldown, .seconds(10...7200), .live,
            "how long such a cell rests"),
        Tunable(
            "OUTAGE_MIN_CELLS", \.outageMinCells, .whole(1...64), .live,
            "so many failed cells of one source, at least half of its cells, are an outage"),
        Tunable(
            "OUTAGE_WINDOW_S", \.outageWindow, .seconds(10...600), .live,
            "the time within which they failed"),
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
            "QUARANTINE_H", \.quarantine, .hours(0...8760), .live,
            "hours for which an item that could not be played is left out; 0 for never"),
    ]

    /// The program's own.
    private static let ownRows: [Tunable] = [
        Tunable(
            "SCHEDULE", \.schedule, .schedule, .live,
            "when the wall is awake, local time; it sleeps the rest of the week"),
        Tunable(
            "PIXEL_SHIFT_MIN", \.pixelShift, .minutes(0...1440), .live,
            "minutes after which the picture moves by a pixel, against burn-in; 0 for never"),
        Tunable(
            "HTTP", \.http, .listen, .restart,
            "where the control page, the API and the metrics are; `off` for the socket alone"),
        Tunable(
            "HTTP_TOKEN_FILE", \.httpTokenFile, filePath, .restart,
            "the file that holds the page's token; needed for any address that is not loopback"),
        Tunable(
            "PEERS", \.peers, .peers, .restart,
            "other walls on this one's page: name, address, and the file of the token they want"),
        Tunable(
            "SOCKET", \.socket, socketPath, .restart,
            "control socket; else in the runtime folder, named after the wall"),
        Tunable("ENV_FILE", \.environmentFile, filePath, .restart, "the file of `--env`"),
        Tunable("LOG", \.log, .word, .live, "the least level that is logged"),
    ]

    /// The media server's.
    private static let serverRows: [Tunable] = [
        Tunable(
            "SERVER_URL", \.serverURL, serverURL, .restart,
            "an Emby or Jellyfin server, as http://server:8096"),
        Tunable("USERNAME", \.username, name, .restart, "who signs in there"),
        Tunable(
            "PASSWORD", \.password, secret, .restart, isSecret: true,
            "better in a file: the environment is easily seen"),
        Tunable(
            "PASSWORD_FILE", \.passwordFile, filePath, .restart,
            "the file that holds the password"),
        Tunable(
            "TOKEN_FILE", \.tokenFile, filePath, .restart,
            "the file that holds an API key or a token, instead of name and password"),
        Tunable(
            "SERVER_USER", \.serverUser, name, .restart,
            "whose libraries an API key reads"),
        Tunable(
            "LIBRARIES", \.libraries, .list, .restart,
            "names or ids separated by `;`; all with videos when unset"),
        Tunable(
            "FILTER", \.filter, filter, .restart,
            "which of their items: `favorite`, `unplayed`, `genre=…`, `tag=…`, `playlist=…`; see above"
        ),
        Tunable(
            "TLS_CA_FILE", \.tlsCAFile, absolutePath, .restart,
            "certificate authorities besides the system's (PEM)"),
        Tunable(
            "TLS_INSECURE", \.tlsInsecure, .flag, .restart,
            "check no certificate: anybody on the way can read the token"),
        Tunable(
            "TRANSCODE", \.transcode, .word, .restart,
            "when the server shrinks a picture; `auto`: above 1080p, or when the machine cannot keep up"
        ),
        Tunable(
            "TRANSCODE_OVER", \.transcodeOver, .whole(1...64), .restart,
            "so many times the cell's pixels it must have for that"),
        Tunable(
            "MAX_TRANSCODES", \.maxTranscodes, .whole(0...64), .restart,
            "at once; the rest plays directly"),
        Tunable(
            "WATCH_STATE", \.watchState, .word, .restart,
            "`report` moves resume points and watched marks on the server"),
        Tunable(
            "CONNECT_RETRY_MIN", \.connectRetry, .minutes(0...1440), .restart,
            "minutes for which the wall says that it is connecting; it tries for ever"),
        Tunable(
            "RESERVE", \.reserve, filePath, .restart,
            "a folder that plays after 10 s without the server"),
        Tunable(
            "REFRESH_MIN", \.refresh, .minutes(1...10080), .restart,
            "minutes after which the library is read again"),
        Tunable(
            "HEALTH_CHECK_S", \.healthCheck, .seconds(5...3600), .restart,
            "seconds between two proofs that the server's apps can reach the wall"),
        Tunable(
            "REMOTE_TARGET", \.remoteTarget, .word, .live,
            "whether an app's pause and seek mean the focused cell or all"),
        Tunable(
            "REMOTE_DEVICES", \.remoteDevices, .word, .restart,
            "what apps can cast to: the wall, or each of its cells too"),
    ]

    // The same bound as for a source.
    private static let serverURL = TunableFormat<String?>.optional(
        range: "http(s) address", expectation: "an address that begins with http:// or https://",
        lengthMax: 4096, show: { Redaction.location($0) },
        allowed: { text in
            ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
        })

    // Longer names than either server has.
    private static let name = TunableFormat<String?>.optional(
        range: "text", expectation: "a name of at most 256 bytes", lengthMax: 256,
        show: { $0 }, allowed: { _ in true })

    private static let secret = TunableFormat<String?>.optional(
        range: "text", expectation: "a password of at most 1024 bytes", lengthMax: 1024,
        show: { $0 }, allowed: { _ in true })

    private static let filter = TunableFormat<String?>.optional(
        range: "see README", expectation: "a filter of at most 1024 bytes", lengthMax: 1024,
        show: { $0 }, allowed: { _ in true })

    // libcurl and mpv take it as it is.
    private static let absolutePath = TunableFormat.path(
        range: "absolute path", lengthMax: 4095, isAbsolute: true)

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
