import Geometry
import Tunables

extension WallStateMachine {
    /// Does what a person asked for.
    mutating func perform(
        _ action: WallAction, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        switch action {
        case .grid(let columns, let rows):
            return setGrid(GridSize(columns: columns, rows: rows), now: now, using: &generator)
        case .growGrid: return changeGrid(1, 1, now: now, using: &generator)
        case .shrinkGrid: return changeGrid(-1, -1, now: now, using: &generator)
        case .addColumn: return changeGrid(1, 0, now: now, using: &generator)
        case .removeColumn: return changeGrid(-1, 0, now: now, using: &generator)
        case .addRow: return changeGrid(0, 1, now: now, using: &generator)
        case .removeRow: return changeGrid(0, -1, now: now, using: &generator)
        case .moveFocus(let direction): return moveFocus(direction)
        case .focus(let id):
            guard index(of: id) != nil else { return [] }
            focus = id
            return solo == nil ? [] : followFocus()
        case .toggleSolo:
            solo = solo == nil ? focus : nil
            return [.layoutChanged]
        case .togglePause: return togglePause(now: now, using: &generator)
        case .togglePauseOf(let id): return togglePause(of: id, now: now, using: &generator)
        case .next: return playNext(focus, now: now, using: &generator)
        case .previous: return playPrevious(focus, now: now, using: &generator)
        case .reload: return reload(focus, now: now, using: &generator)
        case .toggleLoop:
            guard let focus, let index = index(of: focus) else { return [] }
            return setLoop(!cells[index].isLooping, of: focus, now: now)
        case .toggleSound: return toggleSound(now: now)
        case .volumeDown: return setVolume(volume - Self.volumeStep, now: now)
        case .volumeUp: return setVolume(volume + Self.volumeStep, now: now)
        case .seek(let seconds): return seek(seconds, now: now, using: &generator)
        case .favoritesOnly: return filter(favorites: true, now: now, using: &generator)
        case .allItems: return filter(favorites: false, now: now, using: &generator)
        case .toggleFavorite: return setFavorite(nil, of: focus, now: now)
        case .toggleLabels:
            labelsShown.toggle()
            return []
        case .toggleStatistics:
            statisticsShown.toggle()
            return []
        case .toggleHelp:
            helpShown.toggle()
            return []
        case .toggleFullscreen: return settings.kiosk ? [] : [.toggleFullscreen]
        case .snapshot: return [.snapshot]
        case .escape: return escape(now: now)
        case .quit: return settings.kiosk ? [] : [.quit]
        case .forceQuit: return [.quit]
        }
    }

    private mutating func changeGrid(
        _ columns: Int, _ rows: Int, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        setGrid(
            GridSize(columns: grid.columns + columns, rows: grid.rows + rows), now: now,
            using: &generator)
    }

    private mutating func moveFocus(_ direction: Direction) -> [WallEffect] {
        guard let focus, let cell = cells.first(where: { $0.id == focus }),
            let display = displays.firstIndex(of: cell.display),
            let place = cells(on: cell.display).firstIndex(where: { $0.id == focus })
        else { return [] }
        // All displays stand side by side, so a move to the side may change the display.
        var column = display * grid.columns + place % grid.columns
        var row = place / grid.columns
        switch direction {
        case .left: column -= 1
        case .right: column += 1
        case .up: row -= 1
        case .down: row += 1
        }
        guard (0..<grid.rows).contains(row), (0..<(displays.count * grid.columns)).contains(column)
        else { return [] }
        let target = cells(on: displays[column / grid.columns])
        let index = row * grid.columns + column % grid.columns
        guard target.indices.contains(index) else { return [] }
        self.focus = target[index].id
        return solo == nil ? [] : followFocus()
    }

    /// Solo shows the focused cell, so it goes where the focus goes.
    private mutating func followFocus() -> [WallEffect] {
        solo = focus
        return [.layoutChanged]
    }

    private mutating func togglePause(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        setPause(!isPaused, now: now, using: &generator)
    }

    /// Holds the whole wall, or lets it go on.
    mutating func setPause(
        _ on: Bool, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard on != isPaused else { return [] }
        isPaused = on
        show(isPaused ? .paused : .playing, now: now)
        let seconds = pausedSince.map { now - $0 } ?? 0
        pausedSince = isPaused ? now : nil
        var effects: [WallEffect] = []
        for cell in cells where cell.isStarted {
            effects.append(.pause(cell.id, isPaused || cell.isPaused))
            guard !isPaused else { continue }
            effects += handle(
                .pauseEnded(seconds: seconds), of: cell.id, now: now, using: &generator)
        }
        return effects
    }

