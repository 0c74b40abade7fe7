import ArgumentParser
struct ResetCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "reset") }
