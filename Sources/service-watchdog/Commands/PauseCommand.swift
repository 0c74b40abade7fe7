import ArgumentParser
struct PauseCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "pause") }
