import ArgumentParser
struct TestNotificationCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "test-notification") }
