import Testing
import Tunables
import WallPolicy

/// Units made from the examples, for one machine.
@Suite struct UnitTextTests {
    private let example = """
        [Service]
        ExecStart=/usr/bin/xinit /usr/bin/env A=b /usr/local/bin/hyperwall run --restarts wall -- /usr/lib/xorg/Xorg :0
        ExecStop=-/usr/bin/true
        Documentation=file:///usr/local/share/doc/hyperwall/README.md
        Restart=always
        RestartSec=2
        MemoryHigh=6G
        """

    private func facts(
        program: String = "/opt/hyperwall", file: String? = nil, version: Int? = 252,
        screen: UnitText.Screen = .x
    ) -> UnitText.Facts {
        UnitText.Facts(
            program: program, environmentFile: file, documentation: "/opt/a b/README.md",
            memoryHighMiB: 5000, systemdVersion: version, screen: screen)
    }

    private func lines(_ facts: UnitText.Facts) -> [String] {
        UnitText(example: example, isKiosk: true, facts).text.split(separator: "\n").map(
            String.init)
    }

    @Test("program, memory and documentation are this machine's; the rest is left alone")
    func machine() {
        #expect(
            lines(facts()) == [
                "[Service]",
                "ExecStart=/usr/bin/xinit /usr/bin/env A=b /opt/hyperwall run --restarts wall "
                    + "-- /usr/lib/xorg/Xorg :0",
                "ExecStop=-/usr/bin/true", "Documentation=file:///opt/a%%20b/README.md",
                "Restart=always", "RestartSec=2", "MemoryHigh=5000M",
            ])
    }

    @Test("where systemd makes restarts slower by itself it does, else the wall")
    func restarts() {
        let new = lines(facts(version: 254))
        #expect(new.contains("RestartSteps=5") && new.contains("RestartMaxDelaySec=60"))
        #expect(new[1].contains(" --restarts manager "))
        for version in [252, 253, nil] {
            #expect(!lines(facts(version: version)).joined().contains("RestartSteps"))
        }
    }

    @Test("each screen has its command")
    func screens() {
        #expect(
            lines(facts(screen: .cage))[1]
                == "ExecStart=/usr/bin/cage -- /usr/bin/env A=b /opt/hyperwall run --restarts wall")
        #expect(
            lines(facts(screen: .kms))[1]
                == "ExecStart=/usr/bin/env A=b /opt/hyperwall run --restarts wall")
    }

    @Test("a path with characters that systemd reads is one word to it")
    func quoting() {
        #expect(
            lines(facts(file: "/etc/my \"wall\" 100%.env", screen: .kms))[1].hasSuffix(
                #" --env "/etc/my \"wall\" 100%%.env""#))
        #expect(lines(facts(file: "/etc/Wände.env", screen: .kms))[1].hasSuffix("/etc/Wände.env"))
        #expect(!UnitText.canHold(path: "/etc/a\nb"))
        #expect(!UnitText.canHold(path: "/etc/$HOME"))
        #expect(!UnitText.canHold(path: "wall.env"))
        #expect(UnitText.canHold(path: "/etc/a b"))
    }

    @Test("a file knows whether anybody changed it")
    func sealed() {
        let text = WrittenFile.sealed("[Unit]\nA=b\n")
        #expect(WrittenFile.standing(text) == .ours)
        #expect(WrittenFile.standing(text + "C=d\n") == .changed)
        #expect(WrittenFile.standing("[Unit]\nA=b\n") == .changed)
        #expect(WrittenFile.standing("") == .changed)
        #expect(WrittenFile.standing(nil) == .missing)
    }

    @Test("the mark of memory grows with budget and grid")
    func memory() {
        var settings = Settings()
        let small = MemoryMark.high(settings)
        #expect(small >= settings.cacheBudgetMiB + 1024)
        settings.cacheBudgetMiB += 1000
        #expect(MemoryMark.high(settings) == small + 1250)
    }
}
