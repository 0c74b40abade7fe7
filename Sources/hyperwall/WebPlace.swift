import ControlServer
import Glibc
import Tunables
import WallPolicy
import WallRuntime

/// Where the control page of a configuration is, and what keeps it from being there.
enum WebPlace {
    /// Where the page is; nil when it is switched off.
    /// - Parameter visits: whether nobody is to listen there, only to know.
    /// - Throws: one sentence.
    static func settings(
        _ settings: Settings, visits: Bool = false
    ) throws(WebTokenProblem) -> WebSettings? {
        guard case .address(let host, let port) = settings.http else { return nil }
        var web = WebSettings(host: host, port: port, token: nil, machine: machineName)
        if let file = settings.httpTokenFile {
            web.token = try WebToken.read(file, visits: visits)
        }
        try web.checkToken()
        return web
    }

    /// What a start with this configuration would refuse, a sentence; nil for nothing.
    static func problem(_ settings: Settings) -> String? {
        do throws(WebTokenProblem) {
            _ = try self.settings(settings, visits: true)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Listens, too, if it can. Another wall of this machine may have the port: no reason for
    /// this one to be dark.
    /// - Returns: what the wall says about it; nil when the page is switched off.
    static func open(_ server: ControlServer, _ web: WebSettings?) -> PageSnapshot? {
        guard var web else { return nil }
        do throws(ControlServerError) {
            web.port = try server.startWeb() ?? web.port
            return PageSnapshot(address: web.address)
        } catch {
            return off("\(error)")
        }
    }

    /// A page that nobody can reach, and why.
    static func off(_ why: String) -> PageSnapshot {
        PageSnapshot(address: "", problem: "The control page is off: \(why)")
    }

    /// The machine's own name, as the kernel has it: nobody on the network is asked for it.
    private static var machineName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "" }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension WebPlace {
    /// What doctor says about it.
    static func finding(_ settings: Settings) -> Doctor.Finding {
        func found(_ level: Doctor.Finding.Level, _ text: String) -> Doctor.Finding {
            Doctor.Finding(level: level, subject: "control page", text: text)
        }
        do throws(WebTokenProblem) {
            guard let web = try self.settings(settings, visits: true) else {
                return found(.ok, "switched off by HYPERWALL_HTTP")
            }
            let token = web.token == nil ? "programs of this machine alone" : "with a token"
            do throws(ControlServerError) {
                try web.checkPort()
                return found(.ok, "\(web.address) is free; \(token)")
            } catch {
                // The wall that runs here has it, as it should.
                if let page = runningPage(settings), page == web.address {
                    return found(.ok, "\(web.address), \(token)")
                }
                return found(.warning, "\(error) A wall would start without its page.")
            }
        } catch {
            return found(.failure, "\(error)")
        }
    }

    /// Where the page of the wall is that runs by this configuration, if one does.
    private static func runningPage(_ settings: Settings) -> String? {
        let client = WallClient(settings, isNamed: true)
        guard let bytes = try? client.getIfRunning("/api/v1/status") else { return nil }
        return try? SnapshotJSON.decode(bytes).page?.address
    }
}
