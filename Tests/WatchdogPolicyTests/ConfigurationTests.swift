import Testing
import WatchdogPolicy

/// Configuration files are data.
@Suite struct ConfigurationTests {
    private static func entries(_ text: String) -> [String] {
        KeyValueReader.read(Array(text.utf8), file: "f").entries.map { "\($0.key)=\($0.value)" }
    }

    private static func problems(_ text: String) -> [String] {
        KeyValueReader.read(Array(text.utf8), file: "f").problems.map(\.description)
    }

    private static func read(
        _ service: String, global: String = ""
    ) throws -> (ServiceSettings, warnings: [ConfigurationProblem]) {
        try ServiceSettings.read(
            name: "emby", global: (Array(global.utf8), "watchdog.conf"),
            service: (Array(service.utf8), "emby.conf"))
    }

    private static func errors(_ service: String, global: String = "") -> [String] {
        do {
            _ = try read(service, global: global)
            return []
        } catch let failure as ConfigurationFailure {
            return failure.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test(arguments: [
        ("A=\"b c\"", "A=b c"), ("A='b $(c)'", "A=b $(c)"), ("A=b", "A=b"), ("A=", "A="),
        ("export A=b", "A=b"), ("  A = b  # why", "A=b"), ("A=\"b\" # why", "A=b"),
        ("A=b#c", "A=b#c"), ("A=\"b\\\"c\\\\d\\$e\"", "A=b\"c\\d$e"), ("A=\"b\"\r", "A=b"),
        ("\u{FEFF}A=b", "A=b"), ("A=\"1$\"", "A=1$"),
        ("A=http://x/?a=1&b=2", "A=http://x/?a=1&b=2"),
        ("A=\"déjà 🎬\"", "A=déjà 🎬"),
    ])
    func aLineSetsAValue(_ line: String, _ entry: String) {
        #expect(Self.entries(line) == [entry])
        #expect(Self.problems(line).isEmpty)
    }

    @Test(arguments: [
        ("A=$(id)", "$(…) is not run here"), ("A=\"x$(id)\"", "$(…) is not run here"),
        ("A=`id`", "`…` is not run here"), ("A=\"`id`\"", "`…` is not run here"),
        ("A=$HOME", "variables are not filled in"),
        ("A=\"${HOME}\"", "variables are not filled in"),
        ("A=b c", "a value with spaces wants quotes"), ("A=\"b", "is not closed"),
        ("A='b", "is not closed"), ("A=\"b\"c", "something stands behind"), ("rm -rf /", "no KEY="),
        ("=b", "no key before"), ("1A=b", "no key before"), ("A=b\u{0}c", "control character"),
        ("A=b; rm", "wants quotes"), ("A=b\"c", "a quote stands in the middle"),
    ])
    func whatAShellWouldRunIsAnErrorWithItsLine(_ line: String, _ words: String) throws {
        let problem = try #require(Self.problems("# first\n\(line)\nB=1").first)
        #expect(problem.hasPrefix("f:2: "), "\(problem)")
        #expect(problem.contains(words), "\(problem)")
        #expect(Self.entries("# first\n\(line)\nB=1") == ["B=1"])
    }

    @Test func largeAndStrangeFilesAreBounded() {
        let long = "A=" + String(repeating: "x", count: 9000)
        #expect(Self.problems(long).first?.contains("longer than 8 KiB") == true)
        let many = String(repeating: "\n", count: 3000)
        #expect(Self.problems(many).first?.contains("more than 2000 lines") == true)
        let bytes = [UInt8](repeating: 65, count: 65 * 1024)
        #expect(
            KeyValueReader.read(bytes, file: "f").problems.first?.words.contains("64 KiB") == true)
        let invalid = Array("A=\"".utf8) + [0xFF, 0xFE] + Array("\"".utf8)
        #expect(
            KeyValueReader.read(invalid, file: "f").problems.first?.words.contains("UTF-8") == true)
    }

    @Test func theFilesOfTheFieldAreUnderstood() throws {
        let (settings, warnings) = try Self.read(
            """
            SERVICE_NAME="emby-server"
            APP_NAME="Emby"
            HEALTH_URL="http://127.0.0.1:8096/emby/System/Info/Public"
            HEALTH_EXPECT="ServerName"
            MAX_RESTARTS=5
            LOG_FILE="/var/log/watchdog/emby.log"
            STATE_FILE="/var/lib/watchdog/emby-server.state"
            """,
            global: """
                DISCORD_WEBHOOK="https://discord.example/api/webhooks/1/x"
                PUSHOVER_USER=""
                PUSHOVER_TOKEN=""
                EMAIL_TO="root@localhost"
                DEFAULT_MAX_RESTARTS=4
                DEFAULT_COOLDOWN_WINDOW=600
                DEFAULT_HEALTH_TIMEOUT=7
                """)
        #expect(warnings.isEmpty)
        #expect(settings.unit == "emby-server.service")
        #expect(settings.maxRestarts == 5)
        #expect(settings.windowS == 600)
        #expect(settings.healthTimeout == .seconds(7))
        #expect(settings.stateFile == "/var/lib/watchdog/emby-server.state")
        #expect(settings.channels.channels == [.discord, .email])
        #expect(settings.confirmChecks == 3)
        #expect(settings.startupGraceS == 120)
    }

