import CSDL2

/// Takes SDL's events and makes ours of them. Main thread only.
public final class InputQueue {
    /// Remembers what the key that is down would produce without modifiers,
    /// since SDL's text event carries neither key nor repetition.
    private var lastKey: SDL_Keycode = 0
    private var lastWasRepeat = false
    private var lastModifiers: UInt32 = 0

    /// Nothing read yet.
    public init() {}

    /// Hands over everything that happened since the last call.
    public func next(_ body: (InputEvent) -> Void) {
        var event = SDL_Event()
        while SDL_PollEvent(&event) != 0 {
            if let input = translate(&event) { body(input) }
        }
    }

    private func translate(_ event: inout SDL_Event) -> InputEvent? {
        switch SDL_EventType(rawValue: event.type) {
        case SDL_KEYDOWN: return key(event.key)
        case SDL_TEXTINPUT: return text(&event.text)
        case SDL_MOUSEBUTTONDOWN:
            let button = event.button
            guard button.button == UInt8(SDL_BUTTON_LEFT) else { return nil }
            return .click(
                window: button.windowID, x: button.x, y: button.y, clicks: Int(button.clicks))
        case SDL_MOUSEMOTION: return .pointerMoved
        case SDL_WINDOWEVENT: return window(event.window)
        case SDL_DISPLAYEVENT: return .displaysChanged
        case SDL_QUIT: return .quit
        default: return nil
        }
    }

    private func window(_ event: SDL_WindowEvent) -> InputEvent? {
        switch SDL_WindowEventID(rawValue: UInt32(event.event)) {
        case SDL_WINDOWEVENT_SIZE_CHANGED: .resized(window: event.windowID)
        case SDL_WINDOWEVENT_EXPOSED: .exposed(window: event.windowID)
        case SDL_WINDOWEVENT_CLOSE: .closeRequested(window: event.windowID)
        default: nil
        }
    }

    private func key(_ event: SDL_KeyboardEvent) -> InputEvent? {
        let symbol = event.keysym.sym
        let held = UInt32(event.keysym.mod)
        lastKey = symbol
        lastWasRepeat = event.repeat != 0
        lastModifiers = held
        let modifiers = InputModifiers(sdl: held)
        if let named = InputKey(sdl: symbol) {
            return .key(named, modifiers, isRepeat: lastWasRepeat)
        }
        if let digit = Self.keypadDigit(symbol), held & KMOD_NUM.rawValue == 0 {
            // Without NumLock the keypad yields no text; it counts all the same.
            return .text(digit, isRepeat: lastWasRepeat)
        }
        // With Ctrl, Alt or Super held a key produces no text of interest.
        guard !modifiers.intersection([.control, .alt, .command]).isEmpty, symbol > 0x20,
            symbol < 0x7F, let scalar = Unicode.Scalar(UInt32(symbol))
        else { return nil }
        return .key(.letter(Character(scalar)), modifiers, isRepeat: lastWasRepeat)
    }

    private func text(_ event: inout SDL_TextInputEvent) -> InputEvent? {
        let string = withUnsafeBytes(of: &event.text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let character = string.first, string.count == 1 else { return nil }
        let blocking =
            KMOD_LCTRL.rawValue | KMOD_RCTRL.rawValue | KMOD_LALT.rawValue | KMOD_LGUI.rawValue
            | KMOD_RGUI.rawValue
        guard lastModifiers & blocking == 0 else { return nil }
        // The right Alt is AltGr where it changed what the key produces
        // ("]" on a German keyboard is AltGr and 9), and a plain Alt where not.
        let level3 = KMOD_RALT.rawValue | KMOD_MODE.rawValue
        if lastModifiers & level3 != 0, let scalar = Unicode.Scalar(UInt32(max(0, lastKey))),
            Character(scalar).lowercased() == character.lowercased()
        {
            return nil
        }
        return .text(character, isRepeat: lastWasRepeat)
    }

    private static func keypadDigit(_ symbol: SDL_Keycode) -> Character? {
        let first = Int32(bitPattern: UInt32(SDLK_KP_1.rawValue))
        if symbol >= first, symbol < first + 9 { return Character("\(symbol - first + 1)") }
        return symbol == Int32(bitPattern: UInt32(SDLK_KP_0.rawValue)) ? "0" : nil
    }
}

extension InputModifiers {
    init(sdl held: UInt32) {
        self = []
        if held & (KMOD_LSHIFT.rawValue | KMOD_RSHIFT.rawValue) != 0 { insert(.shift) }
        if held & (KMOD_LCTRL.rawValue | KMOD_RCTRL.rawValue) != 0 { insert(.control) }
        if held & KMOD_LALT.rawValue != 0 { insert(.alt) }
        if held & (KMOD_LGUI.rawValue | KMOD_RGUI.rawValue) != 0 { insert(.command) }
    }
}

extension InputKey {
    init?(sdl symbol: SDL_Keycode) {
        switch SDL_KeyCode(rawValue: UInt32(bitPattern: symbol)) {
        case SDLK_LEFT: self = .left
        case SDLK_RIGHT: self = .right
        case SDLK_UP: self = .up
        case SDLK_DOWN: self = .down
        case SDLK_RETURN, SDLK_KP_ENTER: self = .enter
        case SDLK_ESCAPE: self = .escape
        default:
            let first = Int32(bitPattern: SDLK_F1.rawValue)
            guard symbol >= first, symbol < first + 12 else { return nil }
            self = .function(Int(symbol - first) + 1)
        }
    }
}

/// The mouse pointer.
public enum Pointer {
    /// Shows or hides it over all windows.
    public static func show(_ shown: Bool) {
        // Fails only where there is no pointer at all.
        _ = SDL_ShowCursor(shown ? SDL_ENABLE : SDL_DISABLE)
    }
}
