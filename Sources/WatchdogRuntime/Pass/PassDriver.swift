import Host
import WatchdogPolicy

/// Performs what a pass decides.
struct PassDriver {
    private let settings: ServiceSettings
    private let places: Places
    private let log: WatchdogLog
    private let postbox: any Postbox
    private var stateFile: StateFile
    private var hasNews = false

    init(
        _ settings: ServiceSettings, _ places: Places, _ stateFile: StateFile, _ log: WatchdogLog,
        _ postbox: any Postbox
    ) {
        self.settings = settings
        self.places = places
        self.stateFile = stateFile
        self.log = log
        self.postbox = postbox
    }

    /// Runs it to its end.
    /// - Parameter first: what happens first, `began` for a usual pass.
    mutating func run(_ pass: inout CheckPass, first: PassEvent) -> PassOutcome {
        var event: PassEvent? = first
        var outcome = PassOutcome.unhealthy
        while let happened = event {
            event = nil
            for effect in pass.handle(happened, now: Self.now()) {
                if case .finish(let end) = effect { outcome = end }
                event = perform(effect, &pass) ?? event
            }
        }
        for (level, words) in postbox.deliver(isUrgent: hasNews) {
            log.write(level, settings.appName, words)
        }
        return outcome
    }

    /// Does it; returns what happened, where something is waited for.
    private mutating func perform(_ effect: PassEffect, _ pass: inout CheckPass) -> PassEvent? {
        switch effect {
        case .log(let level, let words): log.write(level, settings.appName, words)
        case .notify(let message): keep(message)
        case .save: save(&pass)
        case .wait(let time):
            HostClock.sleep(time)
            return .waited
        case .askUnit: return .unit(Systemctl(settings).ask())
        case .ask(let question): return .answered(question, ask(question))
        case .askAudience(let url): return .audience(questions.audience(url))
        case .holdWalls(let seconds, let reason):
            if stateFile.lost == nil { hold(seconds, reason) }
        case .restart:
            if let words = stateFile.lost { return .restarted(.notCounted(words)) }
            let isCommand = !settings.restartCommand.isEmpty
            return .restarted(
                isCommand ? RestartCommand.run(settings) : Systemctl(settings).restart())
        case .finish: break
        }
        return nil
    }

    private var questions: HealthQuestions {
        HealthQuestions(settings) { [log, settings] words in
            log.write(.warning, settings.appName, words)
        }
    }

    /// A question that cannot be asked is not held against the service.
    private func ask(_ question: PassQuestion) -> HealthAnswer {
        questions.ask(question) ?? .notAskable(words: "it has no address")
    }

    private mutating func keep(_ message: WatchdogMessage) {
        hasNews = true
        log.write(message.level == .info ? .info : .warning, settings.appName, message.text)
        if let complaint = postbox.keep(message) {
            log.write(.error, settings.appName, complaint)
        }
    }

    private mutating func save(_ pass: inout CheckPass) {
        var state = pass.state
        if let complaint = stateFile.save(&state, now: Self.now()) {
            log.write(.warning, settings.appName, complaint)
        }
        pass.saved(serial: state.serial)
    }

    private func hold(_ seconds: Int, _ reason: String) {
        let (told, walls) = WallHold.tell(places.wallFolder, seconds: seconds, reason: reason)
        guard walls > 0 else { return }
        log.write(.info, settings.appName, "told \(told) of \(walls) walls to hold")
    }

    /// This moment, by all clocks.
    static func now() -> Moment {
        Moment(
            wall: HostClock.wallSeconds(), boot: HostClock.bootSeconds(),
            bootID: HostClock.bootID(), offset: HostClock.offset())
    }
}
