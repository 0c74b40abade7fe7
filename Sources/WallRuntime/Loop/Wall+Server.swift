import Geometry
import Logging
import WallPolicy

/// The plays of a media server that a cell has under way.
struct ServerPlays {
    /// One of them.
    struct Play {
        let load: Load
        /// How it is to be put into the player's playlist.
        let isNext: Bool
        /// Its plan, until it is known how the item before it is opened.
        var held: PlayPlan?
        /// How it is opened, once the server said so.
        var plan: PlayPlan?
        /// Whether its first frame was there.
        var hasBegun = false
        /// Where it was last, seconds.
        var position: Double?
        /// When the server was last told, seconds since the start.
        var toldAt = 0.0
    }

    /// By load; the current one and what stands behind it, hardly ever more.
    var byLoad: [Int: Play] = [:]
}

extension Wall {
    /// How often the server hears of the progress, seconds.
    static let progressSeconds = 10.0

    /// Asks the server how a load is opened; the answer comes by the mailbox.
    func plan(_ load: Load, isNext: Bool, for driver: CellDriver) -> CellEvent? {
        guard let server else { return .unplanned(load: load.counter, .unsupported) }
        let play = PlayID(cell: driver.id, load: load.counter)
        plays[driver.id, default: ServerPlays()].byLoad[load.counter] = ServerPlays.Play(
            load: load, isNext: isNext)
        let size = size(of: driver)
        let mailbox = mailbox
        server.plan(
            PlayRequest(
                play: play, item: load.item.id, isLive: load.item.isLive, start: load.start,
                attempt: load.attempt, width: size.width, height: size.height, isNext: isNext,
                isShedding: policy.shedder.level > 0, number: number(of: driver.id))
        ) { answer in mailbox.post(.planned(play, answer)) }
        return nil
    }

    /// The server said how a load is opened, or that it cannot be.
    func take(_ answer: PlayAnswer, of play: PlayID) {
        guard let driver = drivers[play.cell], let index = policy.index(of: play.cell),
            let waiting = plays[play.cell]?.byLoad[play.load], waiting.plan == nil,
            policy.cells[index].machine.wants(play.load)
        else {
            // Nobody wants it any more; the server is to forget it.
            if case .plan = answer { server?.take(.left(play, position: nil, failed: true)) }
            plays[play.cell]?.byLoad[play.load] = nil
            return
        }
        switch answer {
        case .plan(let plan):
            if waiting.isNext, awaitsPlan(play.cell) {
                plays[play.cell]?.byLoad[play.load]?.held = plan
                return
            }
            guard !waiting.isNext || mayPrefetch(plan, in: play.cell) else {
                server?.take(.left(play, position: nil, failed: true))
                plays[play.cell]?.byLoad[play.load] = nil
                giveUp(play, nil)
                return
            }
            plays[play.cell]?.byLoad[play.load]?.plan = plan
            if let failed = driver.open(waiting.load, plan, isNext: waiting.isNext) {
                handle(.cell(play.cell, failed))
            } else if !waiting.isNext {
                for (kind, number) in wishedTracks.removeValue(forKey: play.cell) ?? [:] {
                    select(kind, number, in: play.cell)
                }
            }
        case .failed(let reason): giveUp(play, reason)
        case .notAhead: giveUp(play, nil)
        }
        settlePlays(of: play.cell)
        takeHeld(play.cell)
    }

    /// Whether it is not yet known how the cell opens what it is to play now.
    private func awaitsPlan(_ cell: CellID) -> Bool {
        guard let index = policy.index(of: cell), let current = policy.cells[index].machine.current,
            current.load.item.isFromServer
        else { return false }
        return plays[cell]?.byLoad[current.load.counter].map { $0.plan == nil } ?? false
    }

    /// What came before the plan of the item in front of it.
    private func takeHeld(_ cell: CellID) {
        guard !awaitsPlan(cell), let all = plays[cell]?.byLoad else { return }
        for (load, waiting) in all {
            guard let plan = waiting.held else { continue }
            plays[cell]?.byLoad[load]?.held = nil
            take(.plan(plan), of: PlayID(cell: cell, load: load))
        }
    }

    private func giveUp(_ play: PlayID, _ reason: FailureReason?) {
        handle(.cell(play.cell, .unplanned(load: play.load, reason)))
    }

    /// The player opens what comes next with the headers of what it plays now.
    private func mayPrefetch(_ next: PlayPlan, in cell: CellID) -> Bool {
        guard let index = policy.index(of: cell), let current = policy.cells[index].machine.current
        else { return false }
        let playing = plays[cell]?.byLoad[current.load.counter]?.plan
        guard let playing else {
            // A file or an address: no header of its own, so none may come behind it.
            return !current.load.item.isFromServer && next.headers.isEmpty
        }
        return PrefetchRule.allowed(
            current: OpenRequest(
                source: OpenRules.origin(of: playing.url), headers: playing.headers),
            next: OpenRequest(source: OpenRules.origin(of: next.url), headers: next.headers))
    }

