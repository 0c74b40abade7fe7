import Display
import Foundation
import Logging
import Tunables
import WallPolicy

extension Wall {
    func takeMessages() {
        for message in mailbox.takeAll() { take(message) }
    }

    private func take(_ message: WallMessage) {
        switch message {
        case .catalogue(let items, let problems, let sources):
            self.sources = sources
            adopt(items, problems)
        case .prepared(let catalogue, let number): take(catalogue, number)
        case .picture(let item, let bitmap):
            pictures.put(item, bitmap)
            overlaysChanged = true
        case .signal(let number): take(signal: number)
        case .reload(let file): reloading { reload(file) }
        case .capture(let reply): reply(capture())
        case .clearQuarantine(let item, let reply):
            let before = policy.quarantine.entries.count
            handle(.quarantineCleared(item))
            reply(before - policy.quarantine.entries.count)
        case .hold(let seconds, let reason, let reply):
            handle(.serverHeld(seconds: seconds, reason: reason))
            reply(policy.cells.count { $0.machine.item?.location == .server })
        case .control(let wish, let isAwaited, let reply):
            // Whoever was told that the wall does not answer may have asked again.
            guard isAwaited() else { return }
            do throws(ControlRefusal) {
                handle(.control(try policy.granted(wish)))
                reply(nil)
            } catch {
                reply(error)
            }
        case .items(let reply): reply(policy.items)
        case .page(let page):
            self.page = page
            overlaysChanged = true
        case .leftOut(let reply): reply(leftOut(now))
        case .quarantined(let rows): restoreQuarantine(rows)
        case .explained(let id, let item, let reason):
            // The cell may be about something else by now.
            guard let index = policy.index(of: id),
                policy.cells[index].machine.failure?.item?.id == item
            else { return }
            handle(.cell(id, .explained(reason)))
        case .probed(let source, let alive): handle(.probed(source, alive: alive))
        case .planned(let play, let answer): take(answer, of: play)
        case .favoriteSet(let item, let on): handle(.favoriteSet(item, on))
        case .favorites(let items): handle(.favorites(items))
        case .server(let status):
            serverToldAt = now
            totals.server(isThere: status.phase == .connected)
            handle(.server(status))
        case .remote(let wish): handle(.remote(wish))
        case .remoteStatus(let statuses):
            totals.remotes(statuses)
            handle(.remoteStatus(statuses))
        case .remoteNote(let words): handle(.remoteNote(words))
        case .marks(let marks): handle(.marks(marks))
        case .sourceLeaves(let source): handle(.sourceLeaves(source))
        case .toast(let toast): handle(.toast(toast))
        case .quit(let failure):
            self.failure = failure
            quit(failure.exitStatus)
        }
    }

    private func take(signal number: Int32) {
        switch number {
        case SIGTERM, SIGINT:
            logger.info("ending: signal \(number)")
            quit(0)
        case SIGUSR1: dump()
        default: break
        }
    }

    /// SIGHUP: applies what is live and names what needs a restart.
    private func reload(_ file: EnvironmentFile?) {
        let outcome = resolution.reloaded(
            environment: Foundation.ProcessInfo.processInfo.environment, file: file)
        for kept in outcome.kept { logger.warning("\(kept.message)") }
        let before = policy.settings
        resolution = outcome.resolution
        for driver in drivers.values {
            if before.fit != outcome.settings.fit { driver.setFit(outcome.settings.fit) }
            if before.networkTimeout != outcome.settings.networkTimeout {
                driver.setNetworkTimeout(seconds: outcome.settings.networkTimeout.inSeconds)
            }
            if before.audioDevice != outcome.settings.audioDevice {
                driver.setAudioDevice(outcome.settings.audioDevice)
            }
        }
        if before.log != outcome.settings.log { LogThreshold.set(outcome.settings.log) }
        handle(.settings(outcome.settings))
        if before.grid != outcome.settings.grid {
            let grid = outcome.settings.grid
            handle(.action(.grid(columns: grid.columns, rows: grid.rows)))
        }
        logger.info(
            """
            configuration read again; applied: \(list(outcome.applied)); needs a restart: \
            \(list(outcome.needsRestart)); old value kept: \(list(outcome.kept.compactMap(\.name)))
            """)
        let toast: Toast =
            if !outcome.kept.isEmpty {
                keptToast(outcome.kept)
            } else if outcome.needsRestart.isEmpty {
                .reloaded
            } else {
                .needsRestart(outcome.needsRestart)
            }
        handle(.toast(toast))
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// A bad value is about its variable; a bad line is about the file.
    private func keptToast(_ kept: [TunableError]) -> Toast {
        let names = kept.compactMap(\.name)
        if let first = kept.first, names.isEmpty { return .reloadFailed(why: first.message) }
        return .valuesKept(names)
    }

    /// SIGUSR1: the state of every loop, cell and queue, into the log.
    private func dump() {
        let counts = disposal.counts
        logger.notice(
            """
            state: \(drivers.count) cells, \(windows.count) windows, next pass in \
            \(Int((nextPass - now) * 1000)) ms, players ending \(counts.pending), \
            abandoned \(counts.abandoned), probes \(probes.pendingCount), messages \
            \(mailbox.count), items \(policy.itemCount), problems \(policy.problems.count)
            """)
        for cell in makeSnapshot(now).cells {
            logger.notice(
                """
                cell \(cell.number) \(cell.id): \(cell.state) for \(Int(cell.stateSeconds)) s, \
                load \(cell.loads) “\(cell.title)”, \(cell.statistics.shownFrames) frames, \
                \(cell.statistics.shownFPS.rounded()) a second, failures \(cell.failures)
                """)
        }
    }
}
