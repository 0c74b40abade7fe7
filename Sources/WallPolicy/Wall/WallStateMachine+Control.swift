import Geometry
import Tunables

/// What somebody asks for over the wall's own API.
extension WallStateMachine {
    /// A wish as `handle(.control)` does it, with its item found: a catalogue is long, and is
    /// looked through once.
    /// - Throws: `ControlRefusal` when it is not granted now.
    public func granted(_ wish: ControlWish) throws(ControlRefusal) -> ControlWish {
        if case .cell(let number, .play(let wanted, let moment, let start)) = wish {
            if let refusal = missing(number) { throw refusal }
            let item = try find(wanted)
            return .cell(number, .play(.found(item), moment: moment, start: start))
        }
        if let refusal = refusal(of: wish) { throw refusal }
        return wish
    }

    /// Why a wish is not granted now, nil when it is: `handle(.control)` does then what was asked.
    public func refusal(of wish: ControlWish) -> ControlRefusal? {
        switch wish {
        case .grid(let columns, let rows):
            let size = GridSize(columns: columns, rows: rows)
            guard size.columns != columns || size.rows != rows else { return nil }
            let most = GridSize.maximum
            return ControlRefusal(.conflict, "A grid has 1 to \(most) columns and rows.")
        case .focus(let number), .solo(.some(let number)): return missing(number)
        case .filter(let favorites): return refusal(ofFilter: favorites)
        case .cell(let number, let wish): return missing(number) ?? refusal(of: wish, number)
        case .solo(nil), .pause, .shutdown: return nil
        }
    }

    private func missing(_ number: Int) -> ControlRefusal? {
        // Compared first: one less than the least number there is would be the end of the program.
        guard number < 1 || number > cells.count else { return nil }
        return ControlRefusal(.missing, Catalogue.missingCell(number, of: cells.count))
    }

    private func refusal(ofFilter favorites: Bool) -> ControlRefusal? {
        guard server != nil else {
            // Everything is what a wall without a media server plays anyway.
            guard favorites || favoritesOnly else { return nil }
            return ControlRefusal(.conflict, Toast.noServer.text + ".")
        }
        guard favorites, !catalogue.contains(where: { self.favorites.contains($0.id) }) else {
            return nil
        }
        return ControlRefusal(
            .conflict, "No item is marked as a favourite: the wall keeps what it has.")
    }

    private func refusal(of wish: CellWish, _ number: Int) -> ControlRefusal? {
        let cell = cells[number - 1]
        switch wish {
        case .next, .previous, .reload, .pause, .mute: return nil
        case .unpark:
            if case .parked = cell.machine.state { return nil }
            return ControlRefusal(.conflict, "Cell \(number) does not rest.")
        case .loop: return playsNothing(cell, number)
        case .seek, .seekBy:
            if let refusal = playsNothing(cell, number) { return refusal }
            guard cell.machine.current?.load.item.hasEnd == false else { return nil }
            return ControlRefusal(
                .conflict, "What cell \(number) plays is live: there is nowhere to go to.")
        case .favorite:
            guard server != nil else {
                return ControlRefusal(.conflict, Toast.noServer.text + ".")
            }
            guard cell.machine.item?.isFromServer != true else { return nil }
            return ControlRefusal(.conflict, Toast.notFromServer.text + ".")
        case .play(let item, _, _):
            do throws(ControlRefusal) {
                _ = try find(item)
                return nil
            } catch {
                return error
            }
        }
    }

    private func playsNothing(_ cell: WallCell, _ number: Int) -> ControlRefusal? {
        cell.machine.current == nil
            ? ControlRefusal(.conflict, "Cell \(number) plays nothing now.") : nil
    }

    /// The item that somebody means.
    private func find(_ wanted: ControlItem) throws(ControlRefusal) -> MediaItem {
        switch wanted {
        case .found(let item): return item
        case .listed(let id):
            guard let item = catalogue.first(where: { $0.id == id }) else {
                throw ControlRefusal(.missing, "The wall knows no such item.")
            }
            return item
        case .url(let url, let place):
            if let obstacle = OpenRules.obstacle(url: url) {
                throw ControlRefusal(
                    .forbidden, "“\(OpenRules.redacted(url))” is not played: \(obstacle)")
            }
            // What somebody configured may lie on this very machine.
            let id = OpenRules.itemID(url: url)
            if let item = catalogue.first(where: { $0.id == id }) { return item }
            guard place != .unknown else {
                throw ControlRefusal(
                    .conflict,
                    "The name of “\(OpenRules.redacted(url))” could not be looked up: check it, "
                        + "or try again.")
            }
            guard place == .elsewhere, !OpenRules.isLocal(url: url) else {
                throw ControlRefusal(
                    .forbidden,
                    "“\(OpenRules.redacted(url))” names this machine or its link, which only a "
                        + "configured source may: add it to HYPERWALL_SOURCES.")
            }
            return MediaItem.url(url)
        }
    }

    /// Does what was asked; what `refusal(of:)` refuses is left.
    mutating func perform(
        _ wish: ControlWish, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard refusal(of: wish) == nil else { return [] }
        switch wish {
        case .grid(let columns, let rows):
            return perform(
                WallAction.grid(columns: columns, rows: rows), now: now, using: &generator)
        case .focus(let number):
            return perform(WallAction.focus(cells[number - 1].id), now: now, using: &generator)
        case .solo(let number):
            if let number { focus = cells[number - 1].id }
            let wanted = number.map { cells[$0 - 1].id }
            guard solo != wanted else { return [] }
            solo = wanted
            return [.layoutChanged]
        case .pause(let on): return setPause(on ?? !isPaused, now: now, using: &generator)
        case .filter(let favorites):
            guard server != nil || favorites || favoritesOnly else { return [] }
            return filter(favorites: favorites, now: now, using: &generator)
        case .cell(let number, let wish):
            return perform(wish, number, now: now, using: &generator)
        case .shutdown: return [.quit]
        }
    }

    private mutating func perform(
        _ wish: CellWish, _ number: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let id = cells[number - 1].id
        switch wish {
        case .reload, .unpark: return reload(id, now: now, using: &generator)
        case .loop(let on): return setLoop(on ?? !cells[number - 1].isLooping, of: id, now: now)
        case .favorite(let on): return setFavorite(on, of: id, now: now)
        case .play(let item, let moment, let start):
            guard let item = try? find(item) else { return [] }
            let play = RemotePlay(moment, items: [item], start: start)
            return cast(play, to: number, now: now, using: &generator)
        default:
            guard let command = wish.command else { return [] }
            return perform(RemoteWish(command, cell: number), now: now, using: &generator)
        }
    }
}

extension CellWish {
    /// The same as an app of the media server would ask for it, where it can.
    fileprivate var command: RemoteCommand? {
        switch self {
        case .next: .next
        case .previous: .previous
        case .pause(let on): on.map { $0 ? .pause : .unpause } ?? .togglePause
        case .mute(let on): on.map { $0 ? .mute : .unmute } ?? .toggleMute
        case .seek(let seconds): .seek(seconds: seconds)
        case .seekBy(let seconds): .seekBy(seconds: seconds)
        case .reload, .unpark, .loop, .favorite, .play: nil
        }
    }
}
