import FaultyServer

extension FakeSite {
    /// The answer of the route.
    func handle(_ route: Route, _ call: Call) throws(Refusal) -> SiteAnswer {
        switch route {
        case .publicInfo, .info: publicInfo()
        case .ping: ping()
        case .signIn: try signIn(call)
        case .signOut: signOut(call)
        case .me: try me(call)
        case .users, .publicUsers: users()
        case .user: try user(call)
        case .quickEnabled: Answers.json(.flag(options.allowsQuickConnect))
        case .quickBegin: try quickBegin(call)
        case .quickState: try quickState(call)
        case .quickSignIn: try quickSignIn(call)
        case .quickAuthorize: try quickAuthorize(call)
        case .views: try views(call)
        case .items: try items(call)
        case .item, .channel: try item(call)
        case .playlist: try playlist(call)
        case .channels: try channels(call)
        case .image: try image(call)
        case .favorite: try mark(call) { $0.isFavorite = $1 }
        case .played:
            try mark(call) {
                $0.played = $1
                $0.positionTicks = 0
            }
        case .playbackInfo: try playbackInfo(call)
        case .liveOpen: try openLive(call)
        case .liveClose: try closeLive(call)
        case .stream: try stream(call)
        case .master: try masterPlaylist(call)
        case .variant: try variantPlaylist(call)
        case .segment: try segment(call)
        case .stopEncoding: try stopEncoding(call)
        case .sessions: sessions(call)
        case .began: try playBegan(call)
        case .progress: try playProgress(call)
        case .stopped: try playStopped(call)
        case .keepAlive: try playPing(call)
        case .capabilities: try capabilities(call)
        // Its place is wherever a client asks for an upgrade.
        case .socket: throw Refusal(400, "asks for a websocket without an upgrade")
        case .remotePlay: try remotePlay(call)
        case .remoteState: try remoteState(call)
        case .remoteCommand: try remoteCommand(call)
        case .remoteAny: try remoteAny(call)
        case .remoteMessage: try remoteMessage(call)
        case .remoteView: try remoteView(call)
        case .file: try redirected(call)
        }
    }
}
