import Host
import WatchdogPolicy

/// What people change about a service's state.
public struct Maintenance {
    private let places: Places

    /// - Parameter places: where everything lies.
    public init(_ places: Places) { self.places = places }

    /// Forgets counts and back-off.
    public func reset(_ name: String) throws(Installer.Failure) {
        try change(name) { state, _ in state.reset() }
    }

    /// Restarts nothing for a while.
    /// - Returns: until when, for a person.
    public func pause(_ name: String, seconds: Int) throws(Installer.Failure) -> String {
        try change(name) { state, now in state.pause(seconds, now: now) }
        let now = PassDriver.now()
        return now.clock(now.wall + seconds)
    }

    /// Ends maintenance.
    public func resume(_ name: String) throws(Installer.Failure) {
        try change(name) { state, now in state.pause(nil, now: now) }
    }

    private func change(
        _ name: String, _ body: (inout WatchdogState, Moment) -> Void
    ) throws(Installer.Failure) {
        let settings: ServiceSettings
        do {
            settings = try ConfigurationStore(places).load(name).settings
        } catch {
            let words = error.problems.map(\.description).joined(separator: "\n")
            throw Installer.Failure(sentence: words, exitStatus: 2)
        }
        let lock = try Locking.wait(places, name)
        defer { lock?.close() }
        var file = StateFile(path: places.state(settings), forNow: places.stateForNow(name))
        let now = PassDriver.now()
        var (state, _) = file.load(now: now, windowS: settings.windowS)
        body(&state, now)
        if let complaint = file.save(&state, now: now) {
            throw Installer.Failure(sentence: complaint, exitStatus: 1)
        }
    }
}
