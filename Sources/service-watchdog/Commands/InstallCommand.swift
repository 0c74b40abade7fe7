import ArgumentParser
struct InstallCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "install") }
