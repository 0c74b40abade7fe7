import ArgumentParser
struct RemoveCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "remove") }
