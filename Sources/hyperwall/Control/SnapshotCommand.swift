import ArgumentParser
import Foundation
import WallRuntime

/// A picture of the wall.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Saves a picture of the running wall.",
        usage: ControlOptions.usage("snapshot FILE.png|FILE.jpg|-"))

    @OptionGroup var control: ControlOptions

    @Argument(help: "Where to, ending in .png or .jpg; “-” for a PNG to standard output.")
    var file: String

    func run() throws {
        let isOutput = file == "-"
        guard !isOutput || isatty(STDOUT_FILENO) == 0 else {
            throw UsageFailure.make("A picture is nothing for a terminal: name a file.")
        }
        let ending = isOutput ? "png" : URL(fileURLWithPath: file).pathExtension.lowercased()
        guard ["png", "jpg", "jpeg"].contains(ending) else {
            throw UsageFailure.make("The picture's name must end in .png or .jpg: \(file)")
        }
        let isPNG = ending == "png"
        let client = try control.client()
        let bytes = try client.get("/api/v1/wall.\(isPNG ? "png" : "jpg")")
        // What another machine sends is written down only if it is what was asked for.
        guard bytes.starts(with: isPNG ? [0x89, 0x50, 0x4E, 0x47] : [0xFF, 0xD8, 0xFF]) else {
            throw WallSurvey.noWall(at: client.name)
        }
        guard !isOutput else { return try Self.put(bytes) }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw WallFailure(
                "\(file) cannot be written: check that its folder exists and is yours.",
                exitStatus: 1)
        }
    }
    private static func put(_ bytes: [UInt8]) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            throw WallFailure("The picture was not taken whole: \(error).", exitStatus: 1)
        }
    }
}
