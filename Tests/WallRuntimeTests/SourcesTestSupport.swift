import Foundation
import Glibc
import Testing
import WallPolicy

@testable import WallRuntime

/// A folder of real files that goes when the test is over.
final class SourcesFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/hyperwall-sources-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError(code: errno) }
        let made = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = try FileSystem.resolved(made).get()
    }

    deinit {
        // Folders that a test closed are opened first.
        for name in FileManager.default.enumerator(atPath: path) ?? NSEnumerator() {
            _ = chmod("\(path)/\(name)", 0o700)
        }
        #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Makes a folder with all above it.
    @discardableResult
    func folder(_ name: String) -> String {
        var whole = path
        for part in name.split(separator: "/") {
            whole += "/" + part
            if mkdir(whole, 0o755) != 0 { #expect(errno == EEXIST) }
        }
        return whole
    }

    /// Makes a file, last written an hour ago: nobody is copying it.
    @discardableResult
    func file(_ name: String, _ text: String = "x") throws -> String {
        if let slash = name.lastIndex(of: "/") { folder(String(name[..<slash])) }
        let file = try OpenFile(path + "/" + name)
        file.write(text)
        file.close(secondsAgo: 3600)
        return path + "/" + name
    }

    func link(_ name: String, to target: String) {
        #expect(symlink(target, path + "/" + name) == 0)
    }

    func move(_ name: String, to other: String) {
        #expect(rename(path + "/" + name, path + "/" + other) == 0)
    }

    func delete(_ name: String) { #expect(remove(path + "/" + name) == 0) }
}

/// A file that somebody is writing.
final class OpenFile {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw FileError(code: errno) }
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    func close(secondsAgo: Int = 0) {
        if secondsAgo > 0 {
            let then = timespec(tv_sec: time(nil) - secondsAgo, tv_nsec: 0)
            #expect(futimens(descriptor, [then, then]) == 0)
        }
        #expect(Glibc.close(descriptor) == 0)
    }
}

extension SourceCatalogue {
    /// Paths and URLs of the items.
    var addresses: [String] {
        items.map {
            switch $0.location {
            case .file(let path): path
            case .url(let url): url
            case .demo(let graph): graph
            case .server: ""
            }
        }
    }
}

/// A look at sources with a network that knows these lists.
func look(_ sources: [String], from folder: String = "/", lists: [String: String] = [:])
    -> SourceCatalogue
{
    SourceScanner.look(
        sources: sources, places: SourcePlaces(home: nil, workingFolder: folder),
        fetchList: { url in
            lists[url].map { .success(Array($0.utf8)) }
                ?? .failure(ListFetchFailure(reason: "the server answered 404"))
        })
}