    /// Tells the server of the plays that are over. By what the cell wants now, not by what
    /// happened to it: whatever way a load went, nothing is left open.
    func settlePlays(of cell: CellID) {
        guard let server, let all = plays[cell]?.byLoad, !all.isEmpty else { return }
        let machine = policy.index(of: cell).map { policy.cells[$0].machine }
        for (number, play) in all.sorted(by: { $0.key < $1.key })
        where machine?.wants(number) != true {
            plays[cell]?.byLoad[number] = nil
            // What was never planned is told when its plan comes.
            guard play.plan != nil || play.held != nil else { continue }
            server.take(
                .left(
                    PlayID(cell: cell, load: number), position: play.position,
                    failed: !play.hasBegun))
        }
        if plays[cell]?.byLoad.isEmpty == true { plays[cell] = nil }
    }

    /// Once a second: what began, and where it is.
    func tellServer(_ time: Double) {
        guard let server else { return }
        for cell in plays.keys {
            settlePlays(of: cell)
            guard let index = policy.index(of: cell),
                let current = policy.cells[index].machine.current,
                var play = plays[cell]?.byLoad[current.load.counter], play.plan != nil,
                current.shownAt != nil, !current.isOver
            else { continue }
            let id = PlayID(cell: cell, load: current.load.counter)
            let isPaused = policy.isPaused || policy.cells[index].isPaused
            let isMuted = policy.sounding != cell
            play.position = current.position ?? play.position
            if !play.hasBegun {
                play.hasBegun = true
                play.toldAt = time
                let cell = policy.cells[index]
                // One session shows one item: that of the cell that people mean.
                let isCast =
                    cell.castItem == current.load.item.id
                    && (policy.focus == cell.id || policy.settings.remoteDevices == .cells)
                server.take(
                    .began(
                        id, number: index + 1, paused: isPaused, muted: isMuted, cast: isCast))
            } else if time - play.toldAt >= Self.progressSeconds, let position = play.position {
                play.toldAt = time
                server.take(
                    .progress(
                        id, number: index + 1, position: position, paused: isPaused,
                        muted: isMuted))
            }
            plays[cell]?.byLoad[current.load.counter] = play
        }
    }

    /// A person acted: the server hears of it within a second, with the next look.
    func tellServerSoon(_ cell: CellID) {
        guard let all = plays[cell]?.byLoad else { return }
        for number in all.keys { plays[cell]?.byLoad[number]?.toldAt = -.infinity }
    }

    /// Tells the server that nothing is played any more.
    func leaveServer() {
        for (cell, all) in plays {
            for (number, play) in all.byLoad.sorted(by: { $0.key < $1.key })
            where play.plan != nil || play.held != nil {
                server?.take(
                    .left(
                        PlayID(cell: cell, load: number), position: play.position,
                        failed: !play.hasBegun))
            }
        }
        plays = [:]
    }

    /// Plays another track of what a cell plays.
    func select(_ kind: TrackKind, _ number: Int?, in cell: CellID) {
        guard let driver = drivers[cell], let index = policy.index(of: cell),
            let current = policy.cells[index].machine.current
        else { return }
        guard let play = plays[cell]?.byLoad[current.load.counter] else {
            return handle(.toast(.noTrack))
        }
        guard let plan = play.plan else {
            wishedTracks[cell, default: [:]][kind] = number
            return
        }
        let known = kind == .audio ? plan.audioTracks : plan.subtitleTracks
        var place: Int?
        if let number {
            guard let found = known.firstIndex(of: number) else {
                return handle(.toast(.noTrack))
            }
            // mpv counts the tracks of each kind from one.
            place = found + 1
        }
        switch kind {
        case .audio: driver.selectAudio(place ?? 0, sounds: policy.sounding == cell)
        case .subtitle: driver.selectSubtitles(place)
        }
        handle(.trackSelected(cell, kind, number))
    }

    /// Pixels of a cell's place; of its share of a display while it has none.
    private func size(of driver: CellDriver) -> PixelSize {
        for window in windows {
            if let tile = window.tiles.first(where: { $0.driver.id == driver.id }) {
                return tile.rect.size
            }
        }
        let whole = windows.first?.window.logicalSize ?? PixelSize(width: 1920, height: 1080)
        return PixelSize(
            width: whole.width / max(1, policy.grid.columns),
            height: whole.height / max(1, policy.grid.rows))
    }

    /// Asks the server for a mark.
    func favorite(_ item: ItemID, _ on: Bool) {
        guard let server else { return handle(.favoriteSet(item, nil)) }
        let mailbox = mailbox
        server.favorite(item, on) { mailbox.post(.favoriteSet(item, $0)) }
    }
}

extension CellStateMachine {
    /// Whether a load is played, is being opened, or comes next.
    func wants(_ load: Int) -> Bool {
        current?.load.counter == load || current?.next?.counter == load
    }
}
