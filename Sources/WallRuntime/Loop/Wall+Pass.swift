import Display
import Geometry

extension Wall {
    /// What a cell without a picture is filled with: nearly black, so that a
    /// card on it does not float in nothing.
    static let background = Color(hex: 0x0B0D10)

    /// What a cell is filled with: at night nothing at all is lit.
    private var ground: Color { policy.isAsleep ? Color(hex: 0x000000) : Self.background }

    /// Presents that may fail in a row.
    private static let lostPresentsMax = 3

    /// Draws the tiles that changed, and shows them.
    func pass(_ time: Double) {
        if layoutChanged { layOut() }
        if overlaysChanged { refreshOverlays(time) }
        for window in windows { draw(window, time) }
        inMotion = windows.contains {
            !backend.renderer.tilesInMotion(in: $0.window, now: time).isEmpty
        }
        // A cadence, not a distance: a late pass does not delay all later ones.
        let interval = 1.0 / Double(refreshRate)
        nextPass = time - nextPass < interval ? nextPass + interval : time + interval
    }

    /// Passes a second: as the fastest display.
    private var refreshRate: Int {
        let fastest = windows.map(\.info.refreshRate).max() ?? 0
        return fastest > 0 ? fastest : Self.defaultRefreshRate
    }

    private func draw(_ window: WallWindow, _ time: Double) {
        for driver in window.hidden {
            guard case .frame(let first) = driver.lookForFrame(now: time) else { continue }
            driver.skipFrame()
            if first { firstFrame(of: driver) }
        }
        updates.removeAll(keepingCapacity: true)
        for tile in window.tiles {
            if let update = update(tile, time) { updates.append(update) }
        }
        let moving = backend.renderer.tilesInMotion(in: window.window, now: time)
        for tile in window.tiles where moving.contains(tile.driver.tile) {
            guard !updates.contains(where: { $0.tile == tile.driver.tile }) else { continue }
            updates.append(
                TileUpdate(
                    tile: tile.driver.tile, rect: tile.rect, base: .kept, layers: tile.layers))
        }
        guard !updates.isEmpty else { return }
        do throws(DisplayError) {
            let began = now
            try backend.renderer.draw(updates, in: window.window, now: time)
            try backend.renderer.present(window.window)
            presentTimes.add(now - began)
            presents += 1
            presentsInAll += 1
            window.lostPresents = 0
        } catch {
            // A resize takes the pixels away before its event is read: they are
            // taken anew. What fails again and again is a lost display.
            window.lostPresents += 1
            guard window.lostPresents < Self.lostPresentsMax else { return fail(error) }
            attach(window)
            layoutChanged = true
        }
    }

    /// What is to be done with a tile, nil when it is as it should be.
    private func update(_ tile: WallTile, _ time: Double) -> TileUpdate? {
        let driver = tile.driver
        var base: TileUpdate.Base?
        var itemChanged = false
        if case .frame(let first) = driver.lookForFrame(now: time), let frames = driver.frames {
            base = .frame(frames)
            itemChanged = first
            if first { firstFrame(of: driver) }
        } else if tile.needs.contains(.layout) {
            // Another size: mpv draws its current frame once more, if it has one.
            if driver.canRedraw, let frames = driver.frames {
                base = .frame(frames)
            } else {
                driver.pictureWasLost()
                base = .color(ground)
            }
        } else if tile.needs.contains(.layers) {
            base = driver.hasPicture ? .kept : .color(ground)
        }
        tile.needs = []
        guard let base else { return nil }
        return TileUpdate(
            tile: driver.tile, rect: tile.rect, base: base, layers: tile.layers,
            itemChanged: itemChanged)
    }

    private func firstFrame(of driver: CellDriver) {
        handle(.cell(driver.id, .frameShown))
    }
}
