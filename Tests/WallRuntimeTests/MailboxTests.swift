import Display
import Testing
import WallPolicy

@testable import WallRuntime

/// What waits for the main thread.
struct MailboxTests {
    @Test func onlyTheNewestStandingOfTheDevicesWaits() throws {
        let mailbox = Mailbox(wakeUp: try WakeUp())
        for number in 0..<500 {
            mailbox.post(.remoteStatus([RemoteStatus(name: "\(number)", since: 0)]))
        }
        mailbox.post(.remoteNote("hello"))
        #expect(mailbox.count == 2)
        guard case .remoteStatus(let statuses)? = mailbox.takeAll().first else {
            Issue.record("it is lost")
            return
        }
        #expect(statuses.map(\.name) == ["499"])
    }
}
