import Testing
@testable import WatchdogPolicy

/// Questions that cannot be put: nobody's sickness, and somebody's to mend.
@Suite struct QuestionTests {
    @Test func aQuestionThatCannotBeAskedRestartsNothing() {
        var service = PlayedService()
        service.answers = [.notAskable(words: "no server has this name")]
        for _ in 1...3 { #expect(service.check() == .configuration) }
        #expect(service.restarts == 0)
        #expect(service.kinds == [.configuration])
        #expect(service.told.first?.text.contains("no server has this name") == true)
        // A moment without a name is told to nobody.
        service = PlayedService()
        service.answers = [.notAskable(words: "no server has this name"), PlayedService.well]
        #expect(service.check() == .healthy)
        #expect(service.told.isEmpty)
    }

    @Test(arguments: [301, 401, 403, 404])
    func aDeepQuestionThatLeadsNowhereIsNoSickness(_ status: Int) {
        var service = PlayedService { $0.deepURL = "http://127.0.0.1/Items" }
        service.deepAnswer = .reply(status: status, body: [], latency: .zero)
        #expect(service.check() == .healthy)
        #expect(service.log.contains { $0.contains("\(status)") })
        #expect(service.warned)
    }

    @Test func aMissingTokenIsSaid() {
        var service = PlayedService { $0.deepURL = "http://127.0.0.1/Items" }
        service.deepAnswer = .notAskable(words: "/x/token: no such file")
        #expect(service.check() == .healthy)
        #expect(service.log.contains("the deep check was not asked: /x/token: no such file"))
        #expect(service.warned)
    }

    @Test func anAudienceThatIsNotKnownIsSaid() {
        var service = PlayedService { $0.deferring = .asking(url: "http://127.0.0.1/Sessions") }
        service.answers = [PlayedService.broken]
        service.audience = .unknown("HTTP 401")
        _ = service.check()
        #expect(service.restarts == 1)
        #expect(service.log.contains("who is watching is not known: HTTP 401"))
        #expect(service.warned)
    }

    @Test func aSystemdThatHangsIsToldOnce() {
        var service = PlayedService()
        service.systemdFails = "systemctl did not end within 60 s"
        for _ in 1...3 { #expect(service.check() == .unhealthy) }
        #expect(service.kinds == [.configuration])
        #expect(service.restarts == 0)
        service.systemdFails = nil
        #expect(service.check() == .healthy)
    }

    /// What is compared with what was read from a file is cut as that was.
    @Test func aLongSentenceIsToldOnce() throws {
        let words = String(repeating: "very ", count: 100)
        var service = PlayedService()
        for _ in 1...2 {
            var pass = CheckPass(service.settings, service.state)
            let effects = pass.handle(.unusable(words), now: service.now)
            for case .notify(let message) in effects { service.told.append(message) }
            let text = StateCodec.encode(pass.state, now: service.now)
            service.state = try StateCodec.decode(
                Array(text.utf8), file: "s", now: service.now, windowS: 900)
        }
        #expect(service.told.count == 1)
    }

    @Test func aLongTimeoutIsHonoured() {
        var settings = ServiceSettings(name: "a", appName: "A")
        settings.healthTimeout = .seconds(60)
        #expect(settings.healthSilence == .seconds(60))
        settings.healthTimeout = .milliseconds(1500)
        #expect(settings.healthSilence == .seconds(2))
    }

    /// One bad line takes no other channel's voice.
    @Test func whatCanBeReadOfABrokenConfigurationIsRead() {
        let global = "WEBHOOK_URL=http://127.0.0.1/a\nDISCORD_WEBHOOK=$(x)\nEMAIL_TO=-x\n"
        let own = "SERVICE_NAME=\"--now\"\nNTFY_URL=http://127.0.0.1/t\nLOG_FILE=/var/log/e\n"
        let (settings, errors, _) = ServiceSettings.readWhatCanBe(
            name: "emby", global: (Array(global.utf8), "w"), service: (Array(own.utf8), "e"))
        #expect(settings.channels.channels == [.ntfy, .webhook])
        #expect(settings.logFile == "/var/log/e")
        #expect(errors.count == 4)
    }

    @Test func aRestartThatCannotBeCountedIsNotMade() {
        var pass = CheckPass(PlayedService { $0.confirmChecks = 1 }.settings, WatchdogState())
        let now = Moment(wall: 1_700_000_000, boot: 1000, bootID: "b")
        _ = pass.handle(.began, now: now)
        let dead = UnitReport(activity: .dead("failed"))
        #expect(pass.handle(.unit(.report(dead)), now: now).contains(.restart))
        let effects = pass.handle(.restarted(.notCounted("no space")), now: now)
        #expect(effects.last == .finish(.unhealthy))
        #expect(pass.state.restarts.isEmpty)
        #expect(!pass.state.ownRunIsPending)
    }
}
