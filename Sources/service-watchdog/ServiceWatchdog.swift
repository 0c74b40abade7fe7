import ArgumentParser
import WatchdogRuntime
@main struct ServiceWatchdog: ParsableCommand {
    @Argument var url: String
    func run() throws { print(spike(url)) }
}
