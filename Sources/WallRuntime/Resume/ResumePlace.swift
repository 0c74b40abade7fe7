import Foundation
import WallPolicy

/// Why the file cannot be used: words that follow its name.
struct ResumeTrouble: Error {
    let words: String

    static func system(_ operation: String, _ number: Int32 = errno) -> ResumeTrouble {
        ResumeTrouble(words: "\(operation): \(String(cString: strerror(number)).lowercased())")
    }
}

/// A small file of the state folder: read whole and checked, written whole or not at all.
struct ResumePlace: Sendable {
    /// 512 cells with paths as long as Linux allows have twice this; real ones a hundredth.
    static let bytesMax = 1 << 20

    let folder: String
    let name: String
    var path: String { "\(folder)/\(name)" }

    /// - Returns: nil when there is no file.
    /// - Throws: when it cannot be used; it is set aside then.
    func read<State: Decodable>(
        _ type: State.Type = ResumeState.self
    ) throws(ResumeTrouble) -> State? {
        // A pipe in its place must not be waited for, a link not followed.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            if errno == ELOOP { throw setAside("is a link") }
            throw .system("cannot be read")
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .system("cannot be read") }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw setAside("is no plain file") }
        guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
            throw setAside("belongs to another user")
        }
        guard facts.st_size <= Self.bytesMax else { throw setAside("is too large") }
        let data = try contents(descriptor)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let refusal as ResumeRefusal {
            throw setAside(refusal.description)
        } catch {
            throw setAside("is damaged")
        }
    }

    private func contents(_ descriptor: Int32) throws(ResumeTrouble) -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while data.count <= Self.bytesMax {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return data }
            if count > 0 {
                data.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw .system("cannot be read")
            }
        }
        throw setAside("is too large")
    }

    /// Moves it out of the way, over the one that was moved there before.
    private func setAside(_ words: String) -> ResumeTrouble {
        let broken = path + ".broken"
        // What is no file keeps rename from replacing it.
        if rename(path, broken) != 0, unlink(broken) == 0 || rmdir(broken) == 0 {
            _ = rename(path, broken)
        }
        var facts = stat()
        let isGone = lstat(path, &facts) != 0
        return ResumeTrouble(words: words + (isGone ? "; it is now \(broken)" : ""))
    }

    /// Writes a file beside it and puts that in its place when it is whole on the disk.
    func write(_ state: some Encodable) throws(ResumeTrouble) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(state) else {
            throw ResumeTrouble(words: "has no form for a figure of the wall")
        }
        guard data.count <= Self.bytesMax else { throw ResumeTrouble(words: "would be too large") }
        try makeFolder()
        let beside = path + ".new"
        // Left by a wall that was killed while it wrote.
        guard unlink(beside) == 0 || errno == ENOENT else { throw .system("cannot be written") }
        let descriptor = open(
            beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot be written") }
        do throws(ResumeTrouble) {
            let failure = Output.write(data, to: descriptor)
            guard failure == 0 else { throw .system("cannot be written", failure) }
            guard fsync(descriptor) == 0 else { throw .system("cannot be written") }
        } catch {
            close(descriptor)
            unlink(beside)
            throw error
        }
        guard close(descriptor) == 0, rename(beside, path) == 0 else {
            let number = errno
            unlink(beside)
            throw .system("cannot be written", number)
        }
        try settleFolder()
    }

    /// Takes the file away; that there is none is as good.
    func remove() { unlink(path) }

    private func makeFolder() throws(ResumeTrouble) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw ResumeTrouble(words: "cannot be written: its folder cannot be made")
        }
    }

    /// Without it the new name may be gone after a power cut.
    private func settleFolder() throws(ResumeTrouble) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot be written") }
        defer { close(descriptor) }
        // EINVAL: this file system has nothing to do for it.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("cannot be written") }
    }
}
