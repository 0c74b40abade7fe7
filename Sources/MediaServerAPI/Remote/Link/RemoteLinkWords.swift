/// What a person reads of a link.
enum RemoteLinkWords {
    static func unreachable(_ server: String, _ why: String) -> String {
        "\(server) cannot be reached for remote control: \(why)."
    }

    static func lost(_ server: String, _ why: String) -> String {
        "The remote control's connection to \(server) ended: \(why)."
    }

    /// - Parameter code: of the closing, RFC 6455 section 7.4.1.
    static func closed(_ code: Int) -> String {
        switch code {
        case 1001: "the server goes away"
        case 1008: "the server does not want it any more"
        case 1011: "the server has a fault"
        default: "the server closed it"
        }
    }

    static func leaves(_ server: String, isRestart: Bool) -> String {
        isRestart ? "\(server) says that it restarts." : "\(server) says that it shuts down."
    }

    static func refused(_ server: String, status: Int) -> String {
        switch status {
        case 401, 403:
            "\(server) does not let this wall be commanded: it refuses the websocket (\(status))."
        case 300..<400:
            "\(server) sends the websocket elsewhere (\(status)). Write the address that it "
                + "sends to into HYPERWALL_SERVER_URL."
        case 404, 400, 405, 426, 501:
            "\(server) has no websocket at its address (\(status)). If it is behind a proxy, that "
                + "one must let websockets through."
        case 429, 503: "\(server) has too much to do for remote control (\(status))."
        case 502, 504: "The proxy before \(server) does not reach it (\(status))."
        default: "\(server) refuses the websocket with status \(status)."
        }
    }

    /// Refused again, though the sign-in was renewed or found to be good.
    static func nobody(_ server: String, status: Int?) -> String {
        guard let status else {
            return "\(server) accepts the sign-in of this wall and refuses it right afterwards. "
                + "May its user control devices there?"
        }
        return "\(server) lets nobody command this wall: it refuses the websocket (\(status)) "
            + "though it accepts the sign-in. Look at the user's rights there, and at a proxy before it."
    }

    static func tokenRefused(_ server: String) -> String {
        "\(server) no longer accepts this device; it signs in again."
    }

    static func unproved(_ server: String, isListed: Bool) -> String {
        isListed
            ? "\(server) knows this wall, but lets nobody command it."
            : "\(server) does not list this wall among its devices."
    }

    static func hidden(_ server: String) -> String {
        "\(server) does not show this user its devices, so nobody can tell whether the wall can "
            + "be commanded. It is connected."
    }

    static func controllable(_ server: String) -> String {
        "\(server) can command this wall."
    }
}
