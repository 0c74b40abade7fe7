/// The shortest of a few tries of something that must not take long: one that takes longer may
/// only mean that the machine has other things to do. The first one that is short enough ends it.
/// - Parameters:
///   - limit: what it must stay below.
///   - tries: at most so many.
///   - attempt: one try; returns what it took.
public func shortest(
    under limit: Duration, tries: Int = 5, _ attempt: () throws -> Duration
) rethrows -> Duration {
    var best = try attempt()
    for _ in 1..<tries where best >= limit { best = min(best, try attempt()) }
    return best
}

/// The same where a try waits for others.
public func shortest(
    under limit: Duration, tries: Int = 5, _ attempt: () async throws -> Duration
) async rethrows -> Duration {
    var best = try await attempt()
    for _ in 1..<tries where best >= limit { best = min(best, try await attempt()) }
    return best
}
