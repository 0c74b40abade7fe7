import Tunables
import WallPolicy

/// What must never happen, looked at with every event.
extension Simulation {
    func expect(_ holds: Bool, _ rule: @autoclosure () -> String) {
        guard !holds, broken == nil else { return }
        let size = "\(wall.displays.count) displays of \(wall.grid.columns)×\(wall.grid.rows)"
        broken =
            "seed \(profile.seed), step \(steps), time \(now), \(size): \(rule())\n"
            + log.text
    }

    var rules: CellRules { CellRules(wall.settings) }

    /// All effects of one event together.
    func check(_ effects: [WallEffect], of event: WallEvent) {
        // Each cell has a handful of effects, each item at most one record of the journal.
        let most = 40 + 24 * max(cells.count, players.count) + 2 * items.count
        expect(effects.count <= most, "\(effects.count) effects of one event")
        let isPersons =
            switch event {
            case .action, .remote: true
            default: false
            }
        if isPersons {
            for id in players.keys { books[id]?.beginAnew() }
            isPersonActing = true
        } else {
            isPersonActing = false
        }
        switch event {
        // What failed lately is forgiven for reasons that a cell's effects do not tell.
        case .settings, .catalogue, .probed, .resumed:
            for id in players.keys { books[id]?.beginAnew() }
        case .ticked where !out.isEmpty:
            for id in players.keys { books[id]?.beginAnew() }
        default: break
        }
    }

    /// What a cell's effect means for the rules.
    func note(_ effect: CellEffect, of id: CellID, _ event: WallEvent) {
        guard var book = books[id] else { return }
        defer { books[id] = book }
        switch effect {
        case .load(let load):
            noteLoad(load, of: id)
            if !resumed.isEmpty { noteFirst(load, of: id) }
            expect(load.counter > book.counter, "load \(load.counter) after \(book.counter)")
            book.counter = load.counter
            book.hasNext = false
            if let until = book.parkedUntil {
                expect(now >= until - 1e-6, "opened \(until - now) s before the cooldown is over")
                book.beginAnew()
            }
        case .append(let load):
            expect(!book.hasNext, "two items stand behind the current one")
            expect(load.item.hasEnd, "\(load.item.id) was opened ahead")
            expect(
                !out.contains(load.item.source) || isPersonActing,
                "\(load.item.id) is opened ahead while its source is out")
            expect(load.counter > book.counter, "load \(load.counter) after \(book.counter)")
            book.counter = load.counter
            book.hasNext = true
        case .dropPlayed, .stop: book.hasNext = false
        case .itemBegan:
            if !book.endedWell, !isPersonActing, book.failedAt > -.infinity {
                book.openings.append(now)
                let window = rules.window
                book.openings.removeAll { now - $0 > window }
                // Failures that count, sign-ins, short items that do not count yet, and one
                // reload after a long pause.
                let most = rules.threshold + book.signIns + 3
                expect(
                    book.openings.count <= most, "\(book.openings.count) openings in \(window) s")
            }
            book.endedWell = false
        case .report(let load, let reason, let waits):
            reports += 1
            switch reason {
            case .stalled, .frozen, .timedOut: lateReports += 1
            default: break
            }
            book.failedAt = now
            book.endedWell = false
            // The one reload after a long pause is no failure.
            if waits == 0 { return }
            noteFailure(&book, load, reason)
        case .signIn:
            book.signIns += 1
            if !book.failures.isEmpty { book.failures.removeLast() }
        case .parked(let item, _, let seconds):
            let cooldown = item?.isLive == true ? min(rules.cooldown, 45) : rules.cooldown
            expect(abs(seconds - cooldown) < 1e-6, "parked for \(seconds) s")
            book.beginAnew()
            book.parkedUntil = now + seconds
        default: break
        }
    }

    private func noteFailure(
        _ book: inout SimulationBook, _ load: Load, _ reason: FailureReason
    ) {
        if out.contains(load.item.source) {
            // The source's, not the cell's.
            return book.beginAnew()
        }
        let window = rules.window
        book.failures.removeAll { now - $0 > window }
        book.failures.append(now)
        expect(
            book.failures.count <= rules.threshold,
            "\(book.failures.count) failures in \(window) s")
    }

    /// A source went out or is back, by the wall's word.
    func note(_ record: JournalRecord) {
        statistics[record.kind.rawValue, default: 0] += 1
        guard let source = record.source else { return }
        if record.kind == .outageBegan { out.insert(source) }
        if record.kind == .outageEnded { out.remove(source) }
    }

    /// The first load of a cell in a new process is what the old one had there.
    private func noteFirst(_ load: Load, of id: CellID) {
        guard let index = cells.firstIndex(where: { $0.id == id }),
            let cell = resumed.removeValue(forKey: index + 1), load.counter == 1,
            // A source that is out again has no turn while there is something else.
            !out.contains(where: { world.items[cell.item]?.media.source == $0 })
        else { return }
        expect(
            load.item.id == cell.item, "cell \(index + 1) had \(cell.item), not \(load.item.id)")
        let isThere = !load.item.hasEnd || cell.position == nil || load.start == cell.position
        expect(isThere, "\(cell.item) at \(String(describing: load.start)), was at \(cell)")
    }

