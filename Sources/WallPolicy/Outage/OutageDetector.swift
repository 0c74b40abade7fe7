/// Tells a source that is gone from items that are bad: per source (a media
/// server, an origin of URLs, a mount of folders).
///
/// An outage begins when the source's probe fails, or when many of its cells
/// failed within a window and a probe has not answered yet. The first failure
/// that may be the source's asks for a probe at once. While an outage lasts
/// there is one probe for all cells, and it alone ends it.
///
/// A source that answers its probe has no outage, however many cells fail:
/// then it is the items, and the cells' own ladders and guards deal with them.
public struct OutageDetector: Sendable {
    /// Two probes of a source are at least so far apart, seconds.
    public static let probeInterval = 5.0
    /// The longest wait between two probes, seconds: doubles up to it, give or take a quarter.
    public static let probeIntervalMax = 40.0
    /// A probe without an answer for so long has failed, seconds.
    public static let answerTimeout = 12.0
    /// After an outage that no probe confirmed, failures alone begin none for so long, seconds.
    public static let mistrustSeconds = 600.0
    /// Sources that are remembered at most; a wall has a handful.
    public static let sourcesMax = 1024

    /// What follows from what happened.
    public enum Effect: Sendable, Hashable {
        /// Ask whether the source is there: by its root, named by this item, or by the own
        /// address of an item of it, whichever.
        case ask(SourceID, MediaItem, asksItem: Bool)
        /// The source went out.
        case began(SourceID)
        /// What failed since then was the source's fault.
        case forgive(SourceID, since: Double)
        /// It is back, after so many seconds.
        case ended(SourceID, seconds: Double)
    }

    /// An outage that lasts.
    struct Outage: Sendable, Hashable {
        /// Since the first failure that belongs to it.
        let since: Double
        var probes = 0
        var isConfirmed = false
        var nextProbe: Double
    }

    /// What is known of a source.
    struct Health: Sendable, Hashable {
        /// When each of its cells last failed.
        var failures: [CellID: Double] = [:]
        /// With what the source is asked.
        var item: MediaItem
        /// Since when a probe is in the air.
        var asking: Double?
        var lastAsked: Double?
        var mistrustedUntil = -Double.infinity
        /// Whether an item of it was last asked, and not its root.
        var askedItem = false
        /// Its root did not answer while an item did: nobody serves it.
        var hasMuteRoot = false
        var outage: Outage?
        /// Nothing is of it any more; only when it was asked is still of interest.
        var isGone = false
    }

    private(set) var health: [SourceID: Health] = [:]
    /// Until then the media server is expected to be away: somebody restarts it.
    public private(set) var expectedUntil = -Double.infinity
    private var minCells: Int
    private var window: Double

    /// - Parameters:
    ///   - minCells: cells that must have failed without an answer of the probe.
    ///   - window: within this time, seconds.
    public init(minCells: Int, window: Double) {
        self.minCells = minCells
        self.window = window
    }

    /// Other limits from now on; they are live tunables.
    public mutating func setLimits(minCells: Int, window: Double) {
        self.minCells = minCells
        self.window = window
    }

    /// The media server is about to be restarted: until then its first failure is an
    /// outage, and nobody's fault. What plays from its cache plays on.
    public mutating func expect(until: Double) { expectedUntil = until }

    /// Whether the media server is being restarted, as far as somebody has said so.
    public func expectsOutage(now: Double) -> Bool { now < expectedUntil }

    /// Whether the source is out.
    public func isOut(_ source: SourceID) -> Bool { health[source]?.outage != nil }

    /// Whether there is an outage at all.
    public var isAnyOut: Bool { health.values.contains { $0.outage != nil } }

    /// The sources that are out, and since when; in order of their names.
    public var outages: [(source: SourceID, since: Double)] {
        health.compactMap { source, health in health.outage.map { (source, $0.since) } }
            .sorted { $0.0.rawValue < $1.0.rawValue }
    }

    /// When it wants a `ticked`.
    public var deadline: Double? {
        health.values.compactMap { health in
            health.asking.map { $0 + Self.answerTimeout } ?? health.outage?.nextProbe
        }.min()
    }

