import Testing
@testable import WatchdogPolicy

/// A service that is made of values: what the pass asks is answered from here, and time
/// passes only as it is told.
struct PlayedService {
    var settings: ServiceSettings
    var state = WatchdogState()
    var now = Moment(wall: 1_700_000_000, boot: 100_000, bootID: "boot")
    /// What the unit is.
    var activity = UnitReport.Activity.active
    var run = 1
    var activeSinceS = 100_000
    var automaticRestarts = 0
    /// How it answers; taken from the front, the last stays.
    var answers: [HealthAnswer] = [PlayedService.well]
    var deepAnswer = PlayedService.well
    var wallAnswer = PlayedService.well
    var audience = Audience.unknown("nobody asked")
    /// Whether our restart makes it well.
    var healsByRestart = false
    /// Seconds from our restart to the new run, and what the old one does until then.
    var restartTakesS = 0
    var meanwhile = UnitReport.Activity.stopping
    private var comesAt: Int?
    /// Why systemd does not answer.
    var systemdFails: String?
    /// What happened.
    var restarts = 0
    var told: [WatchdogMessage] = []
    var saves = 0
    var holds = 0
    var asked = 0
    var log: [String] = []
    /// Whether any line was a warning.
    var warned = false

    static let well = HealthAnswer.reply(
        status: 200, body: Array("Healthy".utf8), latency: .milliseconds(5))
    static let broken = HealthAnswer.reply(status: 500, body: [], latency: .milliseconds(5))
    static let silent = HealthAnswer.failure(words: "no answer within 10 s")

    init(_ change: (inout ServiceSettings) -> Void = { _ in }) {
        settings = ServiceSettings(name: "emby", appName: "Emby")
        settings.unit = "emby.service"
        settings.healthURL = "http://127.0.0.1/health"
        settings.healthExpect = "Healthy"
        change(&settings)
    }

    /// One pass, `after` the one before.
    mutating func check(after seconds: Int = 120) -> PassOutcome? {
        pass(seconds)
        var pass = CheckPass(settings, state)
        var events: [PassEvent] = [.began]
        var outcome: PassOutcome?
        while !events.isEmpty {
            let event = events.removeFirst()
            for effect in pass.handle(event, now: now) {
                if case .finish(let end) = effect { outcome = end }
                if case .save = effect { state = pass.state }
                if let next = perform(effect) { events.append(next) }
            }
        }
        state = pass.state
        return outcome
    }

    private mutating func pass(_ seconds: Int) {
        now.boot += seconds
        now.wall += seconds
        activeSinceS += seconds
    }

    private mutating func perform(_ effect: PassEffect) -> PassEvent? {
        switch effect {
        case .log(let level, let words):
            log.append(words)
            warned = warned || level == .warning
        case .notify(let message): told.append(message)
        case .save: saves += 1
        case .wait(let time):
            pass(Int(time.components.seconds))
            return .waited
        case .askUnit:
            if let at = comesAt, now.boot >= at {
                comesAt = nil
                startAnew()
                activeSinceS = now.boot - at
            }
            if let systemdFails { return .unit(.unavailable(systemdFails)) }
            return .unit(
                .report(
                    UnitReport(
                        activity: activity, sinceS: activeSinceS, invocation: "run\(run)",
                        activeEnterUS: run, automaticRestarts: automaticRestarts)))
        case .ask(let question):
            asked += 1
            switch question {
            case .health:
                return .answered(.health, answers.count > 1 ? answers.removeFirst() : answers[0])
            case .deep: return .answered(.deep, deepAnswer)
            case .wall: return .answered(.wall, wallAnswer)
            }
        case .askAudience: return .audience(audience)
        case .holdWalls: holds += 1
        case .restart:
            restarts += 1
            if restartTakesS > 0 {
                comesAt = now.boot + restartTakesS
                activity = meanwhile
            } else {
                startAnew()
            }
            if healsByRestart { answers = [Self.well] }
            return .restarted(.done)
        case .finish: break
        }
        return nil
    }

