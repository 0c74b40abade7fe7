/// One request in the air, on its first hop or a later one. It must be closed.
final class Transfer {
    /// What was handed over.
    let submission: Submission
    /// What libcurl works on now.
    private(set) var hop: Hop
    private var course: RedirectCourse
    private let settings: HTTPClientSettings

    /// A transfer whose first hop is ready to be added.
    init(_ submission: Submission, _ settings: HTTPClientSettings) throws(CurlError) {
        self.submission = submission
        self.settings = settings
        course = RedirectCourse(submission.request, origin: submission.origin)
        hop = try Hop(submission.request, settings)
    }

    /// What comes of an answer: the reply, or nil when the next hop is ready to be added.
    /// - Throws: `HTTPFailure` when it has been sent on too often.
    func take(_ answer: HopAnswer) throws(HTTPFailure) -> HTTPReply? {
        switch course.take(status: answer.status, location: answer.location) {
        case .ends(let redirect):
            return answer.reply(url: course.request.url, redirect: redirect)
        case .tooMany:
            throw .tooManyRedirects
        case .goesOn:
            do {
                let next = try Hop(course.request, settings)
                hop.close()
                hop = next
            } catch {
                throw HTTPFailure(error)
            }
            return nil
        }
    }

    /// Gives back what libcurl gave. The hop was removed from its multi handle before.
    func close() { hop.close() }
}

extension HTTPFailure {
    /// A call of libcurl that should not fail.
    init(_ error: CurlError) {
        self = .unreachable(detail: "the request could not be made (\(error.words))")
    }

    /// A call of libcurl's multi interface that should not fail.
    init(_ error: CurlMultiError) {
        self = .unreachable(detail: "the request could not be made (\(error.words))")
    }
}