    /// A cell failed in a way that may be its source's fault.
    /// - Parameter cells: how many cells are on this source, this one among them.
    public mutating func failed(
        _ cell: CellID, _ item: MediaItem, cells: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [Effect] {
        guard item.canBeProbed else { return [] }
        let source = item.source
        guard health[source] != nil || health.count < Self.sourcesMax else { return [] }
        var known = health[source] ?? Health(item: item)
        known.item = item
        known.isGone = false
        defer { health[source] = known }
        guard known.outage == nil else { return [] }
        known.failures[cell] = now
        let from = now - window
        known.failures = known.failures.filter { $0.value >= from }
        var effects: [Effect] = []
        if known.asking == nil, known.lastAsked.map({ now - $0 >= Self.probeInterval }) ?? true {
            known.asking = now
            known.lastAsked = now
            known.askedItem = known.hasMuteRoot
            effects.append(.ask(source, item, asksItem: known.askedItem))
        }
        if item.location == .server, expectsOutage(now: now) {
            return effects + begin(source, &known, isConfirmed: true, now: now, using: &generator)
        }
        let failed = known.failures.count
        // With an answer on its way nothing is known for sure, but so many cells need not
        // all go on asking in the meantime.
        if known.asking != nil, failed >= minCells, failed * 2 >= cells,
            now >= known.mistrustedUntil
        {
            effects += begin(source, &known, isConfirmed: false, now: now, using: &generator)
        }
        return effects
    }

    /// A source said that it leaves: it is out from now on, and its probe says when it is back.
    /// - Parameter item: any of it.
    public mutating func announced(
        _ item: MediaItem, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [Effect] {
        guard item.canBeProbed else { return [] }
        let source = item.source
        guard health[source] != nil || health.count < Self.sourcesMax else { return [] }
        var known = health[source] ?? Health(item: item)
        known.isGone = false
        defer { health[source] = known }
        guard known.outage == nil else { return [] }
        return begin(source, &known, isConfirmed: true, now: now, using: &generator)
    }

    /// A probe answered.
    public mutating func probed(
        _ source: SourceID, alive: Bool, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [Effect] {
        guard var known = health[source], known.asking != nil else { return [] }
        known.asking = nil
        defer { health[source] = known }
        if known.isGone { return [] }
        if alive {
            // Confirmed it was, by a root that said nothing.
            let wasConfirmed = known.outage?.isConfirmed ?? false
            known.hasMuteRoot = known.askedItem && (known.hasMuteRoot || wasConfirmed)
        }
        guard var outage = known.outage else {
            if alive { return [] }
            return begin(source, &known, isConfirmed: true, now: now, using: &generator)
        }
        if alive {
            known.outage = nil
            known.failures = [:]
            let ended = Effect.ended(source, seconds: max(0, now - outage.since))
            // What failed while it lasted was the source's fault, too.
            if outage.isConfirmed { return [.forgive(source, since: outage.since), ended] }
            known.mistrustedUntil = now + Self.mistrustSeconds
            return [ended]
        }
        let isNews = !outage.isConfirmed
        outage.isConfirmed = true
        outage.nextProbe = now + Self.wait(probes: outage.probes, using: &generator)
        known.outage = outage
        return isNews ? [.forgive(source, since: outage.since - window)] : []
    }

    /// Time passed.
    public mutating func ticked(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [Effect] {
        var effects: [Effect] = []
        for source in health.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            if let asking = health[source]?.asking {
                // As the deadline is made, or rounding leaves it in the past.
                if now >= asking + Self.answerTimeout {
                    effects += probed(source, alive: false, now: now, using: &generator)
                }
            } else if var known = health[source], var outage = known.outage,
                now >= outage.nextProbe
            {
                outage.probes += 1
                known.outage = outage
                known.asking = now
                known.lastAsked = now
                // By turns: a root that nobody serves must not hide a source that plays.
                known.askedItem = outage.probes.isMultiple(of: 2) == known.hasMuteRoot
                health[source] = known
                effects.append(.ask(source, known.item, asksItem: known.askedItem))
            }
        }
        return effects
    }

    /// The machine slept for so many seconds: they do not count.
    public mutating func suspended(seconds: Double) {
        expectedUntil += seconds
        for source in health.keys {
            guard var known = health[source] else { continue }
            known.failures = known.failures.mapValues { $0 + seconds }
            if let asking = known.asking { known.asking = asking + seconds }
            known.outage?.nextProbe += seconds
            health[source] = known
        }
    }

    /// Forgets the sources that no item is of any more.
    /// - Returns: the ends of their outages: what is no source any more does not fail either.
    public mutating func retain(_ sources: Set<SourceID>, now: Double) -> [Effect] {
        let gone = outages.filter { !sources.contains($0.source) }
        for source in health.keys where !sources.contains(source) {
            // Back at once, it is not asked sooner for that, nor twice at a time.
            let isRecent =
                health[source]?.lastAsked.map { now - $0 < Self.probeInterval } ?? false
            if isRecent || health[source]?.asking != nil {
                health[source]?.failures = [:]
                health[source]?.outage = nil
                health[source]?.isGone = true
            } else {
                health[source] = nil
            }
        }
        return gone.map { .ended($0.source, seconds: max(0, now - $0.since)) }
    }

    private func begin(
        _ source: SourceID, _ known: inout Health, isConfirmed: Bool, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [Effect] {
        let since = known.failures.values.min() ?? now
        known.outage = Outage(
            since: since, isConfirmed: isConfirmed,
            nextProbe: now + Self.wait(probes: 0, using: &generator))
        return [.began(source)] + (isConfirmed ? [.forgive(source, since: now - window)] : [])
    }

    /// 5, 10, 20, 40, 40 … seconds, give or take a quarter.
    private static func wait(
        probes: Int, using generator: inout some RandomNumberGenerator
    ) -> Double {
        let doubled = min(probeInterval * Double(1 << min(probes, 8)), probeIntervalMax)
        let jitter = RetryLadder.jitter
        return doubled * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }
}

extension MediaItem {
    /// Whether its source can be asked if it is there: what is generated never goes, and
    /// nobody answers for a stream of datagrams.
    public var canBeProbed: Bool {
        switch location {
        case .file, .server: true
        case .demo: false
        case .url(let url):
            ["http:", "https:", "rtsp:", "rtsps:", "rtmp:"].contains { scheme in
                url.lowercased().hasPrefix(scheme)
            }
        }
    }
}
