public import Geometry

/// Every tunable as a typed value. A new `Settings()` holds the defaults: they
/// are written here and nowhere else.
public struct Settings: Sendable, Equatable {
    /// `HYPERWALL_NAME`: names the socket, the state folder and the metrics label.
    public var name = "wall"
    /// `HYPERWALL_GRID`: columns and rows on each display.
    public var grid = GridSize(columns: 2, rows: 2)
    /// `HYPERWALL_SOURCES`: folders, files, lists and URLs as written. May hold
    /// credentials: show `Redaction.location(_:)` of each.
    public var sources: [String] = []
    /// `HYPERWALL_DEMO`: whether the demo plays when there is nothing else.
    public var demo = true
    /// `HYPERWALL_RENDERER`.
    public var renderer = RendererChoice.auto
    /// `HYPERWALL_HWDEC`: a value of mpv's `hwdec` option.
    public var hardwareDecoding = "auto-safe"
    /// `HYPERWALL_FIT`: how an item fills its cell.
    public var fit = FitMode.cover
    /// `HYPERWALL_ROTATE`: how every display hangs.
    public var rotation = Rotation.none
    /// `HYPERWALL_DISPLAYS`: which displays get a window.
    public var displays = DisplaySelection.all
    /// `HYPERWALL_SHUFFLE`.
    public var shuffle = true
    /// `HYPERWALL_RESUME`: cells go on where they were before a restart.
    public var resume = true
    /// `HYPERWALL_KIOSK`: keys that end or shrink the wall are ignored.
    public var kiosk = false
    /// `HYPERWALL_VOLUME`: of the one cell that sounds, 0…100.
    public var volume = 70
    /// `HYPERWALL_AUDIO_DEVICE`: a value of mpv's `audio-device` option.
    public var audioDevice = "auto"
    /// `HYPERWALL_STALL_TIMEOUT_S`: no forward progress while playing.
    public var stallTimeout = Duration.seconds(20)
    /// `HYPERWALL_START_TIMEOUT_S`: from load to first frame.
    public var startTimeout = Duration.seconds(30)
    /// `HYPERWALL_FREEZE_TIMEOUT_S`: time goes on, but no new picture comes.
    public var freezeTimeout = Duration.seconds(20)
    /// `HYPERWALL_WATCHDOG_MS`: how often cells are judged.
    public var watchdogInterval = Duration.milliseconds(5000)
    /// `HYPERWALL_RETRY_MAX`: tries of one item after the first one.
    public var retryMax = 3
    /// `HYPERWALL_RETRY_BASE_S`: the first back-off, which then doubles.
    public var retryBase = Duration.seconds(2)
    /// `HYPERWALL_CRASHLOOP_THRESHOLD`: so many failures park a cell…
    public var crashLoopThreshold = 5
    /// `HYPERWALL_CRASHLOOP_WINDOW_S`: …when they came within this time…
    public var crashLoopWindow = Duration.seconds(60)
    /// `HYPERWALL_CRASHLOOP_COOLDOWN_S`: …for this long.
    public var crashLoopCooldown = Duration.seconds(120)
    /// `HYPERWALL_OUTAGE_MIN_CELLS`: so many failed cells of one source are an outage…
    public var outageMinCells = 3
    /// `HYPERWALL_OUTAGE_WINDOW_S`: …when they failed within this time.
    public var outageWindow = Duration.seconds(45)
    /// `HYPERWALL_CACHE_BUDGET_MB`: demuxer cache of the whole wall, MiB.
    public var cacheBudgetMiB = 3072
    /// `HYPERWALL_DEMUXER_PER_CELL_MB`: what one cell may have of it, MiB.
    public var demuxerPerCellMiB = 512
    /// `HYPERWALL_READAHEAD_S`: how far a cell reads ahead.
    public var readahead = Duration.seconds(30)
    /// `HYPERWALL_NETWORK_TIMEOUT_S`: mpv's own.
    public var networkTimeout = Duration.seconds(60)
    /// `HYPERWALL_START_STAGGER_MS`: between two cells' starts.
    public var startStagger = Duration.milliseconds(300)
    /// `HYPERWALL_QUARANTINE_H`: how long an item that could not be played is
    /// left out; zero for never.
    public var quarantine = Duration.seconds(24 * 3600)
    /// `HYPERWALL_SERVER_URL`: the media server's address; nil for none.
    public var serverURL: String?
    /// `HYPERWALL_USERNAME`: who signs in there.
    public var username: String?
    /// `HYPERWALL_PASSWORD`: a secret in the environment, which is warned about.
    public var password: String?
    /// `HYPERWALL_PASSWORD_FILE`: the file that holds it.
    public var passwordFile: String?
    /// `HYPERWALL_TOKEN_FILE`: the file that holds a token or an API key.
    public var tokenFile: String?
    /// `HYPERWALL_SERVER_USER`: whose library an API key reads.
    public var serverUser: String?
    /// `HYPERWALL_LIBRARIES`: names or ids; none for all of videos.
    public var libraries: [String] = []
    /// `HYPERWALL_FILTER`: which of their items.
    public var filter: String?
    /// `HYPERWALL_TLS_CA_FILE`: certificate authorities besides the system's.
    public var tlsCAFile: String?
    /// `HYPERWALL_TLS_INSECURE`: whether no certificate is checked.
    public var tlsInsecure = false
    /// `HYPERWALL_TRANSCODE`: when the server makes a picture smaller.
    public var transcode = TranscodeChoice.auto
    /// `HYPERWALL_TRANSCODE_OVER`: so many times a cell's pixels are worth it.
    public var transcodeOver = 4
    /// `HYPERWALL_MAX_TRANSCODES`: at once.
    public var maxTranscodes = 4
    /// `HYPERWALL_WATCH_STATE`: what the server learns of what is played.
    public var watchState = WatchStateChoice.none
    /// `HYPERWALL_CONNECT_RETRY_MIN`: how long "connecting" is the wall's main message.
    public var connectRetry = Duration.seconds(300)
    /// `HYPERWALL_RESERVE`: a folder that plays while the server is away.
    public var reserve: String?
    /// `HYPERWALL_REFRESH_MIN`: how often the library is read again.
    public var refresh = Duration.seconds(1800)
    /// `HYPERWALL_HEALTH_CHECK_S`: how often the link to the server is proved.
    public var healthCheck = Duration.seconds(120)
    /// `HYPERWALL_REMOTE_TARGET`: what a remote's pause and seek mean.
    public var remoteTarget = RemoteTargetChoice.focus
    /// `HYPERWALL_REMOTE_DEVICES`: what the server's apps can be pointed at.
    public var remoteDevices = RemoteDevicesChoice.wall
    /// `HYPERWALL_SCHEDULE`: when the wall is awake.
    public var schedule = WeekSchedule.always
    /// `HYPERWALL_PIXEL_SHIFT_MIN`: how often the picture moves; zero for never.
    public var pixelShift = Duration.zero
    /// `HYPERWALL_HTTP`: where page, API and metrics can be reached.
    public var http = ListenAddress.address(host: "127.0.0.1", port: 8585)
    /// `HYPERWALL_HTTP_TOKEN_FILE`: the file that holds what whoever comes from elsewhere shows.
    public var httpTokenFile: String?
    /// `HYPERWALL_PEERS`: other walls that this one's page shows.
    public var peers: [WallPeer] = []
    /// `HYPERWALL_SOCKET`: an absolute path; nil for the usual place.
    public var socket: String?
    /// `HYPERWALL_ENV_FILE`: the env file's path, if one was named.
    public var environmentFile: String?
    /// `HYPERWALL_LOG`: the least level that is logged.
    public var log = LogLevel.info

    /// The defaults.
    public init() {}
}
