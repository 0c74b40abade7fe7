import Testing
import WatchdogPolicy

/// The words, and the shape that each channel wants them in.
@Suite struct MessageTests {
    @Test func theWordsAreTheAgreedOnes() {
        #expect(
            EventText.restartTriggered(app: "Emby", why: "HTTP 500", attempt: 2, max: 3)
                == "⚠️ Emby was unhealthy (HTTP 500), restarted (attempt 2/3)")
        #expect(
            EventText.restartSucceeded(app: "Emby")
                == "✅ Emby restarted successfully, health check passed")
        #expect(
            EventText.restartFailed(app: "Emby")
                == "❌ Emby restart failed, service did not come up healthy")
        #expect(
            EventText.maximumReached(app: "Emby", max: 3, windowS: 900, until: "15:30")
                == "🛑 Emby hit max restarts (3 in 15 min), giving up until 15:30 or a restart by hand"
        )
        #expect(
            EventText.backOffCleared(app: "Emby")
                == "ℹ️ Emby watchdog resumed after manual restart detected")
        #expect(EventKind.restartTriggered.level == .warning)
        #expect(EventKind.restartSucceeded.level == .info)
        #expect(EventKind.restartFailed.level == .error)
        #expect(EventKind.maximumReached.level == .error)
        #expect(EventKind.backOffCleared.level == .info)
        #expect(EventLevel.allCases.map(\.colour) == [3_066_993, 16_776_960, 15_158_332])
        #expect(EventLevel.allCases.map(\.pushoverPriority) == [-1, 0, 1])
    }

    @Test func aMessageSurvivesTheOutbox() {
        var message = WatchdogMessage(
            kind: .restartFailed, service: "emby", app: "Émby \"4\"", text: "❌ a\nb\\", wall: 5,
            thread: .init(id: "emby-1", stage: .updated, downS: 70))
        #expect(MessageCodec.decode(Array(MessageCodec.encode(message).utf8)) == message)
        message.thread = nil
        #expect(MessageCodec.decode(Array(MessageCodec.encode(message).utf8)) == message)
        #expect(MessageCodec.decode(Array("{}".utf8)) == nil)
    }

    @Test func aMailIsOneThreadPerIncident() {
        func mail(_ stage: WatchdogMessage.Thread.Stage) -> [Substring] {
            let message = WatchdogMessage(
                kind: .restartSucceeded, service: "emby", app: "Emby 🎬", text: "✅ ok",
                wall: 1_700_000_000, thread: .init(id: "emby-1", stage: stage, downS: 9))
            return MailText.mail(
                message, to: ["a@b.example"], from: "w@h.example", host: "h.example"
            )
            .split(separator: "\r\n", omittingEmptySubsequences: false)
        }
        #expect(mail(.opened).contains("Message-ID: <emby-1@h.example>"))
        let last = mail(.resolved)
        #expect(last.contains("References: <emby-1@h.example>"))
        #expect(last.contains("In-Reply-To: <emby-1@h.example>"))
        #expect(last.contains("To: a@b.example"))
        #expect(last.contains("Date: 14 Nov 2023 22:13:20 +0000"))
        #expect(last.contains { $0.hasPrefix("Subject: =?UTF-8?B?") })
        #expect(last.allSatisfy { $0.utf8.allSatisfy { $0 < 127 } && $0.utf8.count <= 100 })
    }
}
