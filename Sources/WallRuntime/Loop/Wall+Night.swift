import CLinux
import Display
import Foundation
import Logging
import Tunables
import WallPolicy

extension Wall {
    /// A sleeping wall looks so often whether its displays are still dark, seconds: a mouse that
    /// was only knocked against lights them.
    static let powerLookSeconds = 10.0

    /// Tells the policy what time it is here.
    /// A wall without a schedule has no use for it.
    func tellClock() {
        guard !policy.settings.schedule.isAlways || policy.isAsleep else { return }
        handle(.clock(WeekMoment.local()))
    }

    /// At the start: displays are lit, whatever a wall before this one left behind, unless it
    /// is night.
    func lightDisplays() {
        guard let power, !policy.isAsleep else { return }
        do throws(DisplayError) {
            if policy.settings.kiosk || !policy.settings.schedule.isAlways {
                try power.setLit(true)
                switchesDisplays = true
            } else {
                try power.light()
            }
        } catch {
            sayPowerProblem(error)
        }
    }

    /// Switches the displays as the policy wants them.
    func switchDisplays(asleep: Bool) {
        nextPowerLook = now + Self.powerLookSeconds
        guard let power else { return }
        do throws(DisplayError) {
            try power.setLit(!asleep)
            switchesDisplays = true
        } catch {
            switchesDisplays = false
            sayPowerProblem(error)
        }
    }

    /// Dark displays that something lit, though nobody woke the wall, are dark again.
    func keepDisplaysDark(_ time: Double) {
        guard policy.isAsleep, time >= nextPowerLook else { return }
        switchDisplays(asleep: true)
    }

    /// At the end: displays are lit, and their server does by itself what it did before.
    func giveDisplaysBack() {
        do throws(DisplayError) {
            try power?.release()
        } catch {
            logger.debug("the displays' power could not be given back: \(error)")
        }
    }

    /// Once: black is what a wall without DPMS shows at night, and that matters only to a
    /// wall with nights.
    private func sayPowerProblem(_ error: DisplayError) {
        guard !powerProblemSaid, !policy.settings.schedule.isAlways else { return }
        powerProblemSaid = true
        logger.notice("displays turn black when the wall sleeps, not off: \(error.detail)")
    }

    /// Ends a cell's player; the cell stays, black.
    func rest(_ id: CellID) {
        settlePlays(of: id)
        trimsAt = now + Self.trimSeconds
        guard let driver = drivers[id] else { return }
        if let old = driver.rest(until: now + Self.farewellSeconds) { retiring.append(old) }
    }

    /// Whether a key or a click was all that it took to wake the wall: it means nothing else then.
    func wakesWall() -> Bool {
        let wasAsleep = policy.isAsleep
        if policy.isNight { handle(.wokenByPerson) }
        return wasAsleep
    }

    /// The picture has another place: what it leaves free is black.
    func movePicture() {
        for window in windows { attach(window) }
        layoutChanged = true
    }
}

extension WeekMoment {
    /// A clock of an earlier year was never set: the machine has none that runs while it is off,
    /// and no server told it the time yet.
    static let firstYear = 2024

    /// Now, by the machine's clock and zone; nil when its clock is plainly not set.
    /// - Parameter seconds: since 1970.
    static func local(at seconds: time_t = time(nil)) -> WeekMoment? {
        var seconds = seconds
        var parts = tm()
        // localtime_r alone would keep the zone that the process began with.
        tzset()
        guard localtime_r(&seconds, &parts) != nil, Int(parts.tm_year) + 1900 >= firstYear else {
            return nil
        }
        let second = Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + Int(parts.tm_sec)
        return WeekMoment(weekday: Int(parts.tm_wday), second: second)
    }
}
