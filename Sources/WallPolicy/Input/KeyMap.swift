/// A key as a person pressed it.
public enum KeyStroke: Sendable, Hashable {
    /// A key that is not printable.
    public enum Named: Sendable, Hashable {
        case left, right, up, down
        case enter, escape
        case function(Int)
    }

    /// Modifiers held.
    public struct Modifiers: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: Int
        /// From bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Either Shift.
        public static let shift = Modifiers(rawValue: 1)
        /// Either Ctrl.
        public static let control = Modifiers(rawValue: 2)
        /// Alt.
        public static let alt = Modifiers(rawValue: 4)
        /// Super.
        public static let command = Modifiers(rawValue: 8)
    }

    /// A printable key, by the text that it produced.
    case text(Character)
    /// Another key.
    case named(Named, Modifiers)
    /// A letter with Ctrl, Alt or Super held.
    case letter(Character, Modifiers)
}

/// A direction in the grid.
public enum Direction: Sendable, Hashable {
    case left, right, up, down
}

/// What a person can ask of the wall, by key, mouse or network.
public enum WallAction: Sendable, Hashable {
    case grid(columns: Int, rows: Int)
    case growGrid, shrinkGrid
    case addColumn, removeColumn, addRow, removeRow
    case moveFocus(Direction)
    case focus(CellID)
    case toggleSolo
    case togglePause
    /// One cell only; no key does this.
    case togglePauseOf(CellID)
    case next, previous, reload, toggleLoop
    case toggleSound
    case volumeDown, volumeUp
    case seek(seconds: Int)
    case favoritesOnly, allItems, toggleFavorite
    case toggleLabels, toggleStatistics, toggleHelp, toggleFullscreen
    case snapshot
    /// Leaves help, statistics or solo; twice within 2 s quits.
    case escape
    case quit
    /// Quits a kiosk too.
    case forceQuit
}

/// From keys to actions.
public enum KeyMap {
    /// What a key asks for, nil for none.
    /// - Parameters:
    ///   - stroke: the key.
    ///   - isRepeat: whether it is held: only what goes step by step repeats.
    public static func action(for stroke: KeyStroke, isRepeat: Bool) -> WallAction? {
        guard let action = action(for: stroke) else { return nil }
        return isRepeat && !action.repeats ? nil : action
    }

    private static func action(for stroke: KeyStroke) -> WallAction? {
        switch stroke {
        case .text(let character): printable(character)
        case .named(let key, let modifiers): named(key, modifiers)
        case .letter(let letter, let modifiers):
            letter == "q" && modifiers == [.control, .alt] ? .forceQuit : nil
        }
    }

    private static func printable(_ character: Character) -> WallAction? {
        if let number = character.wholeNumberValue, (1...8).contains(number) {
            return .grid(columns: number, rows: number)
        }
        return switch character.lowercased() {
        case "+", "=": .growGrid
        case "-": .shrinkGrid
        case "]": .addColumn
        case "[": .removeColumn
        case "}": .addRow
        case "{": .removeRow
        case " ": .togglePause
        case "n": .next
        case "p": .previous
        case "r": .reload
        case "l": .toggleLoop
        case "m": .toggleSound
        case "9": .volumeDown
        case "0": .volumeUp
        case "f": .favoritesOnly
        case "a": .allItems
        case "b": .toggleFavorite
        case "c": .toggleLabels
        case "s": .toggleStatistics
        case "h", "?": .toggleHelp
        case "q": .quit
        default: nil
        }
    }

    private static func named(
        _ key: KeyStroke.Named, _ modifiers: KeyStroke.Modifiers
    ) -> WallAction? {
        switch (key, modifiers) {
        case (.left, []): .moveFocus(.left)
        case (.right, []): .moveFocus(.right)
        case (.up, []): .moveFocus(.up)
        case (.down, []): .moveFocus(.down)
        case (.right, .control): .addColumn
        case (.left, .control): .removeColumn
        case (.down, .control): .addRow
        case (.up, .control): .removeRow
        case (.left, .shift): .seek(seconds: -10)
        case (.right, .shift): .seek(seconds: 10)
        case (.enter, []): .toggleSolo
        case (.escape, []): .escape
        case (.function(1), []): .toggleHelp
        case (.function(11), []): .toggleFullscreen
        case (.function(12), []): .snapshot
        default: nil
        }
    }
}

extension WallAction {
    /// Whether a held key may go on doing it.
    var repeats: Bool {
        switch self {
        case .moveFocus, .volumeUp, .volumeDown, .seek: true
        default: false
        }
    }
}