    private func noteLoad(_ load: Load, of id: CellID) {
        let item = load.item
        let isOut = out.contains(item.source) && wall.outages.isOut(item.source)
        expect(!isOut || isPersonActing, "\(item.id) is opened while its source is out")
        guard item.isLive else { return }
        if let owner = owners[item.id], owner != id {
            expect(players[owner] == nil, "\(item.id) is in another cell than its own")
        }
        owners[item.id] = id
        for cell in cells where cell.id != id {
            expect(
                cell.machine.current?.load.item.id != item.id, "\(item.id) is open twice")
        }
    }

    /// Before the wall sends a probe.
    func checkProbe(_ source: SourceID) {
        guard let last = asked[source] else { return }
        let age = now - last.at
        expect(
            !last.isInTheAir || age >= OutageDetector.answerTimeout - 1e-6,
            "two probes of \(source.rawValue) in the air")
        let least = OutageDetector.probeInterval * (out.contains(source) ? 0.75 : 1)
        expect(age >= least - 1e-6, "two probes of \(source.rawValue) within \(age) s")
    }

    /// What holds after every event.
    func check(after event: WallEvent) {
        guard broken == nil else { return }
        if !out.isEmpty { out = out.filter { wall.outages.isOut($0) } }
        if case .cell(let id, _) = event {
            if let cell = cells.first(where: { $0.id == id }) { check(cell) }
        } else {
            for cell in cells { check(cell) }
            checkQuarantine()
            let bytes = players.keys.reduce(0) { $0 + (books[$1]?.bytes ?? 0) }
            expect(
                bytes <= wall.settings.cacheBudgetMiB << 20, "\(bytes >> 20) MiB of caches")
            expect(wall.isPaused == pausedWall, "the wall's pause")
        }
    }

    private func checkQuarantine() {
        guard wall.hasCatalogue else { return }
        // What the sources do not name is missing anyway.
        let named = Set(items.map(\.id))
        let entries = wall.quarantine.entries.filter { named.contains($0.item) }
        guard !entries.isEmpty else { return }
        expect(
            entries.count * 4 <= items.count, "\(entries.count) of \(items.count) items left out")
        expect(
            items.count - entries.count >= cells.count,
            "\(entries.count) of \(items.count) items left out, \(cells.count) cells")
        expect(
            !entries.contains { world.items[$0.item]?.media.isLive == true },
            "a live item is left out")
    }

    private func check(_ cell: WallCell) {
        let player = players[cell.id]
        expect(cell.isStarted == (player != nil), "started is having a player")
        expect(cell.isPaused == pausedCells.contains(cell.id), "the cell's pause")
        guard let player else { return }
        expect(
            player.isPaused == (pausedWall || cell.isPaused),
            "cell \(cell.id.rawValue): the player's pause")
        // How long a machine slept is known to a judging interval.
        let slack = wall.settings.watchdogInterval.inSeconds + 1e-6
        switch cell.machine.state {
        case .idle:
            let isIdle = !wall.hasCatalogue || items.allSatisfy(\.isLive)
            expect(isIdle, "cell \(cell.id.rawValue) has nothing while there are films")
        case .backingOff(_, let until):
            let longest = FailureReason.retryAfterMax + slack
            expect(until - now <= longest, "backs off for \(until - now) s")
        case .parked(_, let until):
            expect(until - now <= rules.cooldown + slack, "parked for \(until - now) s more")
        case .holding(_, let source, nil):
            expect(
                wall.outages.isOut(source),
                "cell \(cell.id.rawValue) holds for \(source.rawValue), which is there")
        case .loading, .playing, .buffering, .holding, .disposed: break
        }
        if player.isQuiet, !player.isStuck, case .some(let current) = cell.machine.current,
            !current.isOver, let playing = player.playing
        {
            expect(
                playing.load == current.load || current.entry == nil,
                "the player plays \(playing.load), the wall thinks \(current.load)")
        }
        if player.isQuiet, !player.isStuck, cell.machine.current == nil {
            expect(
                player.playing == nil,
                "cell \(cell.id.rawValue) is \(cell.machine.state.name) and its player plays")
        }
    }

    /// A tick does what is due: the next deadline, which is the first of all cells', lies ahead,
    /// or the loop would spin.
    func checkTick() {
        guard broken == nil else { return }
        // What failed in this very tick may be tried again in the next, without a wait.
        ticksAtOnce = lastTick == now ? ticksAtOnce + 1 : 0
        lastTick = now
        expect(ticksAtOnce < 3, "it wants one tick after the other")
        if let deadline = wall.deadline(now: now) {
            expect(deadline >= now, "the deadline stays behind")
        }
    }
}
