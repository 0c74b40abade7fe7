import Glibc

/// The three pipes of a program that runs. They must be closed.
struct ChildPipes {
    /// Their ends, by their own descriptor: input, output, complaint.
    private(set) var theirs: [Int32] = [-1, -1, -1]
    private var ours: [Int32] = [-1, -1, -1]
    /// What came on standard output.
    private(set) var output: [UInt8] = []
    /// What came on standard error.
    private(set) var complaint: [UInt8] = []

    /// Nothing is said to the program and nothing heard: it has /dev/null.
    mutating func openNothing(_ program: String) throws(HostError) {
        for index in 0..<3 {
            theirs[index] = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
            guard theirs[index] >= 0 else { throw HostError(program, "be started", errno) }
        }
    }

    mutating func open(_ program: String) throws(HostError) {
        for index in 0..<3 {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw HostError(program, "be started", errno) }
            let (mine, other) = index == 0 ? (ends[1], ends[0]) : (ends[0], ends[1])
            ours[index] = mine
            theirs[index] = other
            guard fcntl(mine, F_SETFD, FD_CLOEXEC) == 0, fcntl(other, F_SETFD, FD_CLOEXEC) == 0,
                fcntl(mine, F_SETFL, O_NONBLOCK) == 0
            else { throw HostError(program, "be started", errno) }
        }
    }

    mutating func closeTheirs() {
        for index in 0..<3 { Self.end(&theirs[index]) }
    }

    mutating func close() {
        closeTheirs()
        for index in 0..<3 { Self.end(&ours[index]) }
    }

    /// Moves what can be moved, after waiting for it at most so long; returns whether
    /// anything may still come.
    mutating func move(
        _ input: inout ArraySlice<UInt8>, bytesMax: Int, milliseconds: Int
    ) -> Bool {
        if input.isEmpty { Self.end(&ours[0]) }
        guard ours.contains(where: { $0 >= 0 }) else { return false }
        var list = ours.enumerated().map { index, file in
            pollfd(fd: file, events: Int16(index == 0 ? POLLOUT : POLLIN), revents: 0)
        }
        guard poll(&list, nfds_t(list.count), Int32(milliseconds)) > 0 else { return true }
        if list[0].revents != 0 { send(&input) }
        if list[1].revents != 0 { output += receive(1, bytesMax - output.count) }
        if list[2].revents != 0 { complaint += receive(2, bytesMax - complaint.count) }
        return true
    }

    private mutating func send(_ input: inout ArraySlice<UInt8>) {
        let count = input.withUnsafeBytes { write(ours[0], $0.baseAddress, $0.count) }
        if count > 0 {
            input = input.dropFirst(count)
        } else if count < 0, errno != EAGAIN, errno != EINTR {
            // It does not listen any more.
            input = []
        }
        if input.isEmpty { Self.end(&ours[0]) }
    }

    /// What has come; empty, too, when nothing ever will.
    private mutating func receive(_ index: Int, _ bytesMax: Int) -> ArraySlice<UInt8> {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = read(ours[index], &buffer, buffer.count)
        if count > 0 { return buffer[..<count].prefix(max(0, bytesMax)) }
        if count == 0 || (errno != EAGAIN && errno != EINTR) { Self.end(&ours[index]) }
        return []
    }

    private static func end(_ file: inout Int32) {
        guard file >= 0 else { return }
        Glibc.close(file)
        file = -1
    }
}
