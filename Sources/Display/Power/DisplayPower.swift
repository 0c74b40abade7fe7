/// Switches the displays of an X server off and on, by its DPMS extension.
///
/// `claim` ends the server's own blanking, `release` lights the displays and
/// gives back what was found. What a wall that was killed left dark stays dark
/// until the next one, or a key, lights it. Main thread only.
public final class DisplayPower {
    /// What the server did by itself before; nil while nothing is claimed.
    private var found: XPower.Habits?

    /// Nothing is claimed yet.
    public init() {}

    /// Why displays cannot be switched off here, in a clause; nil when they can.
    public static var problem: String? {
        do throws(DisplayError) {
            _ = try XPower.open()
            return nil
        } catch {
            return error.detail
        }
    }

    /// Lights displays that are dark. Without a claim nothing else changes.
    public func light() throws(DisplayError) {
        let server = try XPower.open()
        guard try !server.isLit() else { return }
        // What is dark is enabled.
        try server.setLit(true)
    }

    /// From now on displays are lit and dark by our word alone. The second call
    /// changes nothing.
    public func claim() throws(DisplayError) {
        guard found == nil else { return }
        let server = try XPower.open()
        let habits = try server.habits()
        var ours = habits
        ours.isEnabled = true
        ours.timeouts = (0, 0, 0)
        ours.saver.timeout = 0
        found = habits
        try server.set(ours)
    }

    /// Switches the displays on or off; what is so already stays.
    public func setLit(_ lit: Bool) throws(DisplayError) {
        try claim()
        let server = try XPower.open()
        if try server.isLit() != lit { try server.setLit(lit) }
    }

    /// Lights the displays and gives back what was found.
    public func release() throws(DisplayError) {
        guard let habits = found else { return }
        found = nil
        let server = try XPower.open()
        if try !server.isLit() { try server.setLit(true) }
        try server.set(habits)
    }
}
