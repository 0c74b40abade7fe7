import Display
import WallPolicy

extension Wall {
    func takeInput() {
        // Taken out of SDL first: what is done with it may change windows.
        var events: [InputEvent] = []
        input.next { events.append($0) }
        for event in events { take(event) }
    }

    private func take(_ event: InputEvent) {
        switch event {
        case .text(let character, let isRepeat):
            press(.text(character), isRepeat: isRepeat)
        case .key(let key, let modifiers, let isRepeat):
            guard let stroke = KeyStroke(key, modifiers) else { return }
            press(stroke, isRepeat: isRepeat)
        case .click(let id, let x, let y, let clicks):
            showPointer()
            if wakesWall() { return }
            click(window: id, x: x, y: y, clicks: clicks)
        case .pointerMoved: if !policy.isAsleep { showPointer() }
        case .resized(let id):
            guard let window = windows.first(where: { $0.window.id == id }) else { return }
            attach(window)
            layoutChanged = true
        case .exposed(let id):
            guard let window = windows.first(where: { $0.window.id == id }) else { return }
            for tile in window.tiles { tile.needs.insert(.layout) }
        case .closeRequested:
            if !policy.settings.kiosk { handle(.action(.quit)) }
        case .quit:
            // Not a person's wish, since no window's close ends SDL here: a
            // Wayland compositor that is gone says no more than this.
            fail(DisplayError(.present, "the windowing system ended"))
        case .displaysChanged: syncDisplays()
        }
    }

    private func press(_ stroke: KeyStroke, isRepeat: Bool) {
        let action = KeyMap.action(for: stroke, isRepeat: isRepeat)
        // Who wants to end the wall need not wake it first.
        if action != .forceQuit, wakesWall() { return }
        guard let action else { return }
        handle(.action(action))
    }

    private func showPointer() {
        if pointerHidesAt == nil { Pointer.show(true) }
        pointerHidesAt = now + Self.pointerSeconds
    }

    private func click(window id: UInt32, x: Int32, y: Int32, clicks: Int) {
        guard let window = windows.first(where: { $0.window.id == id }) else { return }
        let point = window.window.logicalPoint(mouseX: x, mouseY: y)
        let hit = window.tiles.first { $0.rect.contains(x: point.x, y: point.y) }
        guard let hit else { return }
        handle(.action(.focus(hit.driver.id)))
        // Each further pair of clicks is a double click again.
        if clicks > 0, clicks % 2 == 0 { handle(.action(.toggleSolo)) }
    }
}

extension KeyStroke {
    /// From the windowing system's words to the policy's.
    init?(_ key: InputKey, _ held: InputModifiers) {
        let modifiers = KeyStroke.Modifiers(rawValue: held.rawValue)
        switch key {
        case .left: self = .named(.left, modifiers)
        case .right: self = .named(.right, modifiers)
        case .up: self = .named(.up, modifiers)
        case .down: self = .named(.down, modifiers)
        case .enter: self = .named(.enter, modifiers)
        case .escape: self = .named(.escape, modifiers)
        case .function(let number): self = .named(.function(number), modifiers)
        case .letter(let letter): self = .letter(letter, modifiers)
        }
    }
}
