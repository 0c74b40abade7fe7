import ArgumentParser
import Geometry
import Tunables
import WallRuntime

/// Who waits between starts that fail; the units that `hyperwall install` writes say so.
enum Restarts: String, ExpressibleByArgument {
    /// The service manager waits longer each time.
    case manager
    /// It cannot, so the wall does before it opens its windows.
    case wall
}

extension ConfigurationLoader {
    /// The same without what may end a start: safe mode wins over everything that is
    /// configured, and over a reload.
    func safe(_ settings: Settings) -> ConfigurationLoader {
        let columns = min(settings.grid.columns, 2)
        let rows = min(settings.grid.rows, 2)
        return ConfigurationLoader(
            flags: flags.merging([
                "HYPERWALL_RENDERER": "software", "HYPERWALL_HWDEC": "no",
                "HYPERWALL_GRID": "\(columns)x\(rows)",
            ]) { $1 }, environment: environment)
    }
}
