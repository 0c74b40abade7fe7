import Display
import Geometry
import WallPolicy

extension Wall {
    /// A display may be away this long before its window and cells go, seconds:
    /// a television that changes its input, or an X server that moves one
    /// display because another one went, takes it away and gives it back.
    static let displayGraceSeconds = 0.7

    /// Opens and closes windows until they match the displays that are there.
    /// A display that appears, goes or moves changes nothing on the others.
    func syncDisplays() {
        let all = backend.video.displays()
        let wanted = all.filter {
            policy.settings.displays.includes(number: $0.index + 1, name: $0.name)
        }
        // Where nothing can be recognised a wall is one window.
        let shown = options.windowSize != nil ? Array(wanted.prefix(1)) : wanted
        let (homes, newcomers) = DisplayInfo.homes(of: windows.map(\.info), among: shown)
        for (window, home) in zip(windows, homes) {
            guard let home else {
                // Selected no more is at once; away may be for a moment only.
                window.awaySince = window.awaySince ?? now
                if all.contains(where: { $0.isSamePlace(as: window.info) }) { close(window) }
                continue
            }
            window.awaySince = nil
            window.number = home.index + 1
            if home.bounds != window.info.bounds { move(window, to: home) }
        }
        for info in newcomers { open(info) }
        overlaysChanged = true
    }

    /// Closes the windows whose display stayed away.
    func closeAbandonedWindows(_ time: Double) {
        for window in windows {
            guard let since = window.awaySince, time >= since + Self.displayGraceSeconds else {
                continue
            }
            close(window)
        }
    }

    private func open(_ info: DisplayInfo) {
        do throws(DisplayError) {
            let window = try makeWindow(on: info)
            let key = DisplayKey(rawValue: nextDisplayKey)
            nextDisplayKey += 1
            let made = WallWindow(key: key, info: info, number: info.index + 1, window: window)
            windows.append(made)
            logger.info(
                "display \(made.number) (\(info.name)): \(window.size.width)×\(window.size.height)")
            handle(.displayAppeared(key))
            Pointer.show(false)
        } catch {
            logger.error("Display \(info.index + 1) (\(info.name)) is not used: \(error).")
        }
    }

    private func makeWindow(on info: DisplayInfo) throws(DisplayError) -> Window {
        let placement: Window.Placement =
            if let size = options.windowSize { .windowed(size) } else { .fullscreen }
        let window = try Window(
            title: "Hyperwall", display: info, placement: placement,
            rotation: policy.settings.rotation, gl: backend.gl != nil)
        do throws(DisplayError) {
            try backend.renderer.attach(window)
        } catch {
            window.close()
            throw error
        }
        return window
    }

    /// The display has another place or mode: a new window there, and the cells
    /// play on in it.
    private func move(_ window: WallWindow, to info: DisplayInfo) {
        let old = window.window
        do throws(DisplayError) {
            window.window = try makeWindow(on: info)
        } catch {
            logger.error("Display \(info.index + 1) (\(info.name)) is not used: \(error).")
            close(window)
            return
        }
        window.info = info
        let size = window.window.size
        logger.info("display \(window.number) (\(info.name)) moved: \(size.width)×\(size.height)")
        backend.renderer.detach(old)
        old.close()
        window.tiles = []
        window.overlay = nil
        layoutChanged = true
        Pointer.show(false)
    }

    private func close(_ window: WallWindow) {
        logger.info("display \(window.number) (\(window.info.name)) is gone")
        windows.removeAll { $0 === window }
        backend.renderer.detach(window.window)
        window.window.close()
        handle(.displayWent(window.key))
    }

    /// Takes the pixels of a window anew: it is new, or has another size.
    func attach(_ window: WallWindow) {
        do throws(DisplayError) {
            try backend.renderer.attach(window.window)
        } catch {
            fail(error)
        }
    }

    /// Gives every visible cell its tile.
    func layOut() {
        for window in windows {
            let stage = policy.stage(in: window.window.logicalSize)
            if window.stage != stage {
                window.stage = stage
                // Drawn for another place.
                window.overlay = nil
            }
            let visible = policy.visibleCells(on: window.key, size: stage.size).map {
                (cell: $0.cell, rect: $0.rect.moved(x: stage.x, y: stage.y))
            }
            let before = window.tiles
            window.tiles = visible.compactMap { id, rect in
                if let same = before.first(where: { $0.driver.id == id && $0.rect == rect }) {
                    return same
                }
                return driver(for: id).map { WallTile(driver: $0, rect: rect) }
            }
            let shown = Set(visible.map(\.cell))
            window.hidden = policy.cells(on: window.key).compactMap { cell in
                shown.contains(cell.id) ? nil : driver(for: cell.id)
            }
            // The window's overlays lie over other tiles now.
            window.spreadLayers()
            for tile in window.tiles { tile.needs.insert(.layout) }
        }
        layoutChanged = false
        overlaysChanged = true
    }

    /// F11: the windows cover their displays, or stand on them.
    func toggleFullscreen() {
        fullscreen.toggle()
        for window in windows {
            do throws(DisplayError) {
                try window.window.setFullscreen(fullscreen)
            } catch {
                logger.warning("\(error)")
            }
            // The pixels of the old size are gone before any event says so.
            attach(window)
        }
        layoutChanged = true
    }

    /// The display, GL or the X server failed: nothing can be shown any more.
    func fail(_ error: DisplayError) {
        logger.critical("\(error): leaving, so that the wall is started again")
        quit(DisplayLoss.exitStatus)
    }
}

extension DisplayInfo {
    /// Whether it is the same display in the same place and mode; its index
    /// may have changed with those of others.
    fileprivate func isSamePlace(as other: DisplayInfo) -> Bool {
        name == other.name && bounds == other.bounds
    }

    /// Where known displays are now: in the same place, or else moved under
    /// their name; nil for those that are away. And those that nobody knew.
    fileprivate static func homes(
        of known: [DisplayInfo], among present: [DisplayInfo]
    ) -> (homes: [DisplayInfo?], newcomers: [DisplayInfo]) {
        var left = present
        func take(_ isIt: (DisplayInfo) -> Bool) -> DisplayInfo? {
            left.firstIndex(where: isIt).map { left.remove(at: $0) }
        }
        // Two displays may share a name, so those that stayed are found first.
        let stayed = known.map { info in take { $0.isSamePlace(as: info) } }
        let homes = zip(known, stayed).map { info, home in home ?? take { $0.name == info.name } }
        return (homes, left)
    }
}
