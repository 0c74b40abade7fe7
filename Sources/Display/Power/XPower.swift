import CXCB
import Glibc

/// One short conversation with the X server about the power of its displays.
/// Its own connection, which nothing else waits on: a request that fails is an
/// error here and ends no process.
struct XPower: ~Copyable {
    /// What the server does by itself.
    struct Habits {
        /// Whether DPMS may switch displays off at all.
        var isEnabled: Bool
        /// Seconds without input before standby, suspend and off; 0 is never.
        var timeouts: (standby: UInt16, suspend: UInt16, off: UInt16)
        /// The core protocol's screen saver.
        var saver: (timeout: Int16, interval: Int16, blanks: UInt8, exposes: UInt8)
    }

    private let connection: OpaquePointer

    private init(owning connection: OpaquePointer) { self.connection = connection }

    /// Connects to the server that `DISPLAY` names.
    /// - Throws: `.power` when there is none, or none that can switch displays off.
    static func open() throws(DisplayError) -> XPower {
        guard let connection = xcb_connect(nil, nil) else {
            throw DisplayError(.power, "there is no memory for a connection")
        }
        let server = XPower(owning: connection)
        try server.checkAbility()
        return server
    }

    private func checkAbility() throws(DisplayError) {
        let status = xcb_connection_has_error(connection)
        guard status == 0 else {
            throw DisplayError(.power, "the X server does not answer (XCB's error \(status))")
        }
        guard hw_xcb_has_dpms(connection) != 0 else {
            throw DisplayError(.power, "the X server has no DPMS")
        }
        var error: UnsafeMutablePointer<xcb_generic_error_t>?
        let reply = xcb_dpms_capable_reply(connection, xcb_dpms_capable(connection), &error)
        defer {
            free(reply)
            free(error)
        }
        guard let reply, reply.pointee.capable != 0 else {
            throw DisplayError(.power, "the X server cannot switch its displays off")
        }
    }

    deinit { xcb_disconnect(connection) }

    /// Whether displays are lit.
    func isLit() throws(DisplayError) -> Bool {
        var error: UnsafeMutablePointer<xcb_generic_error_t>?
        let reply = xcb_dpms_info_reply(connection, xcb_dpms_info(connection), &error)
        defer {
            free(reply)
            free(error)
        }
        guard let reply else { throw Self.failure(error) }
        return reply.pointee.power_level == UInt16(XCB_DPMS_DPMS_MODE_ON.rawValue)
    }

    /// Switches displays on or off; only where DPMS is enabled.
    func setLit(_ lit: Bool) throws(DisplayError) {
        let level = lit ? XCB_DPMS_DPMS_MODE_ON : XCB_DPMS_DPMS_MODE_OFF
        try check(xcb_dpms_force_level_checked(connection, UInt16(level.rawValue)))
    }

    /// What the server does by itself now.
    func habits() throws(DisplayError) -> Habits {
        var error: UnsafeMutablePointer<xcb_generic_error_t>?
        let info = xcb_dpms_info_reply(connection, xcb_dpms_info(connection), &error)
        defer { free(info) }
        guard let info else {
            defer { free(error) }
            throw Self.failure(error)
        }
        let timeouts = xcb_dpms_get_timeouts_reply(
            connection, xcb_dpms_get_timeouts(connection), &error)
        defer { free(timeouts) }
        guard let timeouts else {
            defer { free(error) }
            throw Self.failure(error)
        }
        let saver = xcb_get_screen_saver_reply(
            connection, xcb_get_screen_saver(connection), &error)
        defer { free(saver) }
        guard let saver else {
            defer { free(error) }
            throw Self.failure(error)
        }
        return Habits(
            isEnabled: info.pointee.state != 0,
            timeouts: (
                timeouts.pointee.standby_timeout, timeouts.pointee.suspend_timeout,
                timeouts.pointee.off_timeout
            ),
            saver: (
                Int16(clamping: saver.pointee.timeout), Int16(clamping: saver.pointee.interval),
                saver.pointee.prefer_blanking, saver.pointee.allow_exposures
            ))
    }

    /// Lets the server do this by itself.
    func set(_ habits: Habits) throws(DisplayError) {
        try check(
            xcb_dpms_set_timeouts_checked(
                connection, habits.timeouts.standby, habits.timeouts.suspend, habits.timeouts.off))
        try check(
            xcb_set_screen_saver_checked(
                connection, habits.saver.timeout, habits.saver.interval, habits.saver.blanks,
                habits.saver.exposes))
        try check(
            habits.isEnabled
                ? xcb_dpms_enable_checked(connection) : xcb_dpms_disable_checked(connection))
    }

    private func check(_ cookie: xcb_void_cookie_t) throws(DisplayError) {
        guard let error = xcb_request_check(connection, cookie) else {
            let status = xcb_connection_has_error(connection)
            guard status == 0 else {
                throw DisplayError(.power, "the X server is gone (XCB's error \(status))")
            }
            return
        }
        defer { free(error) }
        throw Self.failure(error)
    }

    private static func failure(
        _ error: UnsafeMutablePointer<xcb_generic_error_t>?
    ) -> DisplayError {
        DisplayError(
            .power,
            error.map { "the X server refused it (\($0.pointee.error_code))" }
                ?? "the X server is gone")
    }
}