    @Test func anUnknownKeyNamesTheNearest() throws {
        let (_, warnings) = try Self.read(
            "SERVICE_NAME=x\nHELTH_URL=http://a\nZZZZZZ=1\nSERVICE_NAME=y")
        #expect(
            warnings.map(\.description) == [
                "emby.conf:2: there is no key HELTH_URL; did you mean HEALTH_URL?",
                "emby.conf:3: there is no key ZZZZZZ",
                "emby.conf:4: SERVICE_NAME stands in line 1 already; this one counts",
            ])
    }

    @Test(arguments: [
        ("HEALTH_URL=ftp://x", "emby.conf:1: HEALTH_URL wants an http or https address"),
        ("SERVICE_NAME=\"--now\"", "emby.conf:1: SERVICE_NAME wants the name of a unit"),
        ("SERVICE_NAME=\"a;b\"", "emby.conf:1: SERVICE_NAME wants the name of a unit"),
        (
            "SERVICE_NAME=a\nMAX_RESTARTS=many",
            "emby.conf:2: MAX_RESTARTS wants a whole number, 1 to 100"
        ),
        ("SERVICE_NAME=a\nHEALTH_TIMEOUT=1e9", "emby.conf:2: HEALTH_TIMEOUT wants seconds"),
        ("SERVICE_NAME=a\nRESTART_COMMAND=\"docker restart x\"", "by its whole path"),
        ("SERVICE_NAME=a\nSTATE_FILE=\"/var/../etc/passwd\"", "wants a whole path"),
        ("SERVICE_NAME=a\nSERVICE_SCOPE=root", "wants system or user"),
        ("APP_NAME=x", "there is nothing to watch"),
        ("HEALTH_URL=http://x", "there is nothing to restart"),
        ("SERVICE_NAME=a\nEMAIL_TO=\"-oQ/tmp@x\"", "wants a mail address"),
        ("SERVICE_NAME=a\nPUSHOVER_USER=u", "Pushover wants PUSHOVER_USER and PUSHOVER_TOKEN"),
        ("SERVICE_NAME=a\nHEALTH_STATUS=900", "wants an HTTP status"),
        ("SERVICE_NAME=a\nDEFER_WHILE_PLAYING=1", "wants a HEALTH_URL"),
    ])
    func aWrongValueIsAnErrorInASentence(_ text: String, _ words: String) {
        let errors = Self.errors(text)
        #expect(errors.contains { $0.contains(words) }, "\(errors)")
    }

    @Test func aValueOutOfRangeIsClampedAndSaidSo() throws {
        let (settings, warnings) = try Self.read("SERVICE_NAME=a\nMAX_RESTARTS=0\nVERIFY_WAIT=9999")
        #expect(settings.maxRestarts == 1)
        #expect(settings.verifyWait == .seconds(600))
        #expect(
            warnings.map(\.description) == [
                "emby.conf:2: MAX_RESTARTS is out of range; 1 is taken",
                "emby.conf:3: VERIFY_WAIT is out of range; 600 is taken",
            ])
    }

    @Test func noSecretIsInAnyText() {
        let secret = "hunter2hunter2"
        for key in ConfigurationKey.allCases {
            for value in [secret, "\"\(secret)", "$(\(secret))", "\(secret) x"] {
                let errors = Self.errors("SERVICE_NAME=a\n\(key.rawValue)=\(value)")
                #expect(!errors.contains { $0.contains(secret) }, "\(errors)")
            }
        }
        #expect(WebText.shown("https://u:p@h:1/a/b?token=x#y") == "https://h:1/a/b")
        #expect(WebText.shown("nonsense") == "(no web address)")
    }

    @Test func whoIsWatchingIsAskedBesideTheHealthPage() throws {
        for (health, sessions) in [
            ("http://h:8096/emby/System/Info/Public", "http://h:8096/emby/Sessions"),
            ("http://h:8096/health", "http://h:8096/Sessions"),
            ("https://h/jf/health?x=1", "https://h/jf/Sessions"),
            ("http://h:32400/identity", "http://h:32400/status/sessions"),
        ] {
            let (settings, _) = try Self.read(
                "SERVICE_NAME=a\nDEFER_WHILE_PLAYING=1\nHEALTH_URL=\"\(health)\"")
            #expect(settings.deferring == .asking(url: sessions))
        }
    }

    @Test(arguments: [
        ("/usr/bin/docker restart emby", ["/usr/bin/docker", "restart", "emby"]),
        ("/bin/a 'b c' \"d e\" f\\ g ''", ["/bin/a", "b c", "d e", "f g", ""]),
        ("/bin/a $(id) ; rm|x >y", ["/bin/a", "$(id)", ";", "rm|x", ">y"]),
    ])
    func aCommandIsAListOfArguments(_ text: String, _ list: [String]) {
        #expect(ArgumentList.split(text) == list)
    }

    @Test func aBrokenCommandIsNone() {
        for text in ["", "  ", "/bin/a 'b", "/bin/a \"b", "/bin/a \\"] {
            #expect(ArgumentList.split(text) == nil)
        }
    }

    @Test func whatIsWrittenIsReadBack() {
        for value in ["a b", "\"q\"", "back\\slash", "$(id)", "`id`", "${x}", "é🎬", "#x", "'"] {
            let line = KeyValueText.line("A", value)
            #expect(Self.entries(line) == ["A=\(value)"], "\(line)")
        }
    }
}
