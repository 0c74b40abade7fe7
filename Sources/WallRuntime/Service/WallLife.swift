public import Systemd
public import WallPolicy

/// Who started a wall, how its earlier starts went, and who starts it again.
public struct WallLife: Sendable {
    /// The service manager, where one listens.
    public var notifier: ServiceNotifier?
    /// Where this start is counted.
    public var starts: StartHistory?
    /// How this start is made.
    public var plan: StartPlan?
    /// Whether somebody starts the wall again when it ends by itself.
    public var isRestarted: Bool

    /// A life; of a wall that nobody knows of, by default.
    public init(
        notifier: ServiceNotifier? = nil, starts: StartHistory? = nil, plan: StartPlan? = nil,
        isRestarted: Bool = false
    ) {
        self.notifier = notifier
        self.starts = starts
        self.plan = plan
        self.isRestarted = isRestarted
    }

    /// Exit statuses that say that the configuration, its sources or a person ended the wall, as
    /// the README's table has them: another way of drawing would not have helped.
    static let statusesOnPurpose: Set<Int32> = [0, 2, 64, 66, 69, 73, 77, 78]

    /// The wall ends with a status: whether that was wanted is on the disk before it does.
    public func ends(with status: Int32) {
        if Self.statusesOnPurpose.contains(status) { starts?.endedOnPurpose() }
    }

    /// The wait that failed starts cost, where no service manager makes it: the manager hears
    /// why, and that it goes on.
    /// - Parameter say: takes the sentence for the log.
    public func holdBack(_ say: (String) -> Void) {
        guard let plan, plan.delaySeconds > 0 else { return }
        let end = ContinuousClock.now + .seconds(plan.delaySeconds)
        let words = Catalogue.waitsAfterFailures(plan.failures, seconds: Int(plan.delaySeconds))
        say(words)
        while ContinuousClock.now < end {
            let left = ContinuousClock.now.duration(to: end)
            let seconds = Int(left.components.seconds) + 1
            notifier?.send(
                .status(Catalogue.waitsAfterFailures(plan.failures, seconds: seconds)),
                .extendTimeout(.seconds(ServiceHeartbeat.extensionSeconds)))
            // SIGTERM ends the process meanwhile: it has a thread of its own.
            Pause.wait(min(left, .seconds(1)))
        }
    }
}
