/// The wall in one line, for `systemctl status`.
public enum ServiceStatus {
    /// `11/12 playing, 1 parked, link up`.
    /// - Parameters:
    ///   - wall: the moment.
    ///   - banner: what is wrong with the configuration, a sentence each.
    public static func line(_ wall: WallSnapshot, banner: [String] = []) -> String {
        var parts: [String] = []
        if wall.displays.isEmpty {
            parts.append(Catalogue.noDisplay)
        } else if isAsleep(wall) {
            parts.append(Catalogue.asleep)
        } else {
            parts.append(Catalogue.playing(count(wall, ["playing"]), outOf: wall.cells.count))
            parts += [
                (["parked"], Catalogue.parked), (["backingOff"], Catalogue.retrying),
                (["holding"], Catalogue.waitingCells),
                (["loading", "buffering"], Catalogue.loading), (["idle"], Catalogue.empty),
            ].compactMap { states, word in
                let cells = count(wall, states)
                return cells > 0 ? "\(cells) \(word)" : nil
            }
            if wall.paused { parts.append(Catalogue.pausedWord) }
        }
        if let server = wall.server {
            parts.append(words(server))
            if server.phase == .connected { parts += remote(wall.remote) }
        }
        if wall.safeMode != nil { parts.append(Catalogue.safeModeWord) }
        let line = parts.joined(separator: ", ")
        return banner.isEmpty ? line : "\(line) – \(banner.joined(separator: " "))"
    }

    /// Whether the wall sleeps by its schedule.
    static func isAsleep(_ wall: WallSnapshot) -> Bool {
        !wall.cells.isEmpty && wall.cells.allSatisfy { $0.state == "asleep" }
    }

    /// Whether what is on the displays is what is wanted there: a picture, a card, or at night
    /// nothing.
    /// - Parameter hasPictureOrCard: whether a cell shows one.
    public static func isShown(_ wall: WallSnapshot, hasPictureOrCard: Bool) -> Bool {
        hasPictureOrCard || isAsleep(wall)
    }

    private static func count(_ wall: WallSnapshot, _ states: [String]) -> Int {
        wall.cells.count { states.contains($0.state) }
    }

    /// Whether the server's apps can command the wall, if that is not as it should be.
    private static func remote(_ remotes: [RemoteStatus]) -> [String] {
        let cut = remotes.count { $0.phase != .controllable }
        guard cut > 0 else { return [] }
        return [
            remotes.count == 1 ? Catalogue.noRemote : Catalogue.noRemote(cut, of: remotes.count)
        ]
    }

    private static func words(_ server: ServerStatus) -> String {
        switch server.phase {
        case .connected: Catalogue.linkUp
        case .connecting: Catalogue.linkConnecting
        case .away: Catalogue.linkDown
        case .confirming, .signInNeeded: Catalogue.linkSignIn
        case .unusable: Catalogue.linkUnusable
        }
    }
}
