import CLinux
import Display
import Foundation
import Geometry
import WallPolicy

extension Wall {
    /// Once a second: looks at the players, counts, publishes.
    func sample(_ time: Double) {
        closeAbandonedWindows(time)
        tellClock()
        keepDisplaysDark(time)
        for driver in drivers.values {
            driver.sample(now: time) { event in handle(.cell(driver.id, event)) }
        }
        process = figures.sample(now: time)
        countPlayers()
        countCells(time)
        saveWhereItIs(time)
        countLife(time)
        tellServer(time)
        if time >= nextWindow { measure(time) }
        renewDecoders()
        let interval = time - (nextSample - Self.sampleSeconds)
        presentsPerSecond = interval > 0 ? Double(presents) / interval : 0
        presents = 0
        nextSample = time + Self.sampleSeconds
        overlaysChanged = true
        if let trimsAt, time >= trimsAt {
            self.trimsAt = nil
            // Off the main thread: it goes through every heap. Whether there was
            // something to give back does not matter.
            DispatchQueue.global(qos: .utility).async { _ = hw_trim_memory() }
        }
    }

    /// Adds what cells did since the last time to what their numbers ever did.
    private func countCells(_ time: Double) {
        let seconds = min(max(0, time - (nextSample - Self.sampleSeconds)), 60)
        for (index, cell) in policy.cells.enumerated() {
            if case .parked = cell.machine.state {
                totals.rested(cell: index + 1, seconds: seconds)
            }
            var counts = drivers[cell.id]?.counts ?? CellCounts()
            counts.loads = cell.opened
            totals.grew(cell: index + 1, by: ledger.growth(of: cell.id, to: counts))
        }
        ledger.keep(policy.cells.map(\.id))
        history.take(WallHistory.Counts(totals), now: time)
        published.publish(history)
    }

    /// The wall at this moment.
    func makeSnapshot(_ time: Double) -> WallSnapshot {
        var snapshot = WallSnapshot()
        snapshot.version = options.version
        snapshot.name = policy.settings.name
        snapshot.pid = Int(getpid())
        snapshot.uptimeSeconds = time
        snapshot.renderer.kind = backend.renderer.kind
        snapshot.renderer.detail = backend.renderer.detail
        snapshot.renderer.videoDriver = backend.video.driver
        snapshot.renderer.presentsPerSecond = presentsPerSecond
        snapshot.grid = policy.grid
        snapshot.focus = policy.focus.map(number(of:)) ?? 0
        snapshot.solo = policy.solo.map(number(of:))
        snapshot.sounding = policy.sounding.map(number(of:))
        snapshot.volume = policy.volume
        snapshot.paused = policy.isPaused
        snapshot.labelsShown = policy.labelsShown
        snapshot.statisticsShown = policy.statisticsShown
        snapshot.helpShown = policy.helpShown
        snapshot.process = process
        snapshot.items.count = policy.itemCount
        snapshot.items.live = policy.liveCount
        snapshot.items.sources = sources
        snapshot.outages = policy.outages.outages.map {
            OutageSnapshot(source: $0.source, seconds: max(0, time - $0.since))
        }
        snapshot.hold = policy.hold(now: time)
        snapshot.quarantine = leftOut(time, last: WallSnapshot.quarantineMax)
        snapshot.quarantineCount = policy.quarantine.entries.count
        snapshot.filter = policy.favoritesOnly ? "favorites" : "all"
        snapshot.server = policy.server
        if let seconds = policy.server?.nextTryInSeconds {
            snapshot.server?.nextTryInSeconds = max(0, seconds - (time - serverToldAt))
        }
        snapshot.remote = policy.remotes
        snapshot.queued = policy.castWaiting
        snapshot.repeatsQueue = policy.repeatsCast
        snapshot.shuffled = policy.isShuffled
        snapshot.toast = (policy.toast?.toast).map {
            [$0.title, $0.text].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
        }
        snapshot.schedule = policy.schedule(now: time)
        snapshot.schedule?.switchesDisplays = switchesDisplays
        snapshot.shedding = policy.shedder.summary ?? ""
        snapshot.sheddingLevel = policy.shedder.level
        snapshot.mailboxMessages = mailbox.count
        snapshot.totals = totals
        snapshot.totals.presents = presentTimes.separated()
        snapshot.healingSeconds =
            policy.settings.stallTimeout.inSeconds + policy.settings.crashLoopCooldown.inSeconds
        snapshot.safeMode = safeMode
        snapshot.page = page
        snapshot.warnings =
            resolution.warnings.map(\.message) + [page?.problem].compactMap(\.self)
            + policy.problems.map(\.words)
        addDisplays(to: &snapshot, time)
        snapshot.cache.budgetMiB = policy.settings.cacheBudgetMiB
        snapshot.cache.perCellMiB = policy.budget.perCellMiB
        snapshot.cache.usedBytes = snapshot.cells.reduce(0) { $0 + $1.statistics.cacheBytes }
        return snapshot
    }