    private mutating func togglePause(
        of id: CellID, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let index = index(of: id) else { return [] }
        return setPause(!cells[index].isPaused, of: id, now: now, using: &generator)
    }

    /// Holds one cell, or lets it go on.
    mutating func setPause(
        _ on: Bool, of id: CellID, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let index = index(of: id), cells[index].isPaused != on else { return [] }
        cells[index].isPaused = on
        let seconds = cells[index].pausedSince.map { now - $0 } ?? 0
        cells[index].pausedSince = cells[index].isPaused ? now : nil
        guard cells[index].isStarted else { return [] }
        let effects: [WallEffect] = [.pause(id, isPaused || cells[index].isPaused)]
        if cells[index].isPaused { return effects }
        return effects
            + handle(.pauseEnded(seconds: seconds), of: id, now: now, using: &generator)
    }

    /// A person wants something else of a cell: what failed in it before counts no more.
    private mutating func forget(
        _ id: CellID, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        handle(.personActed, of: id, now: now, using: &generator)
    }

    mutating func playNext(
        _ id: CellID?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let id, let index = index(of: id) else { return [] }
        if cells[index].isStarted { forgetResumed(index) }
        return forget(id, now: now, using: &generator) + wake(id, now: now, using: &generator)
    }

    mutating func playPrevious(
        _ id: CellID?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let id, let index = index(of: id), cells[index].isStarted else { return [] }
        guard let item = order.previous(for: id) else {
            show(.noPrevious, now: now)
            return []
        }
        forgetResumed(index)
        return forget(id, now: now, using: &generator)
            + handle(.assigned(load(item, index)), of: id, now: now, using: &generator)
    }

    /// Opens what a cell has to play anew: leaves a card.
    mutating func reload(
        _ id: CellID?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let id, let index = index(of: id) else { return [] }
        let machine = cells[index].machine
        guard let item = machine.current?.load.item ?? machine.failure?.item else {
            return wake(id, now: now, using: &generator)
        }
        show(.reloading, now: now)
        return forget(id, now: now, using: &generator)
            + handle(.assigned(load(item, index)), of: id, now: now, using: &generator)
    }

    /// Whether a cell begins its item again at its end.
    mutating func setLoop(_ on: Bool, of id: CellID, now: Double) -> [WallEffect] {
        guard let index = index(of: id), cells[index].machine.current != nil,
            cells[index].isLooping != on
        else { return [] }
        cells[index].isLooping = on
        show(on ? .loopOn : .loopOff, now: now)
        return [.loop(id, on)]
    }

    private mutating func toggleSound(now: Double) -> [WallEffect] {
        guard let focus, let index = index(of: focus), cells[index].isStarted else { return [] }
        var effects: [WallEffect] = []
        // One cell sounds at a time; the others have no audio device open.
        if let sounding { effects.append(.sound(sounding, volume: nil)) }
        if sounding == focus {
            sounding = nil
            show(.muted, now: now)
        } else {
            sounding = focus
            effects.append(.sound(focus, volume: volume))
            show(.sound(cell: index + 1), now: now)
        }
        return effects
    }

    mutating func setVolume(_ wanted: Int, now: Double) -> [WallEffect] {
        volume = min(max(wanted, 0), 100)
        show(.volume(volume), now: now)
        return sounding.map { [.sound($0, volume: volume)] } ?? []
    }

    private mutating func seek(
        _ seconds: Int, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let focus, let index = index(of: focus),
            let item = cells[index].machine.current?.load.item
        else { return [] }
        guard item.hasEnd else {
            show(.cannotSeek, now: now)
            return []
        }
        return [.seek(focus, seconds: seconds)]
            + handle(.sought(seconds: Double(seconds)), of: focus, now: now, using: &generator)
    }

    private mutating func escape(now: Double) -> [WallEffect] {
        if helpShown {
            helpShown = false
        } else if statisticsShown {
            statisticsShown = false
        } else if solo != nil {
            solo = nil
            return [.layoutChanged]
        } else if !settings.kiosk {
            if now < escapeUntil { return [.quit] }
            escapeUntil = now + Self.escapeSeconds
            show(.pressEscapeAgain, now: now)
        }
        return []
    }
}