    /// The unit is started, by whomever.
    mutating func startAnew() {
        run += 1
        activeSinceS = 0
        activity = .active
    }

    var kinds: [EventKind] { told.map(\.kind) }
}

/// The decisions, pass by pass.
@Suite struct PassTests {
    @Test func aHealthyPassAsksOnceAndSaysNothing() {
        var service = PlayedService()
        #expect(service.check() == .healthy)
        #expect(service.asked == 1)
        #expect(service.told.isEmpty)
        // The first one notes since when it is well; from then on nothing is written.
        let saves = service.saves
        #expect(service.check() == .healthy)
        #expect(service.saves == saves)
    }

    @Test func threeChecksConfirmASickness() {
        var service = PlayedService { $0.confirmChecks = 3 }
        service.answers = [PlayedService.silent, PlayedService.silent, PlayedService.well]
        #expect(service.check() == .healthy)
        #expect(service.restarts == 0)
        #expect(service.asked == 3)
    }

    @Test func aRestartIsCountedBeforeItIsMade() {
        var service = PlayedService()
        service.answers = [PlayedService.broken]
        var pass = CheckPass(service.settings, service.state)
        var effects = pass.handle(.began, now: service.now)
        let report = UnitReport(activity: .dead("failed"), invocation: "a")
        for _ in 1...3 {
            effects = pass.handle(.unit(.report(report)), now: service.now)
            if effects.contains(.restart) { break }
            effects = pass.handle(.waited, now: service.now)
        }
        let save = effects.firstIndex(of: .save)
        let restart = effects.firstIndex(of: .restart)
        #expect(save != nil && restart != nil && (save ?? 9) < (restart ?? 0))
        #expect(pass.state.restarts.count == 1)
    }

    @Test func aCureIsToldAsOneIncident() throws {
        var service = PlayedService()
        service.answers = [PlayedService.broken]
        service.healsByRestart = true
        #expect(service.check() == .restarted)
        #expect(service.kinds == [.restartTriggered, .restartSucceeded])
        let threads = service.told.compactMap(\.thread)
        #expect(Set(threads.map(\.id)).count == 1)
        #expect(threads.map(\.stage) == [.opened, .resolved])
        #expect(threads.last?.downS == 10)
        #expect(service.told.last?.title == "Emby: incident resolved, down for 10 s")
        #expect(service.holds == 1)
    }

