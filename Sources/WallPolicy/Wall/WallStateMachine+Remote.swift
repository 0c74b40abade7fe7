import Tunables

/// What an app of the media server asks for.
extension WallStateMachine {
    /// A step of an app's buttons for winding, seconds: as the keys'.
    static let remoteSeek = 10.0
    /// Nobody winds further than to this before the end, seconds: the end itself is no place.
    static let seekMargin = 1.0

    mutating func perform(
        _ wish: RemoteWish, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        if let cell = wish.cell, cell < 1 || cell > cells.count {
            return note("something was asked of cell \(cell), which is not there", now: now)
        }
        let targets = targets(of: wish)
        switch wish.command {
        case .play(let play): return cast(play, to: wish.cell, now: now, using: &generator)
        case .pause: return pause(true, wish, targets, now: now, using: &generator)
        case .unpause: return pause(false, wish, targets, now: now, using: &generator)
        case .togglePause:
            let stands =
                isPaused || targets.contains { id in cells.first { $0.id == id }?.isPaused == true }
            return pause(!stands, wish, targets, now: now, using: &generator)
        case .stop: return stop(wish, targets, now: now, using: &generator)
        case .next:
            return each(targets) { wall, id in wall.playNext(id, now: now, using: &generator) }
        case .previous:
            return each(targets) { wall, id in wall.playPrevious(id, now: now, using: &generator) }
        case .seek(let seconds):
            return each(targets) { wall, id in
                wall.seek(id, to: seconds, now: now, using: &generator)
            }
        case .seekBy(let seconds):
            return each(targets) { wall, id in
                guard let from = wall.cells.first(where: { $0.id == id })?.machine.position else {
                    return []
                }
                return wall.seek(id, to: from + seconds, now: now, using: &generator)
            }
        case .volume(let percent): return setVolume(percent, now: now)
        case .volumeUp: return setVolume(volume + Self.volumeStep, now: now)
        case .volumeDown: return setVolume(volume - Self.volumeStep, now: now)
        case .mute: return isHeard(wish) ? sound(nil, now: now) : []
        case .unmute: return sound(soundTarget(wish), now: now)
        case .toggleMute:
            return sound(isHeard(wish) ? nil : soundTarget(wish), now: now)
        case .audioTrack(let number): return targets.map { .select($0, .audio, number) }
        case .subtitleTrack(let number): return targets.map { .select($0, .subtitle, number) }
        case .repeats(let mode):
            return setRepeat(mode, wish, targets, now: now, using: &generator)
        case .shuffle(let on):
            order.setShuffled(on, using: &generator)
            if on {
                castQueue.items.shuffle(using: &generator)
                for index in cells.indices { cells[index].queue.shuffle(using: &generator) }
            }
            show(.shuffle(on), now: now)
            return forgetPrepared(of: cells.map(\.id), now: now, using: &generator)
        case .message(let message):
            guard !(message.text.isEmpty && message.title.isEmpty) else { return [] }
            show(Toast(message), now: now)
            return []
        case .show(let title):
            guard !title.isEmpty else { return [] }
            show(.shownInApp(RemoteMessage.clean(title, RemoteMessage.titleMax)), now: now)
            return []
        case .toggleFullscreen: return settings.kiosk ? [] : [.toggleFullscreen]
        case .goHome:
            helpShown = false
            statisticsShown = false
            guard solo != nil else { return [] }
            solo = nil
            return [.layoutChanged]
        }
    }

    /// Whom a wish means.
    private func targets(of wish: RemoteWish) -> [CellID] {
        if let cell = wish.cell { return [cells[cell - 1].id] }
        switch settings.remoteTarget {
        case .focus: return [focus ?? cells.first?.id].compactMap(\.self)
        case .all: return cells.map(\.id)
        }
    }

    private func soundTarget(_ wish: RemoteWish) -> CellID? {
        wish.cell.map { cells[$0 - 1].id } ?? focus ?? cells.first?.id
    }

    /// Whether the cell sounds that is meant; for the wall, whether any does.
    private func isHeard(_ wish: RemoteWish) -> Bool {
        sounding != nil && (wish.cell == nil || sounding == soundTarget(wish))
    }

    /// What was cast is over, in all cells that it went to; where nothing was, the cell that is
    /// meant goes on to its next item: a wall always plays.
    private mutating func stop(
        _ wish: RemoteWish, _ targets: [CellID], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        if wish.cell == nil { castQueue.repeats = false }
        for index in cells.indices where wish.cell == nil || targets.contains(cells[index].id) {
            cells[index].repeatsCast = false
        }
        let effects = dropCast(of: wish.cell.map { $0 - 1 }, now: now, using: &generator)
        let cast = cells.filter { $0.castItem != nil && $0.castItem == $0.machine.item?.id }
        let over = wish.cell == nil && !cast.isEmpty ? cast.map(\.id) : targets
        return effects + each(over) { $0.playNext($1, now: now, using: &generator) }
    }

    /// A line for the journal, seldom: whoever sends rubbish sends much of it.
    private mutating func note(_ words: String, now: Double) -> [WallEffect] {
        guard now >= remoteNoteAt else { return [] }
        remoteNoteAt = now + Self.noteSeconds
        var record = JournalRecord(.remote)
        record.reason = words
        return [.journal(record)]
    }