    private func addDisplays(to snapshot: inout WallSnapshot, _ time: Double) {
        for window in windows {
            let rects = Dictionary(
                window.tiles.map { ($0.driver.id, $0.rect) }, uniquingKeysWith: { $1 })
            var numbers: [Int] = []
            for (index, cell) in policy.cells.enumerated() where cell.display == window.key {
                numbers.append(index + 1)
                snapshot.cells.append(
                    describe(
                        cell, number: index + 1, display: window.number, rect: rects[cell.id],
                        time))
            }
            snapshot.displays.append(
                DisplaySnapshot(
                    number: window.number, name: window.info.name, size: window.window.size,
                    refreshRate: window.info.refreshRate, rotation: window.window.rotation,
                    cells: numbers, fullscreen: window.window.isFullscreen))
        }
    }

    /// The items in quarantine, the oldest first.
    /// - Parameter last: only so many, those that came last.
    func leftOut(_ time: Double, last: Int = .max) -> [QuarantineSnapshot] {
        policy.quarantine.entries.suffix(last).map {
            QuarantineSnapshot(
                item: $0.item, title: $0.title, reason: $0.reason,
                untilSeconds: max(0, $0.until - time))
        }
    }

    private func describe(
        _ cell: WallCell, number: Int, display: Int, rect: PixelRect?, _ time: Double
    ) -> CellSnapshot {
        var snapshot = CellSnapshot(
            number: number, id: cell.identity, display: display,
            rect: rect ?? PixelRect(x: 0, y: 0, width: 0, height: 0))
        snapshot.hidden = rect == nil
        snapshot.state = cell.machine.state.name
        snapshot.stateSeconds = max(0, time - cell.stateSince)
        snapshot.loads = cell.opened
        if let load = cell.machine.current?.load {
            snapshot.load = "\(cell.identity)-\(load.counter)"
        }
        snapshot.paused = cell.isPaused
        snapshot.sounding = cell.id == policy.sounding
        snapshot.looping = cell.isLooping
        snapshot.cast = cell.castItem != nil && cell.castItem == cell.machine.item?.id
        snapshot.queued = cell.queue.count
        snapshot.audioTrack = cell.audioTrack
        snapshot.subtitleTrack = cell.subtitleTrack
        if let item = cell.machine.item {
            snapshot.favorite = policy.favorites.contains(item.id)
            snapshot.hasPicture = pictures.picture(of: item.id) != nil
        }
        snapshot.failures = cell.machine.failures
        snapshot.attempt = cell.machine.attempts
        snapshot.skipsLoopFilter = cell.relief.skipsLoopFilter
        snapshot.halfRate = cell.relief.isHalved
        switch cell.machine.state {
        case .idle(let reason):
            snapshot.reason = reason?.words
            // Not without items, only not yet begun.
            if reason == nil { snapshot.state = "loading" }
        case .backingOff(let failure, let until), .parked(let failure, let until):
            describe(failure, in: &snapshot)
            snapshot.retryInSeconds = max(0, until - time)
        case .holding(let failure, let source, _):
            describe(failure, in: &snapshot)
            snapshot.waitsFor = source
            let isServers = failure.item?.location == .server
            if isServers, policy.outages.expectsOutage(now: time) { snapshot.serverRestarts = true }
        case .loading(let current), .playing(let current), .buffering(let current, _):
            snapshot.title = current.load.item.title
            snapshot.item = current.load.item.id
            snapshot.live = current.load.item.isLive
        case .disposed: break
        }
        snapshot.darkSeconds = cell.darkSince.map { max(0, time - $0) }
        snapshot.progressAgoSeconds = cell.machine.progressedAt.map { max(0, time - $0) }
        if policy.isAsleep { describeAsleep(cell, in: &snapshot) }
        if let driver = drivers[cell.id] { describe(driver, cell, in: &snapshot) }
        return snapshot
    }

