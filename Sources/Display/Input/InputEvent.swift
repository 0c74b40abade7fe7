/// A key that is not a printable one.
public enum InputKey: Sendable, Hashable {
    case left, right, up, down
    case enter, escape
    case function(Int)
    /// A letter with Ctrl, Alt or Super held: never a printable key.
    case letter(Character)
}

/// Modifiers held with a key.
public struct InputModifiers: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// From bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Either Shift.
    public static let shift = InputModifiers(rawValue: 1)
    /// Either Ctrl.
    public static let control = InputModifiers(rawValue: 2)
    /// Left Alt, or a right one that is no AltGr.
    public static let alt = InputModifiers(rawValue: 4)
    /// Either Super.
    public static let command = InputModifiers(rawValue: 8)
}

/// What the windowing system says.
public enum InputEvent: Sendable, Hashable {
    /// A key without text of its own; `isRepeat` while it is held.
    case key(InputKey, InputModifiers, isRepeat: Bool)
    /// A printable key by the text that it produced, so that every layout works.
    case text(Character, isRepeat: Bool)
    /// A press of the left button; position in mouse units of the window.
    case click(window: UInt32, x: Int32, y: Int32, clicks: Int)
    /// The pointer moved.
    case pointerMoved
    /// A window has another size now.
    case resized(window: UInt32)
    /// A window's pixels are gone and must be shown again.
    case exposed(window: UInt32)
    /// Someone wants a window closed.
    case closeRequested(window: UInt32)
    /// A display appeared, went, or changed its mode.
    case displaysChanged
    /// The windowing system ends the program.
    case quit
}
