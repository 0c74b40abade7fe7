/// One message to people, the same for every channel.
public struct WatchdogMessage: Sendable, Equatable {
    /// What happened.
    public var kind: EventKind
    /// The service's name, as in the name of its file.
    public var service: String
    /// What people call it.
    public var app: String
    /// The words of the event.
    public var text: String
    /// Seconds since 1970.
    public var wall: Int
    /// The incident that it belongs to.
    public var thread: Thread?

    /// A message's place in an incident.
    public struct Thread: Sendable, Equatable {
        /// Where the incident stands with this message.
        public enum Stage: String, Sendable {
            case opened, updated, resolved
        }

        /// The incident's name.
        public var id: String
        /// Where it stands.
        public var stage: Stage
        /// How long it lasts so far, seconds.
        public var downS: Int

        /// A place.
        public init(id: String, stage: Stage, downS: Int) {
            self.id = id
            self.stage = stage
            self.downS = downS
        }
    }

    /// A message.
    public init(
        kind: EventKind, service: String, app: String, text: String, wall: Int,
        thread: Thread? = nil
    ) {
        self.kind = kind
        self.service = service
        self.app = app
        self.text = text
        self.wall = wall
        self.thread = thread
    }

    /// How bad it is.
    public var level: EventLevel { kind.level }

    /// The line above the text: the service, and where its incident stands.
    public var title: String {
        guard let thread else { return "\(app) watchdog" }
        switch thread.stage {
        case .opened: return "\(app): incident opened"
        case .updated: return "\(app): incident goes on, \(SpanText.of(thread.downS)) so far"
        case .resolved: return "\(app): incident resolved, down for \(SpanText.of(thread.downS))"
        }
    }

    /// A message that a person asked for.
    public static func test(app: String, service: String, wall: Int) -> WatchdogMessage {
        WatchdogMessage(
            kind: .test, service: service, app: app,
            text: "ℹ️ This is a test of service-watchdog; nothing has happened", wall: wall)
    }
}