    /// A cell of a wall that sleeps: where it goes on, so that a new process does, too.
    private func describeAsleep(_ cell: WallCell, in snapshot: inout CellSnapshot) {
        snapshot.state = "asleep"
        snapshot.darkSeconds = nil
        snapshot.progressAgoSeconds = nil
        guard let place = cell.place else { return }
        snapshot.title = place.item.title
        snapshot.item = place.item.id
        snapshot.live = place.item.isLive
        snapshot.position = place.start
    }

    private func describe(_ failure: CellStateMachine.Failure, in snapshot: inout CellSnapshot) {
        snapshot.title = failure.title
        snapshot.item = failure.item?.id
        snapshot.live = failure.item?.isLive ?? false
        snapshot.reason = failure.words
        snapshot.triesAgain = failure.triesAgain
        snapshot.position = failure.start
    }

    private func describe(
        _ driver: CellDriver, _ cell: WallCell, in snapshot: inout CellSnapshot
    ) {
        let figures = driver.figures
        switch cell.machine.state {
        case .playing(let current), .buffering(let current, _):
            snapshot.position = figures.position
            // What is generated or live has as much length as was seen of it: none.
            snapshot.duration = current.load.item.hasEnd ? figures.duration : nil
        case .loading(let current) where !current.isOver: snapshot.position = current.load.start
        default: break
        }
        snapshot.statistics.decodedFPS = figures.decodedFPS
        snapshot.statistics.shownFPS = driver.meter.rate
        snapshot.statistics.shownFrames = driver.meter.total
        snapshot.statistics.decoderDrops = figures.decoderDrops
        snapshot.statistics.outputDrops = figures.outputDrops
        snapshot.statistics.longestGapMilliseconds = driver.meter.longestGap * 1000
        snapshot.statistics.cacheBytes = figures.cacheBytes
        snapshot.statistics.codec = figures.codec
        if figures.width > 0 {
            snapshot.statistics.size = PixelSize(width: figures.width, height: figures.height)
        }
        snapshot.statistics.hardwareDecoder = figures.hardwareDecoder
        snapshot.statistics.firstFrameSeconds = driver.firstFrameSeconds
        snapshot.statistics.lastFrameAgoSeconds = driver.meter.last.map { max(0, now - $0) }
    }

