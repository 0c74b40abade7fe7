import ArgumentParser
import FaultyServer
import Foundation

/// Serves clips as badly as it is told, for people and scripts.
@main
struct FaultyServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faulty-server",
        abstract: "Serves the files of a folder on loopback, as badly as it is told.",
        discussion: """
            A URL may name its fault: http://127.0.0.1:PORT/clip.mp4?fault=NAME
            \(Fault.names.map { "  \($0.name)  \($0.meaning)" }.joined(separator: "\n"))
            While it runs:
              curl -X POST 'http://127.0.0.1:PORT/control/fault?path=/clip.mp4&fault=NAME'
              …/control/stall-now, reset-now, drop and clear take ?path=/clip.mp4
              …/control/refuse?seconds=10, …/control/hang, …/control/well are about the whole server
            """)

    @Option(help: "The port on 127.0.0.1; 0 for a free one.")
    var port: UInt16 = 0

    @Argument(help: "The folder with the files.")
    var folder: String

    func run() throws {
        let server: FaultyServer
        let other: FaultyServer
        do {
            server = try FaultyServer(folder: folder, port: port)
            other = try FaultyServer(folder: folder)
        } catch let failure as FaultyServer.Failure {
            throw ValidationError("It cannot listen: \(failure).")
        }
        server.setForeign(other)
        // The first line is for scripts.
        print("listening \(server.url("/"))")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where !name.hasPrefix(".") { print(server.url("/\(name)")) }
        print("Add ?fault=NAME to a URL: \(Fault.names.map(\.name).joined(separator: ", "))")
        fflush(nil)
        while true { pause() }
    }
}
