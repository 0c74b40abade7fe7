public import WatchdogPolicy

/// What is to be installed.
public struct InstallRequest: Sendable {
    /// The service's name.
    public var name: String
    /// Its unit; nil for the preset's, or the name.
    public var unit: String?
    /// What people call it.
    public var appName: String?
    /// What is asked; nil for the preset's.
    public var healthURL: String?
    /// What a healthy answer says.
    public var expect: String?
    /// A systemd timer each 30 s in place of cron's two minutes.
    public var usesTimer = false
    /// Lines of `watchdog.conf`, should it not be there.
    public var notifications: [(key: ConfigurationKey, value: String)] = []
    /// Another watchdog's configuration folder, whose files are taken over.
    public var importFolder: String?
    /// The program as cron and the timer call it.
    public var program: String

    /// A request.
    public init(name: String, program: String) {
        self.name = name
        self.program = program
    }
}

/// The texts of everything that is installed.
enum InstalledText {
    /// Says that a file is ours to take away.
    static let mark = "# Made by service-watchdog install."

    static func global(_ notifications: [(key: ConfigurationKey, value: String)]) -> String {
        var lines = [
            mark, "# Who is told, and what holds for all services. Secrets: keep it at mode 0600.",
            "# All keys are explained in watchdog.conf.example.", "",
            "DEFAULT_MAX_RESTARTS=3", "DEFAULT_COOLDOWN_WINDOW=900", "DEFAULT_HEALTH_TIMEOUT=10",
            "",
        ]
        lines += notifications.map { KeyValueText.line($0.key.rawValue, $0.value) }
        return lines.joined(separator: "\n") + "\n"
    }

    static func service(_ request: InstallRequest) -> String {
        let preset = ServicePreset.named(request.name)
        var lines = [mark, ""]
        func put(_ key: ConfigurationKey, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append(KeyValueText.line(key.rawValue, value))
        }
        put(.serviceName, request.unit ?? preset?.unit ?? request.name)
        put(.appName, request.appName ?? preset?.appName ?? request.name)
        put(.healthURL, request.healthURL ?? preset?.healthURL)
        // A page of somebody's own does not say what the usual one says.
        put(.healthExpect, request.expect ?? (request.healthURL == nil ? preset?.expect : nil))
        return lines.joined(separator: "\n") + "\n"
    }

    static func cron(_ command: String) -> String {
        """
        \(mark)
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        */2 * * * * root \(command)

        """
    }

    /// - Parameter isConfined: whether what it runs may be kept from people's files; a
    ///   RESTART_COMMAND of theirs may need them.
    static func timerService(_ name: String, _ command: String, isConfined: Bool) -> String {
        let confinement = isConfined ? "ProtectSystem=full\nProtectHome=read-only\n" : ""
        return """
            \(mark)
            [Unit]
            Description=Looks after \(name)

            [Service]
            Type=oneshot
            ExecStart=\(command)
            # Somebody who is given up on is no failure of this unit.
            SuccessExitStatus=1
            # A check bounds itself, by the times in its configuration.
            TimeoutStartSec=infinity
            # What RESTART_COMMAND started outlives the check.
            KillMode=process
            \(confinement)
            """
    }

    static func timer(_ name: String) -> String {
        """
        \(mark)
        [Unit]
        Description=Looks after \(name) each 30 seconds

        [Timer]
        OnActiveSec=10
        OnUnitInactiveSec=30
        AccuracySec=1

        [Install]
        WantedBy=timers.target

        """
    }

    static func logrotate(_ log: String) -> String {
        """
        \(mark)
        "\(log)" {
            weekly
            rotate 4
            maxsize 10M
            compress
            missingok
            notifempty
            create 0640 root root
        }

        """
    }
}