    /// Publishes the wall as it is, and draws again what its overlays say
    /// differently now. With nothing shown this compares a few empty values.
    func refreshOverlays(_ time: Double) {
        overlaysChanged = false
        let snapshot = makeSnapshot(time)
        published.publish(snapshot)
        painter.text.update()
        if painter.text.generation != fontGeneration {
            // Letters that were empty boxes have a font now.
            fontGeneration = painter.text.generation
            for window in windows {
                window.overlay = nil
                for tile in window.tiles { tile.overlay = nil }
            }
        }
        let focusShown = policy.focusShownUntil > time
        let byNumber = Dictionary(snapshot.cells.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        for window in windows {
            let changed = refreshWindowOverlay(of: window, snapshot)
            for tile in window.tiles {
                guard let cell = byNumber[number(of: tile.driver.id)] else { continue }
                let overlay = CellOverlay(cell: cell, in: snapshot, focusShown: focusShown)
                if tile.overlay != overlay {
                    if overlay.card != nil { wantPicture(for: cell) }
                    tile.overlay = overlay
                    tile.cellLayers = painter.layers(for: overlay, rect: tile.rect)
                    tile.needs.insert(.layers)
                } else if changed {
                    tile.needs.insert(.layers)
                }
            }
            window.spreadLayers()
        }
    }

    /// Asks for the picture of an item that waits.
    private func wantPicture(for cell: CellSnapshot) {
        guard let server, let item = cell.item, CellOverlay.waits(cell.state),
            policy.cells.first(where: { $0.identity == cell.id })?.machine.item?.isFromServer
                == true
        else { return }
        pictures.want(item, of: server, mailbox)
    }

    private func refreshWindowOverlay(of window: WallWindow, _ snapshot: WallSnapshot) -> Bool {
        let overlay = WindowOverlay(
            display: window.number, in: snapshot,
            time: policy.labelsShown ? LocalTime.current() : nil, toast: policy.toast?.toast,
            banner: banner, kiosk: policy.settings.kiosk)
        guard overlay != window.overlay else { return false }
        window.overlay = overlay
        window.layers = painter.layers(for: overlay, size: window.stage.size).map { layer in
            var layer = layer
            layer.rect = layer.rect.moved(x: window.stage.x, y: window.stage.y)
            return layer
        }
        return true
    }

    /// What all displays show.
    func capture() -> Result<WallPicture, DisplayError> {
        do throws(DisplayError) {
            var parts: [WallPicture.Part] = []
            for window in windows {
                let bitmap = try backend.renderer.capture(window.window)
                parts.append(WallPicture.Part(display: window.number, bitmap: bitmap))
            }
            return .success(WallPicture(parts: parts))
        } catch {
            return .failure(error)
        }
    }

    /// F12: a picture of the wall as a file, written off the main thread.
    func saveSnapshot() {
        let mailbox = mailbox
        let folder = options.pictureFolder
        switch capture() {
        case .failure(let error): handle(.toast(.snapshotFailed(why: "\(error)")))
        case .success(let picture):
            DispatchQueue.global(qos: .utility).async {
                do throws(DisplayError) {
                    mailbox.post(.toast(SnapshotFile.write(try picture.whole(), to: folder)))
                } catch {
                    mailbox.post(.toast(.snapshotFailed(why: "\(error)")))
                }
            }
        }
    }
}

extension LocalTime {
    /// Now, by the machine's clock and zone.
    static func current() -> LocalTime {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return LocalTime(
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), weekday: Int(parts.tm_wday),
            day: Int(parts.tm_mday), month: Int(parts.tm_mon) + 1)
    }
}

/// Writes F12's pictures.
enum SnapshotFile {
    /// - Returns: what to tell the person who pressed the key.
    static func write(_ bitmap: Bitmap, to folder: String) -> Toast {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let date = String(
            format: "%04d-%02d-%02d_%02d.%02d.%02d", Int(parts.tm_year) + 1900,
            Int(parts.tm_mon) + 1, Int(parts.tm_mday), Int(parts.tm_hour), Int(parts.tm_min),
            Int(parts.tm_sec))
        let path = "\(folder)/hyperwall_\(date).png"
        do {
            let bytes = try PictureEncoder.png(bitmap)
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            return .snapshotSaved(name: path)
        } catch let error as DisplayError {
            return .snapshotFailed(why: "\(error)")
        } catch {
            return .snapshotFailed(why: "\(folder) cannot be written")
        }
    }
}
