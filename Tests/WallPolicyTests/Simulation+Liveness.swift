import Tunables
import WallPolicy

/// What must come about in the end.
extension Simulation {
    /// Trouble of all sorts for so long.
    func storm(seconds: Double) {
        storm += 1
        isStormy = true
        world.isRepaired = false
        for source in world.sources.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let wait = world.about(profile.upSeconds)
            queue.push(.sourceTurns(source, storm: storm), at: now + wait)
        }
        queue.push(.personActs(storm: storm), at: now + world.about(profile.restSeconds))
        run(until: now + seconds)
        isStormy = false
    }

    /// Everything is well from now on and nobody touches the wall: within the bound every cell
    /// plays, and from then on nothing fails.
    func peace() {
        guard broken == nil else { return }
        log.add("peace", at: now)
        let down = world.sources.values.filter { !$0.isUp }.map(\.id)
        world.repair(now: now)
        for source in down.sorted(by: { $0.rawValue < $1.rawValue }) { tellPlayers(of: source) }
        for id in players.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let player = players[id] else { continue }
            act(on: id, player) { $0.recover(now: now) }
        }
        if wall.displays.isEmpty { appear() }
        if items.isEmpty { changeCatalogue(to: profile.items.map(\.media)) }
        if pausedWall { press(.togglePause) }
        for id in pausedCells.sorted(by: { $0.rawValue < $1.rawValue }) {
            press(.togglePauseOf(id))
        }
        let start = now
        run(until: start + bound)
        expectAllPlay()
        let before = reports
        run(until: now + 1200)
        expect(reports == before, "\(reports - before) failures in a world without faults")
        expectAllPlay()
        let hours = wall.settings.quarantine.inSeconds
        if hours <= 3 * 3600, !wall.quarantine.entries.isEmpty {
            run(until: start + bound + hours + wall.settings.watchdogInterval.inSeconds + 1)
            expect(
                wall.quarantine.entries.isEmpty,
                "left out for longer than \(hours) s: \(wall.quarantine.entries.map(\.item))")
        }
    }

    /// How long the worst chain of waits takes once nothing fails any more, seconds.
    ///
    /// A player that hangs is noticed by the watchdog (a seek has the longer of two limits); then
    /// the cell waits: for its back-off (a minute), a server's Retry-After (five), its cooldown,
    /// or as long as an outage takes to be over: a probe that nobody answered any more, the
    /// longest time to the next one, its answer, and every cell's turn. A player that is stuck does
    /// not even begin what it is told next, which takes a start's time and one more wait; the new
    /// one plays. In between there may be announcements, one at a time.
    var bound: Double {
        let settings = wall.settings
        let watchdog = settings.watchdogInterval.inSeconds
        let detect =
            max(
                settings.stallTimeout.inSeconds, settings.freezeTimeout.inSeconds,
                settings.startTimeout.inSeconds) + 2 * watchdog
        let stagger = Double(cells.count) * settings.startStagger.inSeconds
        let probe =
            OutageDetector.answerTimeout + 1.25 * OutageDetector.probeIntervalMax + 10 + stagger
        let wait = max(
            RetryLadder.waitMax, FailureReason.retryAfterMax, rules.cooldown, probe)
        let cards = Double(3) * CellStateMachine.cardSeconds
        return detect + wait + settings.startTimeout.inSeconds + max(60, rules.cooldown) + probe
            + cards + 150
    }

    /// Every cell plays, or is between two items.
    private func expectAllPlay() {
        var left = Set(cells.map(\.id))
        let idle = items.contains { !$0.isLive } ? 0 : max(0, cells.count - items.count)
        for _ in 0..<4 {
            guard broken == nil else { return }
            for cell in cells where left.contains(cell.id) {
                guard let player = players[cell.id], player.isMoving,
                    player.playing?.isFrozen == false,
                    case .playing(let current) = cell.machine.state,
                    player.playing?.load == current.load
                else { continue }
                left.remove(cell.id)
            }
            if left.count <= idle { break }
            run(until: now + 4)
        }
        guard left.count > idle else { return }
        let lost = cells.filter { left.contains($0.id) }.map { cell in
            let player = players[cell.id]
            return "\(cell.id.rawValue) \(cell.machine.state), player \(player?.words ?? "none")"
        }
        expect(false, "cells never play, \(idle) may: \(lost.joined(separator: "\n"))")
    }

    // MARK: Live items

    /// A live item is back within a minute of its source, and the time that a start takes.
    func expectLiveBack(of source: SourceID) {
        guard let upSince = world.sources[source]?.turnedAt else { return }
        for item in items where item.isLive && item.source == source {
            let due = upSince + 60 + wall.settings.startTimeout.inSeconds + 10
            queue.push(.liveDue(item.id, upSince: upSince), at: due)
        }
    }

    func checkLive(_ id: ItemID, upSince: Double) {
        guard let item = world.items[id], let source = world.sources[item.media.source],
            source.isUp, source.turnedAt == upSince, !source.isSignedOut,
            // Its own faults, lost answers and people have rules of their own.
            world.lastTrouble[id].map({ $0 < upSince }) ?? true,
            lostProbeAt < upSince, disturbedAt < upSince, !pausedWall,
            let owner = owners[id], let player = players[owner], !player.isStuck,
            !pausedCells.contains(owner), let cell = cells.first(where: { $0.id == owner }),
            // What somebody cast comes first, for as long as there is of it.
            cell.castItem == nil
        else { return }
        expect(
            cell.machine.current?.load.item.id == id && player.playing?.load.item.id == id,
            "\(id) is not back \(now - upSince) s after its source: \(cell.machine.state)")
    }
}