    /// Between two such lines, seconds.
    private static let noteSeconds = 10.0

    private mutating func each(
        _ targets: [CellID], _ body: (inout Self, CellID) -> [WallEffect]
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        for id in targets where cells.first(where: { $0.id == id })?.isStarted == true {
            effects += body(&self, id)
        }
        return effects
    }

    private mutating func pause(
        _ on: Bool, _ wish: RemoteWish, _ targets: [CellID], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        if wish.cell == nil, settings.remoteTarget == .all {
            effects += setPause(on, now: now, using: &generator)
            // Whoever wants everything to play means the cells, too, that were paused one by one.
            guard !on else { return effects }
        } else if !on {
            effects += setPause(false, now: now, using: &generator)
        }
        for id in targets { effects += setPause(on, of: id, now: now, using: &generator) }
        return effects
    }

    private mutating func seek(
        _ id: CellID, to wanted: Double, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let index = index(of: id), let current = cells[index].machine.current,
            wanted.isFinite
        else { return [] }
        guard current.load.item.hasEnd else {
            show(.cannotSeek, now: now)
            return []
        }
        let last = current.duration.map { max(0, $0 - Self.seekMargin) } ?? wanted
        let place = max(0, min(wanted, last))
        let from = current.position ?? current.load.start ?? 0
        let noted =
            wanted > last + Self.seekMargin
            ? note("“\(current.load.item.title)” was to be wound past its end", now: now) : []
        return noted + [.seekTo(id, seconds: place)]
            + handle(.sought(seconds: place - from), of: id, now: now, using: &generator)
    }

    private mutating func sound(_ target: CellID?, now: Double) -> [WallEffect] {
        guard target != sounding else { return [] }
        if let target {
            guard let index = index(of: target), cells[index].isStarted else { return [] }
            show(.sound(cell: index + 1), now: now)
        } else {
            show(.muted, now: now)
        }
        let silenced = sounding.map { WallEffect.sound($0, volume: nil) }
        sounding = target
        return [silenced, target.map { .sound($0, volume: volume) }].compactMap(\.self)
    }

    /// - Parameter wish: for a cell it is that cell's own matter.
    private mutating func setRepeat(
        _ mode: RemoteRepeat, _ wish: RemoteWish, _ targets: [CellID], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let loops = mode == .one
        let repeats = mode == .all
        for index in cells.indices where wish.cell == nil || targets.contains(cells[index].id) {
            let before = cells[index].repeatsCast
            cells[index].repeatsCast = repeats
            if !repeats { cells[index].queue.removeAll(where: \.isAgain) }
            guard repeats, !before, cells[index].castIsCells else { continue }
            playsAgain(index)
        }
        if wish.cell == nil {
            let before = castQueue.repeats
            castQueue.repeats = repeats
            if !repeats { castQueue.items.removeAll(where: \.isAgain) }
            for index in cells.indices where repeats && !before && !cells[index].castIsCells {
                playsAgain(index)
            }
        }
        var effects: [WallEffect] = []
        for id in targets {
            guard let index = index(of: id), cells[index].machine.current != nil,
                cells[index].isLooping != loops
            else { continue }
            cells[index].isLooping = loops
            effects.append(.loop(id, loops))
        }
        show(loops ? .loopOn : repeats ? .repeatAll : .repeatOff, now: now)
        return effects + callNext(of: cells.map(\.id), now: now, using: &generator)
    }

    /// What a cell plays of what was cast belongs to what comes again.
    private mutating func playsAgain(_ index: Int) {
        guard let item = cells[index].machine.item, item.id == cells[index].castItem else {
            return
        }
        queueAgain(item, index)
    }

    // MARK: What the server tells

    /// The journal hears of the wall's own device alone: a wall of 64 would say everything 64 times.
    mutating func take(remotes: [RemoteStatus]) -> [WallEffect] {
        guard remotes != self.remotes else { return [] }
        let was = self.remotes.first { $0.cell == nil }
        self.remotes = remotes
        guard let status = remotes.first(where: { $0.cell == nil }) else {
            return [.overlaysChanged]
        }
        let isUp = status.phase == .controllable
        guard isUp != (was?.phase == .controllable) else { return [.overlaysChanged] }
        var record = JournalRecord(isUp ? .remoteUp : .remoteLost)
        if isUp {
            record.seconds = remoteLostAt.map { max(0, status.since - $0) }
            remoteLostAt = nil
        } else {
            remoteLostAt = status.since
            record.reason = status.lastError.isEmpty ? nil : status.lastError
        }
        return [.journal(record), .overlaysChanged]
    }

    mutating func take(
        marks: [ItemID: Bool], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var isChanged = false
        for (item, on) in marks {
            if on {
                isChanged = favorites.insert(item).inserted || isChanged
            } else {
                isChanged = favorites.remove(item) != nil || isChanged
            }
        }
        guard isChanged else { return [] }
        guard favoritesOnly else { return [.overlaysChanged] }
        return refreshOrder(now: now, using: &generator) + [.overlaysChanged]
    }

    mutating func take(track number: Int?, _ kind: TrackKind, of id: CellID) -> [WallEffect] {
        guard let index = index(of: id) else { return [] }
        switch kind {
        case .audio: cells[index].audioTrack = number
        case .subtitle: cells[index].subtitleTrack = number
        }
        return [.overlaysChanged]
    }
}
