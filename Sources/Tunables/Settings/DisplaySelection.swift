/// Which displays get a window.
public enum DisplaySelection: Sendable, Hashable {
    /// Every display there is.
    case all
    /// Those named, whether they are there now or not.
    case listed([DisplayReference])

    /// Whether a display gets a window.
    /// - Parameters:
    ///   - number: its number from 1, in the order of the windowing system.
    ///   - name: the windowing system's name for it; case does not count.
    public func includes(number: Int, name: String) -> Bool {
        switch self {
        case .all: true
        case .listed(let references):
            references.contains { reference in
                switch reference {
                case .number(let wanted): wanted == number
                case .name(let wanted): wanted.lowercased() == name.lowercased()
                }
            }
        }
    }
}

/// One display as a person names it.
public enum DisplayReference: Sendable, Hashable {
    /// By its number, from 1.
    case number(Int)
    /// By the windowing system's name for it.
    case name(String)
}
