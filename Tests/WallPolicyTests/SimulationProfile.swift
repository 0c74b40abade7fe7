import Geometry
import Tunables
import WallPolicy

/// What kind of wall a seed stands for: its size, its sources, how sick they are and how often
/// a person touches it.
struct SimulationProfile {
    let seed: UInt64
    var settings = Settings()
    var displays = 1
    /// All displays together never get more cells than this.
    var cellsMax = 4
    /// An item, its seconds if it has an end, and whether it is broken for good.
    typealias Entry = (media: MediaItem, duration: Double?, isBroken: Bool)
    var items: [Entry] = []
    /// Part of the time that an item has a fault.
    var faultShare = 0.1
    /// How long sources are up and down, seconds, roughly.
    var upSeconds = 7200.0
    var downSeconds = 600.0
    /// Seconds between two acts of a person, roughly.
    var restSeconds = 1800.0
    /// Virtual hours of a default run: the more cells, the fewer.
    var hours = 10.0

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed ^ 0xC0FF_EE00)
        chooseSettings(&random)
        chooseSize(&random)
        chooseItems(&random)
        let shares = [0.0, 0.02, 0.1, 0.1, 0.3, 0.6]
        faultShare = shares.randomElement(using: &random) ?? 0.1
        upSeconds = [600, 3600, 7200, 40_000].randomElement(using: &random) ?? 7200
        downSeconds = [20, 120, 600, 5000].randomElement(using: &random) ?? 600
        restSeconds = [20, 300, 1800, 100_000].randomElement(using: &random) ?? 1800
    }

    private mutating func chooseSettings(_ random: inout SeededGenerator) {
        func pick(_ values: [Double]) -> Duration {
            .seconds(values.randomElement(using: &random) ?? 1)
        }
        settings.stallTimeout = pick([3, 10, 20, 20])
        settings.startTimeout = pick([3, 15, 30, 30])
        settings.watchdogInterval = pick([5, 30, 60])
        settings.freezeTimeout = pick([3, 20, 20])
        settings.retryBase = pick([0.5, 2, 2, 8])
        settings.retryMax = [0, 1, 3, 3, 6].randomElement(using: &random) ?? 3
        settings.crashLoopThreshold = [2, 5, 5, 10].randomElement(using: &random) ?? 5
        settings.crashLoopWindow = pick([20, 60, 60, 300])
        settings.crashLoopCooldown = pick([10, 60, 120, 120, 600])
        settings.outageMinCells = [1, 3, 3, 8].randomElement(using: &random) ?? 3
        settings.outageWindow = pick([10, 45, 45, 120])
        settings.quarantine = pick([0, 3600, 3 * 3600, 24 * 3600])
        settings.startStagger = pick([0, 0.3, 0.3, 3])
        settings.cacheBudgetMiB = [128, 1024, 3072].randomElement(using: &random) ?? 3072
        settings.shuffle = Bool.random(using: &random)
    }

    private mutating func chooseSize(_ random: inout SeededGenerator) {
        let sizes: [(columns: Int, rows: Int, displays: Int)] = [
            (1, 1, 1), (1, 1, 1), (1, 1, 1), (2, 1, 1), (1, 1, 2), (2, 2, 1), (2, 2, 1), (3, 2, 1),
            (2, 2, 2), (3, 3, 1), (2, 2, 3), (4, 4, 1), (5, 5, 1), (3, 3, 3), (6, 6, 1), (8, 8, 1),
        ]
        let size = sizes[Int(seed % UInt64(sizes.count))]
        settings.grid = GridSize(columns: size.columns, rows: size.rows)
        displays = size.displays
        let cells = size.columns * size.rows * size.displays
        cellsMax = min(64, max(cells * 3 / 2, 2))
        hours = max(1, 66 / Double(cells))
        // Small walls live longest; judged that often they would take most of the time.
        if hours > 10, seed % 5 > 0 { settings.watchdogInterval = .seconds(seed % 2 > 0 ? 30 : 60) }
    }

    private mutating func chooseItems(_ random: inout SeededGenerator) {
        let cells = settings.grid.count * displays
        func count(_ values: [Int]) -> Int { values.randomElement(using: &random) ?? 0 }
        func media(_ number: Int) -> MediaItem {
            switch number % 3 {
            case 0: .file(path: "/films/\(number).mp4", mount: "/films")
            case 1: .url("http://one/\(number).mp4")
            default: .url("https://two:8443/\(number).mp4")
            }
        }
        let kinds = Int.random(in: 0..<6, using: &random)
        if kinds != 0 {
            let films = count([1, max(1, cells / 2), cells + 1, 3 * cells + 2, 200])
            let shares: [Double] = [0, 0, 0.1, 0.5]
            let broken = shares.randomElement(using: &random) ?? 0
            let everyThird = Bool.random(using: &random)
            for number in 0..<films {
                let isLong = Int.random(in: 0..<4, using: &random) > 0
                let duration = Double.random(in: isLong ? 1200...7200 : 20...600, using: &random)
                let isBroken = Double.random(in: 0..<1, using: &random) < broken
                items.append((media(number * (everyThird ? 3 : 1)), duration, isBroken))
            }
        }
        if kinds == 0 || kinds > 3 {
            for number in 0..<count([1, max(1, cells / 2), cells, cells + 2]) {
                let address =
                    switch number % 4 {
                    case 3: "udp://239.0.0.\(number):1234"
                    default: "rtsp://camera\(number)/stream"
                    }
                let isChannel = number % 7 == 5
                let channel = MediaItem.url("http://tv\(number)/live.m3u8", isLive: true)
                items.append((isChannel ? channel : .url(address), nil, false))
            }
        }
        if kinds == 2 { items += DemoItems.all.map { ($0, nil, false) } }
    }
}
