/// Who finds a place at the gate, and who must give one up for it.
///
/// Somebody who opens connections and says nothing, or who opens many, must not keep everybody
/// else out: each address has a share, so has the network as a whole, and who does not get on
/// with a request gives way.
struct GatePlaces {
    /// A connection that has a place.
    struct Holder: Equatable {
        /// Who it is of.
        let peer: Peer
        /// Whether it may be sent away: it has sent no whole head for a while.
        let yields: Bool
    }

    /// What becomes of somebody who comes.
    enum Verdict: Equatable {
        /// There is a place.
        case free
        /// There is one as soon as this holder is sent away.
        case insteadOf(Int)
        /// There is none.
        case full
    }

    /// How many there are, and for whom.
    let limits: GateLimits

    /// - Parameters:
    ///   - peer: who comes.
    ///   - holders: who has a place, the oldest first.
    func verdict(on peer: Peer, among holders: [Holder]) -> Verdict {
        var verdict = Verdict.free
        // The narrowest limit that is reached says among whom the place is looked for.
        if case .network = peer {
            if holders.count(where: { $0.peer == peer }) >= limits.addressMax {
                return find(holders) { $0.peer == peer }
            }
            if holders.count(where: { Self.isNetwork($0.peer) }) >= limits.networkMax {
                return find(holders) { Self.isNetwork($0.peer) }
            }
        }
        if holders.count >= limits.connectionsMax { verdict = find(holders) { _ in true } }
        return verdict
    }

    private func find(_ holders: [Holder], _ isMeant: (Holder) -> Bool) -> Verdict {
        holders.firstIndex { $0.yields && isMeant($0) }.map(Verdict.insteadOf) ?? .full
    }

    private static func isNetwork(_ peer: Peer) -> Bool {
        if case .network = peer { true } else { false }
    }
}
