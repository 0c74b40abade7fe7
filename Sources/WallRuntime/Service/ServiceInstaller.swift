import Foundation
import Tunables
public import WallPolicy

/// Makes a wall a service of this machine, and takes that back.
public struct ServiceInstaller: Sendable {
    let files: ServiceFiles
    let isRehearsal: Bool
    let overwrites: Bool
    let say: @Sendable (String) -> Void

    /// An installer.
    /// - Parameters:
    ///   - files: which.
    ///   - isRehearsal: only say what would be done.
    ///   - overwrites: what somebody changed is kept beside its place, and written anew.
    ///   - say: takes a line for the person.
    public init(
        _ files: ServiceFiles, isRehearsal: Bool, overwrites: Bool,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.files = files
        self.isRehearsal = isRehearsal
        self.overwrites = overwrites
        self.say = say
    }

    /// Writes the files and tells systemd.
    /// - Parameters:
    ///   - examples: the folder with the examples.
    ///   - facts: of this machine.
    /// - Throws: a sentence; nothing is written then, or what is said.
    public func install(examples: String, _ facts: UnitText.Facts) throws(WallFailure) {
        var wanted: [(file: ServiceFiles.File, text: String)] = []
        for file in files.files {
            let example = "\(examples)/\(file.example)"
            guard let data = FileManager.default.contents(atPath: example) else {
                throw WallFailure(
                    "\(example) is not there: install Hyperwall with scripts/install.",
                    exitStatus: 1)
            }
            let unit = UnitText(
                example: String(decoding: data, as: UTF8.self), isKiosk: files.kind == .kiosk,
                facts)
            wanted.append((file, WrittenFile.sealed(unit.text)))
        }
        let changed = try changedFiles()
        for (file, text) in wanted {
            if try files.text(of: file) == text {
                say("\(files.root)\(file.path) is as it should be.")
                continue
            }
            if changed.contains(file.path) { try keep(file) }
            say("\(isRehearsal ? "would write" : "wrote") \(files.root)\(file.path)")
            if isRehearsal {
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    say("    \(line)")
                }
            } else {
                try files.write(text, to: file)
            }
        }
        if files.kind == .kiosk, let users = files.files.last {
            try tell([["systemd-sysusers", users.path]], isNeeded: true)
        }
        try tell(
            [files.systemctl("daemon-reload"), files.systemctl("enable", files.unit)],
            isNeeded: false)
    }

    /// Ends the service and takes away what was written, and nothing else.
    /// - Throws: a sentence; nothing is taken away then, or what is said.
    public func uninstall() throws(WallFailure) {
        let changed = try changedFiles()
        var there: [ServiceFiles.File] = []
        for file in files.files where try files.text(of: file) != nil { there.append(file) }
        guard !there.isEmpty else {
            say("There is nothing to take back: \(files.unit) is not installed.")
            return
        }
        try tell([files.systemctl("disable", "--now", files.unit)], isNeeded: false)
        for file in there {
            if changed.contains(file.path) {
                try keep(file)
            } else {
                say("\(isRehearsal ? "would remove" : "removed") \(files.root)\(file.path)")
                if !isRehearsal { try files.remove(file) }
            }
        }
        try tell([files.systemctl("daemon-reload")], isNeeded: false)
    }

    /// Those that somebody wrote or changed.
    /// - Throws: a sentence when there are any, and they are not to be touched.
    private func changedFiles() throws(WallFailure) -> Set<String> {
        var changed: Set<String> = []
        for file in files.files where try standing(file) == .changed { changed.insert(file.path) }
        guard let first = changed.min(), !overwrites else { return changed }
        throw WallFailure(
            "\(files.root)\(first) was changed by hand, and stays as it is. Changes that last "
                + "belong into “\(files.systemctl("edit", files.unit).joined(separator: " "))”; "
                + "--force keeps the file as \(files.root)\(first).old and goes on.", exitStatus: 1)
    }

    private func standing(_ file: ServiceFiles.File) throws(WallFailure) -> WrittenFile.Standing {
        WrittenFile.standing(try files.text(of: file))
    }

    private func keep(_ file: ServiceFiles.File) throws(WallFailure) {
        let path = files.root + file.path
        guard !isRehearsal else { return say("would keep \(path) as \(path).old") }
        say("kept \(path) as \(try files.setAside(file))")
    }

    /// Tells systemd. Where it does not listen, the files wait for its next start.
    private func tell(_ commands: [[String]], isNeeded: Bool) throws(WallFailure) {
        for command in commands {
            let words = command.joined(separator: " ")
            guard files.root.isEmpty else {
                say("left out, because of --root: \(words)")
                continue
            }
            guard !isRehearsal else {
                say("would run: \(words)")
                continue
            }
            let answer = ServiceControl.run(command)
            if answer.status == 0 {
                say("ran: \(words)")
            } else if isNeeded {
                throw WallFailure("“\(words)” failed: \(answer.words)", exitStatus: 1)
            } else {
                say(
                    "“\(words)” did not work; run it when systemd is there. It says: \(answer.words)"
                )
            }
        }
    }
}
