import Display
import Geometry
import WallPolicy

extension Wall {
    /// Opens and closes windows until they match the displays that are there.
    /// A display that appears or goes changes nothing on the others.
    func syncDisplays() {
        let all = backend.video.displays()
        let wanted = all.filter {
            policy.settings.displays.includes(number: $0.index + 1, name: $0.name)
        }
        // Where nothing can be recognised a wall is one window.
        let shown = options.windowSize != nil ? Array(wanted.prefix(1)) : wanted
        for window in windows where !shown.contains(where: { $0.isSamePlace(as: window.info) }) {
            close(window)
            handle(.displayWent(window.key))
        }
        for info in shown {
            if let window = windows.first(where: { $0.info.isSamePlace(as: info) }) {
                window.number = info.index + 1
            } else {
                open(info)
            }
        }
        overlaysChanged = true
    }

    private func open(_ info: DisplayInfo) {
        do throws(DisplayError) {
            let placement: Window.Placement =
                if let size = options.windowSize { .windowed(size) } else { .fullscreen }
            let window = try Window(
                title: "Hyperwall", display: info, placement: placement,
                rotation: policy.settings.rotation, gl: backend.gl != nil)
            let key = DisplayKey(rawValue: nextDisplayKey)
            nextDisplayKey += 1
            let made = WallWindow(key: key, info: info, number: info.index + 1, window: window)
            do throws(DisplayError) {
                try backend.renderer.attach(window)
            } catch {
                window.close()
                throw error
            }
            windows.append(made)
            logger.info(
                "display \(made.number) (\(info.name)): \(window.size.width)×\(window.size.height)")
            handle(.displayAppeared(key))
            Pointer.show(false)
        } catch {
            logger.error("Display \(info.index + 1) (\(info.name)) is not used: \(error).")
        }
    }

    private func close(_ window: WallWindow) {
        logger.info("display \(window.number) (\(window.info.name)) is gone")
        windows.removeAll { $0 === window }
        backend.renderer.detach(window.window)
        window.window.close()
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
            let visible = policy.visibleCells(on: window.key, size: window.window.logicalSize)
            let before = window.tiles
            window.tiles = visible.compactMap { id, rect in
                if let same = before.first(where: { $0.driver.id == id && $0.rect == rect }) {
                    return same
                }
                return driver(for: id).map { WallTile(driver: $0, rect: rect) }
            }
            let shown = Set(visible.map(\.cell))
            window.hidden = policy.cells(on: window.key).compactMap { cell in
                shown.contains(cell.id) ? nil : drivers[cell.id]
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
}
