import Display
import Foundation
import Logging
import MPVPlayer
import Tunables
import WallPolicy

extension Wall {
    /// Lets the policy decide, and does what it says.
    func handle(_ event: WallEvent) {
        var pending = policy.handle(event, now: now, using: &generator)[...]
        // What goes wrong in performing is an event again.
        while let effect = pending.popFirst() {
            guard let (id, event) = perform(effect) else { continue }
            pending += policy.handle(.cell(id, event), now: now, using: &generator)
        }
        if policy.cells.count != toldCells {
            toldCells = policy.cells.count
            server?.arrange(cells: toldCells)
        }
    }

    /// Does what the policy wants.
    /// - Returns: what went wrong at once, for the policy.
    func perform(_ effect: WallEffect) -> (CellID, CellEvent)? {
        switch effect {
        case .create(let id): return start(id)
        case .dispose(let id): dispose(id)
        case .rest(let id): rest(id)
        case .displaysSleep(let asleep): switchDisplays(asleep: asleep)
        case .pictureMoved: movePicture()
        case .cell(let id, let effect): return perform(effect, of: id)
        case .pause(let id, let paused):
            drivers[id]?.setPaused(paused)
            tellServerSoon(id)
        case .loop(let id, let looping): drivers[id]?.setLooping(looping)
        case .sound(let id, let volume):
            drivers[id]?.setSound(volume: volume)
            tellServerSoon(id)
        case .seek(let id, let seconds):
            drivers[id]?.seek(seconds)
            tellServerSoon(id)
        case .seekTo(let id, let seconds):
            drivers[id]?.seek(to: seconds)
            tellServerSoon(id)
        case .select(let id, let kind, let number): select(kind, number, in: id)
        case .resetTracks(let id):
            drivers[id]?.resetTracks(sounds: policy.sounding == id)
            wishedTracks[id] = nil
        case .lookSoon: looks = Wall.looks(looks, after: now)
        case .limit(let id, let limits): drivers[id]?.limit(limits)
        case .probeSource(let source, let item, let asksItem):
            probeSource(source, item, asksItem: asksItem)
        case .favorite(let item, let on): favorite(item, on)
        case .journal(let record): write(record)
        case .quarantineChanged: saveQuarantine()
        case .layoutChanged: layoutChanged = true
        case .overlaysChanged: overlaysChanged = true
        case .toggleFullscreen: toggleFullscreen()
        case .snapshot: saveSnapshot()
        case .quit: quit(0)
        }
        return nil
    }

    private func perform(_ effect: CellEffect, of id: CellID) -> (CellID, CellEvent)? {
        guard let driver = drivers[id] else { return nil }
        switch effect {
        case .probe(let item): askWhy(item, id)
        case .signIn: server?.signInAgain()
        case .append(let load) where load.item.isFromServer:
            return plan(load, isNext: true, for: driver).map { (id, $0) }
        // It could not be made before, or ended by itself.
        case .load where driver.needsPlayer: if let failed = renew(driver) { return failed }
        case .renewPlayer: if let failed = renew(driver) { return failed }
        default: break
        }
        // After another player was made, where that was necessary.
        if case .load(let load) = effect {
            // What was played until now is over on the server before the next thing begins.
            settlePlays(of: id)
            if load.item.isFromServer {
                driver.awaitsPlan(now: now)
                return plan(load, isNext: false, for: driver).map { (id, $0) }
            }
        }
        return driver.perform(effect, now: now).map { (id, $0) }
    }

    /// The number that people know a cell by.
    func number(of id: CellID) -> Int { (policy.index(of: id) ?? -1) + 1 }

    /// The driver of a cell; a cell that still waits for its start has one
    /// without a player, so that it has a tile.
    func driver(for id: CellID) -> CellDriver? {
        if let driver = drivers[id] { return driver }
        guard let index = policy.index(of: id) else { return nil }
        let made = CellDriver(id: id, identity: policy.cells[index].identity, logger: logger)
        drivers[id] = made
        return made
    }

    /// Gives a cell another player. The old one is ended in its own time: it may hang.
    private func renew(_ driver: CellDriver) -> (CellID, CellEvent)? {
        backend.makeCurrent()
        if let old = driver.release(until: now + Self.farewellSeconds, isLast: false) {
            retiring.append(old)
        }
        if let failed = start(driver.id) { return failed }
        driver.limit(policy.budget.limits(prefetching: false))
        restore(driver)
        return nil
    }

    /// Gives a new player what the cell's old one had.
    private func restore(_ driver: CellDriver) {
        if policy.sounding == driver.id { driver.setSound(volume: policy.volume) }
        guard let index = policy.index(of: driver.id) else { return }
        let cell = policy.cells[index]
        if policy.isPaused || cell.isPaused { driver.setPaused(true) }
        if cell.machine.decodesInSoftware { driver.useSoftwareDecoding() }
    }

    private func start(_ id: CellID) -> (CellID, CellEvent)? {
        trimsAt = now + Self.trimSeconds
        guard let driver = driver(for: id) else { return nil }
        let limits = policy.budget.limits(prefetching: false)
        let wake = wakeUp
        let options = playerOptions
        do throws(MPVError) {
            let player = try Player(
                options: options.all(
                    limits: (
                        limits.forwardBytes, limits.backwardBytes, limits.readaheadSeconds
                    ))
            ) { wake.wake() }
            do throws(MPVError) {
                try backend.attach(player)
                try driver.adopt(player, hardwareDecoding: options.hardwareDecoding)
            } catch {
                player.close(disposal)
                throw error
            }
            return nil
        } catch {
            logger.error("cell \(number(of: id)) has no player: \(error)")
            return (id, .playerFailed(.unknown))
        }
    }

    private var playerOptions: PlayerOptions {
        let cores = Foundation.ProcessInfo.processInfo.activeProcessorCount
        return PlayerOptions(
            settings: policy.settings, gl: backend.gl != nil, softwareGL: backend.softwareGL,
            decoderThreads: max(1, cores / max(1, policy.cells.count)))
    }

    private func dispose(_ id: CellID) {
        settlePlays(of: id)
        guard let driver = drivers.removeValue(forKey: id) else { return }
        trimsAt = now + Self.trimSeconds
        // Not at once, and one a turn: the cells that stay must not wait for
        // the outputs of twelve others (0.2 s each, when nobody takes their frames).
        if let old = driver.release(until: now + Self.farewellSeconds, isLast: true) {
            retiring.append(old)
        } else {
            backend.makeCurrent()
            backend.renderer.forget(driver.tile)
        }
    }

    /// Takes the last frames of players that nobody needs any more, and ends the one
    /// whose time has come.
    func retire(_ time: Double) {
        guard let player = retiring.first else { return }
        for leaving in retiring { leaving.discardFrame() }
        guard time >= player.leavesAt else { return }
        retiring.removeFirst()
        backend.makeCurrent()
        player.close(disposal)
        if let tile = player.tile { backend.renderer.forget(tile) }
    }

    /// A fresh look at every player, before the watchdog judges the cells.
    func lookAtPlayers() {
        for driver in drivers.values {
            driver.look { event in handle(.cell(driver.id, event)) }
        }
    }

    /// Hands the players' events to the policy.
    func takePlayerEvents() {
        for driver in drivers.values {
            driver.events { event in handle(.cell(driver.id, event)) }
        }
    }
}