    @Test func afterThreeItIsGivenUpOnceAndLongerEachTime() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        var outcomes: [PassOutcome?] = []
        for _ in 1...5 { outcomes.append(service.check()) }
        #expect(outcomes == [.unhealthy, .unhealthy, .unhealthy, .gaveUp, .backingOff])
        #expect(service.restarts == 3)
        #expect(service.kinds.filter { $0 == .maximumReached }.count == 1)
        // A window later: one try, and twice the time.
        var lengths: [Int] = []
        for _ in 1...10 {
            let before = service.restarts
            #expect(service.check(after: service.state.backOff?.lengthS ?? 0) == .gaveUp)
            #expect(service.restarts == before + 1)
            lengths.append(service.state.backOff?.lengthS ?? 0)
            #expect(service.check(after: 60) == .backingOff)
        }
        #expect(lengths.prefix(4) == [1800, 3600, 7200, 14_400])
        #expect(lengths.last == 86_400)
    }

    @Test func ourOwnThirdRestartIsNoHand() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        for _ in 1...4 { _ = service.check(after: 30) }
        for _ in 1...20 { #expect(service.check(after: 30) == .backingOff) }
        #expect(!service.kinds.contains(.backOffCleared))
    }

    @Test func aHandEndsTheBackOff() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        for _ in 1...4 { _ = service.check(after: 30) }
        service.startAnew()
        service.answers = [PlayedService.well]
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds.last == .backOffCleared)
        #expect(service.told.last?.thread?.stage == .resolved)
        #expect(service.state.backOff == nil)
        #expect(service.state.restarts.isEmpty)
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds.filter { $0 == .backOffCleared }.count == 1)
    }

    @Test func systemdsOwnRestartIsNoHand() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        for _ in 1...4 { _ = service.check(after: 30) }
        service.startAnew()
        service.automaticRestarts = 1
        #expect(service.check(after: 30) == .backingOff)
        #expect(!service.kinds.contains(.backOffCleared))
    }

    @Test func aRebootIsNoHandAndForgetsNothing() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        for _ in 1...4 { _ = service.check(after: 30) }
        service.now.bootID = "another"
        service.startAnew()
        #expect(service.check(after: 30) == .backingOff)
        #expect(!service.kinds.contains(.backOffCleared))
        // A hand after that is one.
        service.startAnew()
        service.answers = [PlayedService.well]
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds.last == .backOffCleared)
    }

    @Test func oldRestartsAreForgotten() {
        var service = PlayedService { $0.startupGraceS = 0 }
        for _ in 1...6 {
            service.answers = [PlayedService.broken]
            service.healsByRestart = true
            #expect(service.check(after: 600) == .restarted)
        }
        #expect(service.restarts == 6)
    }

    @Test func nothingItAnswersIsHeldAgainstAServiceThatStarts() {
        var service = PlayedService()
        service.startAnew()
        service.answers = [PlayedService.silent]
        #expect(service.check(after: 60) == .starting)
        #expect(service.check(after: 59) == .starting)
        #expect(service.restarts == 0)
        #expect(service.check(after: 10) == .starting)
        #expect(service.restarts == 1)
    }

    @Test func aServerThatSaysItStartsIsJudgedLater() {
        var service = PlayedService()
        let starting = HealthAnswer.reply(
            status: 200, body: Array("Degraded".utf8), latency: .milliseconds(5))
        service.answers = [
            PlayedService.broken, PlayedService.broken, PlayedService.broken, starting,
        ]
        #expect(service.check() == .starting)
        #expect(service.restarts == 1)
        #expect(service.kinds == [.restartTriggered])
        #expect(service.check(after: 30) == .starting)
        service.answers = [PlayedService.well]
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds == [.restartTriggered, .restartSucceeded])
    }

    @Test func whoWatchesIsNotInterruptedForever() {
        var service = PlayedService {
            $0.deferring = .asking(url: "http://127.0.0.1/Sessions")
            $0.deferMaxS = 600
            $0.startupGraceS = 0
        }
        service.answers = [PlayedService.broken]
        service.audience = .watching(2)
        for _ in 1...4 { #expect(service.check(after: 120) == .deferred) }
        #expect(service.restarts == 0)
        #expect(service.check(after: 300) == .unhealthy)
        #expect(service.restarts == 1)
        // A dead one at once, and one that does not answer.
        service = PlayedService { $0.deferring = .asking(url: "http://127.0.0.1/Sessions") }
        service.audience = .watching(2)
        service.activity = .dead("failed")
        _ = service.check()
        #expect(service.restarts == 1)
        service.answers = [PlayedService.silent]
        _ = service.check(after: 600)
        #expect(service.restarts == 2)
        // Nobody watches: at once.
        service.answers = [PlayedService.broken]
        service.audience = .watching(0)
        _ = service.check(after: 2000)
        #expect(service.restarts == 3)
    }

    @Test func aHealthPageThatLiesIsFoundOut() {
        var service = PlayedService { $0.deepURL = "http://127.0.0.1/Items" }
        service.deepAnswer = PlayedService.broken
        _ = service.check()
        #expect(service.restarts == 1)
        #expect(service.told.first?.text.contains("the deep check: HTTP 500") == true)
        // A token that is refused is nobody's sickness.
        service = PlayedService { $0.deepURL = "http://127.0.0.1/Items" }
        service.deepAnswer = .reply(status: 401, body: [], latency: .zero)
        #expect(service.check() == .healthy)
    }

    /// A wall that cannot reach a server that is well has a sick network of its own.
    @Test func aWallThatWaitsIsAReasonToLookAgainAndNoMore() {
        func waiting(for source: String) -> HealthAnswer {
            let body =
                #"{"outages":[{"source":"\#(source)","seconds":9}],"cells":[{"state":"holding"},{"state":"playing"}]}"#
            return .reply(status: 200, body: Array(body.utf8), latency: .zero)
        }
        var service = PlayedService { $0.wallStatusURL = "http://127.0.0.1/api/v1/status" }
        service.wallAnswer = waiting(for: "origin:http://localhost:80")
        #expect(service.check() == .healthy)
        #expect(service.restarts == 0)
        #expect(service.asked == 3)
        #expect(service.log.contains { $0.contains("1 of 2 cells of the wall wait for it") })
        // Whose health page then fails is sick a look earlier.
        service.answers = [PlayedService.well, PlayedService.broken]
        service.asked = 0
        _ = service.check()
        #expect(service.restarts == 1)
        // Health, wall, twice health; three times after the restart.
        #expect(service.asked == 7)
        // Other sources of the wall say nothing about this one.
        for source in ["mount:/srv", "origin:http://127.0.0.1:81", "origin:https://127.0.0.1:80"] {
            service = PlayedService { $0.wallStatusURL = "http://127.0.0.1/api/v1/status" }
            service.wallAnswer = waiting(for: source)
            #expect(service.check() == .healthy)
            #expect(service.asked == 2)
        }
        service.wallAnswer = .failure(words: "nothing listens")
        #expect(service.check() == .healthy)
    }

    @Test func maintenanceEndsByItself() {
        var service = PlayedService()
        service.answers = [PlayedService.broken]
        service.state.pausedUntil = service.now.boot + 300
        #expect(service.check() == .paused)
        #expect(service.restarts == 0)
        _ = service.check(after: 400)
        #expect(service.restarts == 1)
    }

    @Test func wellForAWindowIsANewBeginning() {
        var service = PlayedService { $0.startupGraceS = 0 }
        service.answers = [PlayedService.broken]
        for _ in 1...4 { _ = service.check(after: 30) }
        service.answers = [PlayedService.well]
        for _ in 1...10 { #expect(service.check(after: 120) == .healthy) }
        #expect(service.state.backOffLevel == 0)
        #expect(service.state.backOff == nil)
        #expect(service.kinds.last == .restartSucceeded)
    }

    @Test func slownessCountsOnlyWhereItIsAskedFor() {
        let slow = HealthAnswer.reply(
            status: 200, body: Array("Healthy".utf8), latency: .seconds(4))
        var service = PlayedService()
        service.answers = [slow]
        #expect(service.check() == .healthy)
        service = PlayedService { $0.latencyMax = .seconds(3) }
        service.answers = [slow]
        _ = service.check()
        #expect(service.restarts == 1)
        #expect(service.told.first?.text.contains("it took 4.0 s to answer") == true)
    }

    /// Whatever happens, in any order: never more restarts than the limit in a window, and
    /// every pass ends.
    @Test func theLimitHoldsInAnyStory() {
        for seed in 0..<300 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var service = PlayedService {
                $0.maxRestarts = 3
                $0.startupGraceS = seed.isMultiple(of: 2) ? 0 : 60
            }
            var stamps: [Int] = []
            for _ in 0..<60 {
                switch Int.random(in: 0..<8, using: &generator) {
                case 0, 1, 2: service.answers = [PlayedService.broken]
                case 3: service.answers = [PlayedService.silent]
                case 4: service.answers = [PlayedService.well]
                case 5: service.activity = .dead("failed")
                case 6: service.activity = .active
                default: service.healsByRestart.toggle()
                }
                let before = service.restarts
                let seconds = Int.random(in: 1...200, using: &generator)
                #expect(service.check(after: seconds) != nil)
                #expect(service.restarts - before <= 1)
                if service.restarts > before { stamps.append(service.now.boot) }
                // The passes themselves take some seconds of it.
                let recent = stamps.filter { service.now.boot - $0 < 840 }
                #expect(recent.count <= 3, "seed \(seed)")
            }
        }
    }
}
