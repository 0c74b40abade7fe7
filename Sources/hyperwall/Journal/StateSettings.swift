import Foundation
import Tunables
import WallRuntime

/// What a command needs to find the wall's files, and the wall.
struct StateSettings {
    let settings: Settings
    /// The journal's path.
    let journal: String

    var name: String { settings.name }

    /// From the command's options and the environment.
    init(_ common: CommonOptions) throws {
        let loader = try common.loader()
        let resolution = loader.load()
        // A refused name must not look at the wall of another name.
        try resolution.endIfWrong()
        settings = resolution.settings
        journal = Places(environment: loader.environment, program: Places.program).journal
    }
}
