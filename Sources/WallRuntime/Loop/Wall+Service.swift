import Logging
import Systemd
import WallPolicy

extension Wall {
    /// The end of a turn in which everything was done that was due: only here a service manager
    /// hears that the wall shows something, and that it lives.
    func tell(_ service: WallService) {
        let time = now
        if time >= service.nextStatus {
            service.nextStatus = time + WallService.statusSeconds
            tellStatus(service)
        }
        guard exitStatus == nil, service.heartbeat.wants(now: time) else { return }
        let effects = service.heartbeat.turnEnded(
            now: time, presents: presentsInAll,
            isShown: service.heartbeat.isStarting && isShown, canPresent: !windows.isEmpty)
        for effect in effects {
            switch effect {
            case .tellReady:
                tellStatus(service)
                service.notifier.send(.ready)
                logger.info("the service manager knows that the wall shows something")
            case .extendStart(let seconds):
                service.notifier.send(.extendTimeout(.seconds(seconds)))
            case .tellAlive: service.notifier.send(.watchdog)
            case .presentProof:
                // One cell of each display, with the pixels that it has.
                for window in windows { window.tiles.first?.needs.insert(.layers) }
            }
        }
    }

    private func tellStatus(_ service: WallService) {
        // Before the first look there is nothing to tell.
        guard published.value.pid != 0 else { return }
        service.say(ServiceStatus.line(published.value, banner: banner))
    }

    /// Whether a picture or a card was presented, or there is nothing to present it on.
    private var isShown: Bool {
        guard !windows.isEmpty else { return true }
        guard presentsInAll > 0 else { return false }
        let hasPictureOrCard = windows.contains { window in
            window.tiles.contains { $0.driver.hasPicture || $0.overlay?.card != nil }
        }
        return ServiceStatus.isShown(published.value, hasPictureOrCard: hasPictureOrCard)
    }

    /// What the wall says about its configuration until that is mended.
    var banner: [String] {
        let configuration = resolution.banner.map { $0.split(separator: "\n").map(String.init) }
        // Who started it at a terminal has read it there.
        let page = options.isUnwatched ? self.page?.problem : nil
        return (configuration ?? []) + [page].compactMap(\.self)
    }

    /// The configuration is read again: the manager waits for the end of that.
    func reloading(_ apply: () -> Void) {
        service?.notifier.send(
            .reloading(monotonicMicroseconds: ServiceNotifier.monotonicMicroseconds))
        apply()
        // A reload before anything is shown must not end the start.
        guard let service, !service.heartbeat.isStarting else { return }
        service.nextStatus = 0
        service.notifier.send(.ready)
    }

    /// Whether this start does without what may have ended those before.
    var isSafe: Bool { options.life.plan?.isSafe ?? false }

    /// Said once, where it can be found later.
    func beginSafeMode() {
        guard isSafe, let plan = options.life.plan else { return }
        // A safe start that lived for a while and died begins counting anew.
        safeMode = Catalogue.safeMode(failures: max(plan.failures, StartRecord.failuresMax))
        var record = JournalRecord(.safeMode)
        record.reason = safeMode
        write(record)
    }

    /// Counts this start among the good ones once it has lived, and ends safe mode.
    func countLife(_ time: Double) {
        guard let starts = options.life.starts, time >= nextLife else { return }
        nextLife = .infinity
        let quiet = isSafe ? options.life.plan?.quietSeconds : nil
        if let quiet, time >= quiet {
            leaveSafeMode(starts, after: quiet)
        } else if time < StartRecord.livedSeconds {
            nextLife = min(StartRecord.livedSeconds, quiet ?? .infinity)
        } else if let quiet {
            starts.lived()
            nextLife = quiet
        } else {
            starts.lived()
            if time < StartRecord.wellSeconds {
                nextLife = StartRecord.wellSeconds
            } else {
                starts.isWell()
            }
        }
    }

    private func leaveSafeMode(_ starts: StartHistory, after seconds: Double) {
        starts.leavesSafeMode()
        var record = JournalRecord(.safeModeEnded)
        record.seconds = seconds
        write(record)
        guard options.life.isRestarted else {
            // What opened its windows for software stays so; who ends it by hand gets it back.
            safeMode = Catalogue.safeModeLasts
            overlaysChanged = true
            return
        }
        logger.notice("ending, so that the service manager starts the wall as it is configured")
        leavesSafeMode = true
        quit(0)
    }
}
