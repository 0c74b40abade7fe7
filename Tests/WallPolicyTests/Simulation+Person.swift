import Geometry
import Tunables
import WallPolicy

/// What a person and the machine do to the wall.
extension Simulation {
    func appear() {
        send(.displayAppeared(DisplayKey(rawValue: nextDisplay)))
        nextDisplay += 1
    }

    func changeCatalogue(to items: [MediaItem], problems: [WallProblem] = []) {
        let known = Set(items.map(\.id))
        // What leaves the sources and comes back later may get another cell.
        owners = owners.filter { known.contains($0.key) }
        self.items = items
        send(.catalogue(items: items, problems: problems))
    }

    func press(_ action: WallAction) {
        disturbedAt = now
        resumed = [:]
        switch action {
        case .togglePause: pausedWall.toggle()
        case .togglePauseOf(let id):
            if wall.index(of: id) != nil { pausedCells.formSymmetricDifference([id]) }
        default: break
        }
        send(.action(action))
    }

    /// One act of all that are possible.
    func actAsPerson() {
        disturbedAt = now
        resumed = [:]
        switch roll(44) {
        case 0..<4: changeGrid()
        case 4..<6: press(.togglePause)
        case 6..<9: if let cell = pick(cells) { press(.togglePauseOf(cell.id)) }
        case 9..<22:
            if let cell = pick(cells) { press(.focus(cell.id)) }
            let actions: [WallAction] = [
                .next, .next, .next, .previous, .reload, .reload, .seek(seconds: 600),
                .seek(seconds: -10), .seek(seconds: 10), .toggleLoop, .toggleSolo, .toggleSound,
            ]
            if let action = pick(actions) { press(action) }
        case 22..<24: changeDisplays()
        case 24..<28: shuffleCatalogue()
        case 28..<30: changeSettings()
        case 30..<34: sleep(seconds: world.about(200))
        case 34 where roll(2) == 0: restart()
        case 34: send(.quarantineCleared(roll(2) == 0 ? nil : pick(items)?.id))
        case 40..<44: useRemote()
        case 35..<37: queue.push(.measured, at: now)
        default: for _ in 0..<roll(12) { press(pick([.next, .reload, .previous]) ?? .next) }
        }
    }

    /// Somebody presses a button in an app.
    private func useRemote() {
        let films = profile.items.map(\.media).filter(\.hasEnd)
        let moments: [RemotePlay.Moment] = [.now, .now, .next, .last]
        let some = (0..<roll(6)).compactMap { _ in pick(films) }
        var commands: [RemoteCommand] = [
            .pause, .unpause, .unpause, .togglePause, .stop, .next, .previous,
            .seek(seconds: Double(roll(9000))), .seekBy(seconds: -10), .unmute, .mute,
            .volume(roll(200)), .repeats(.all), .repeats(.none), .shuffle(roll(2) == 0), .goHome,
            .audioTrack(roll(3)), .message(RemoteMessage(title: "t", text: "x", seconds: 3)),
        ]
        for _ in 0..<8 {
            commands.append(
                .play(RemotePlay(pick(moments) ?? .now, items: some, start: world.between(0, 9))))
        }
        guard let command = pick(commands) else { return }
        let cell = roll(3) == 0 ? 1 + roll(cells.count + 1) : nil
        send(.remote(RemoteWish(command, cell: cell)))
    }

    private func changeGrid() {
        let most = profile.cellsMax / max(1, wall.displays.count)
        let columns = 1 + roll(min(8, most))
        let rows = 1 + roll(min(8, max(1, most / columns)))
        press(.grid(columns: columns, rows: rows))
    }

    private func changeDisplays() {
        if roll(2) == 0, let display = pick(wall.displays) {
            send(.displayWent(display))
        } else if wall.displays.count < 3,
            (wall.displays.count + 1) * wall.grid.count <= max(profile.cellsMax, 64)
        {
            appear()
        }
    }

    private func shuffleCatalogue() {
        let all = profile.items.map(\.media)
        switch roll(6) {
        case 0: changeCatalogue(to: [])
        case 1: changeCatalogue(to: all.filter(\.isLive))
        case 2: changeCatalogue(to: all.filter { _ in roll(2) == 0 })
        case 3: changeCatalogue(to: all.filter { _ in roll(10) > 0 })
        default:
            let problems = (0..<roll(5)).map { WallProblem(subject: "\($0)", words: "words") }
            changeCatalogue(to: all, problems: problems)
        }
    }

    private func changeSettings() {
        var settings = wall.settings
        settings.cacheBudgetMiB = 128 + roll(2000)
        settings.startStagger = .milliseconds(roll(1000))
        settings.stallTimeout = .seconds(3 + roll(30))
        settings.retryMax = roll(5)
        settings.shuffle = roll(2) == 0
        settings.watchdogInterval = .seconds([5, 30, 60][roll(3)])
        if roll(3) == 0 { settings = profile.settings }
        send(.settings(settings))
    }

    /// The machine sleeps: clocks go on, players and all that is local does not.
    func sleep(seconds: Double) {
        log.add("the machine sleeps for \(seconds) s", at: now)
        queue.delay(by: seconds) { happening in
            switch happening {
            case .command, .deliver, .player, .explained: true
            default: false
            }
        }
        now += seconds
        for player in players.values { player.sleep(seconds) }
        for id in players.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let player = players[id], let time = player.nextTime() else { continue }
            queue.push(
                .player(id, player: player.serial, version: player.version), at: max(now, time))
            books[id]?.beginAnew()
        }
        guard seconds > 3 * wall.settings.watchdogInterval.inSeconds, roll(2) == 0 else { return }
        let before = lateReports
        tick()
        expect(lateReports == before, "cells fail because the machine slept")
    }

    /// The renderer's count of ten seconds.
    func measure() {
        let isBusy = isStormy && roll(2) == 0
        let samples = cells.filter(\.isStarted).map { cell in
            ShedSample(
                cell: cell.id, rate: 30, seconds: 10, shown: isBusy ? 200 : 300,
                dropped: isBusy ? 100 : 0, isSoftware: true,
                isExcused: cell.machine.state.name != "playing", cost: Double(cell.id.rawValue),
                shrinksTwofold: cell.id.rawValue.isMultiple(of: 2),
                isFocused: cell.id == wall.focus)
        }
        send(.measured(samples), isLogged: false)
        if wall.isHoldingStarts || roll(4) > 0 && isStormy {
            queue.push(.measured, at: now + LoadShedder.windowSeconds)
        }
    }
}
