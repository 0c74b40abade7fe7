"""contract.py PROGRAM CLIP DIALECT: somebody else's client against the fake media server.

The client is jellyfin-apiclient-python, which the servers' own people wrote for Kodi: what it
understands, a client of ours may rely on. One line for each check that fails; exit 0 or 1.
"""
import logging
import os
import queue
import subprocess
import sys
import urllib.request

from jellyfin_apiclient_python import JellyfinClient

failures = []


def check(what, good, found=""):
    """One fact."""
    if not good:
        failures.append(what)
        print(f"not so: {what} {found}".rstrip())


def start(program, clip, dialect):
    """The server, its URL and what it says of its user."""
    server = subprocess.Popen(
        [program, "--dialect", dialect, "--items", "1234", "--base-path", "/media", clip],
        stdout=subprocess.PIPE, text=True)
    said = dict(server.stdout.readline().split(maxsplit=1) for _ in range(4))
    return server, {name: value.strip() for name, value in said.items()}


def sign_in(said):
    """A client that is signed in."""
    client = JellyfinClient()
    client.config.app("Contract", "1.0", "Machine", "contract-1")
    client.config.data["auth.ssl"] = False
    state = client.auth.connect_to_address(said["listening"])
    check("the server is found", state["State"].value == 2, state)
    wrong = client.auth.login(said["listening"], said["user"], "wrong")
    check("a wrong password is refused", not wrong, wrong)
    right = client.auth.login(said["listening"], said["user"], said["password"])
    check("the password is taken", bool(right.get("AccessToken")), right)
    # As its own credentials say it from now on.
    state = client.authenticate({"Servers": client.auth.credentials.get_credentials()["Servers"]},
                                discover=False)
    check("the token is taken", state["State"].value == 3, state)
    return client


def browse(api):
    """The libraries, and all items by pages."""
    views = api.get_views()["Items"]
    check("there are libraries", {"movies", "tvshows"} <= {v["CollectionType"] for v in views})
    items = []
    while True:
        page = api.user_items(params={
            "Recursive": True, "IncludeItemTypes": "Movie,Episode,Video,MusicVideo",
            "SortBy": "SortName", "StartIndex": len(items), "Limit": 500, "IsMissing": False})
        if not page["Items"]:
            break
        items += page["Items"]
    check("every item is listed", len({i["Id"] for i in items}) == page["TotalRecordCount"] == 1234)
    item = api.get_item(items[3]["Id"])
    check("an item is found again", item["Name"] == items[3]["Name"], item)
    check("a search finds it", api.user_items(params={
        "Recursive": True, "SearchTerm": "item 00000003", "Limit": 10})["TotalRecordCount"] == 1)
    return items


def profile(direct):
    """What a player takes: everything, or only what is made for it."""
    limits = [{"Type": "Video", "Conditions": [
        {"Condition": "LessThanEqual", "Property": "Width", "Value": "160"}]}]
    return {
        "MaxStreamingBitrate": 20_000_000 if direct else 200_000,
        "DirectPlayProfiles": [{"Type": "Video"}] if direct else [],
        "TranscodingProfiles": [{"Type": "Video", "Protocol": "hls", "Container": "ts"}],
        "CodecProfiles": [] if direct else limits}


def fetch(url, headers):
    """Bytes, by a request of our own."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.read()


def play(client, item, clip):
    """The file as it is, with everything that is told about it."""
    api = client.jellyfin
    info = api.get_play_info(item["Id"], profile(True))
    source = info["MediaSources"][0]
    check("it plays as it is", source["SupportsDirectPlay"], source)
    url = api.video_url(item["Id"], source["Id"], include_apikey=False)
    headers = {"Authorization": client.http._get_authenication_header()}
    with open(clip, "rb") as file:
        check("the file comes as it is", fetch(url, headers) == file.read())
    length = source["RunTimeTicks"]
    report = {"ItemId": item["Id"], "MediaSourceId": source["Id"], "PlayMethod": "DirectPlay",
              "PlaySessionId": info["PlaySessionId"], "CanSeek": True}
    api.session_playing(report)
    api.session_progress(report | {"PositionTicks": length // 2, "IsPaused": True})
    own = api.get_device("contract-1")
    check("others see what is played", own[0]["NowPlayingItem"]["Id"] == item["Id"], own)
    check("and where", own[0]["PlayState"]["PositionTicks"] == length // 2, own)
    api.session_stop(report | {"PositionTicks": length // 2})
    data = api.get_item(item["Id"])["UserData"]
    check("there is a resume point", data["PlaybackPositionTicks"] == length // 2, data)
    api.favorite(item["Id"], True)
    check("it is a favourite", api.get_item(item["Id"])["UserData"]["IsFavorite"])
    api.favorite(item["Id"], False)


def transcode(client, item, said):
    """A smaller picture, and its end."""
    api = client.jellyfin
    info = api.get_play_info(item["Id"], profile(False))
    source = info["MediaSources"][0]
    check("it must be made smaller", not source["SupportsDirectPlay"], source)
    headers = {"Authorization": client.http._get_authenication_header()}
    # The server writes the token into the address; a header is the better place.
    path, query = source["TranscodingUrl"].split("?")
    query = "&".join(p for p in query.split("&") if p.split("=")[0].lower() not in
                     ("apikey", "api_key"))
    base = f"{said['listening']}{path.rsplit('/', 1)[0]}/"
    lines = fetch(f"{base}master.m3u8?{query}", headers).decode().splitlines()
    check("it is smaller", any("RESOLUTION=160x90" in line for line in lines), lines)
    lines = fetch(base + lines[-1], headers).decode().splitlines()
    segments = [line for line in lines if not line.startswith("#")]
    check("a segment is one", fetch(base + segments[0], headers)[:1] == b"\x47")
    api.close_transcode("contract-1", info["PlaySessionId"])


# What the remote control presses, and what must come of it: the message's type and its data.
BUTTONS = [
    ("play --now {0},{1} --start-index 1 --position 2", "Play",
     {"ItemIds": ["{0}", "{1}"], "PlayCommand": "PlayNow", "StartIndex": 1,
      "StartPositionTicks": 20_000_000}),
    ("play --next {0}", "Play", {"ItemIds": ["{0}"], "PlayCommand": "PlayNext"}),
    ("play --last {1}", "Play", {"ItemIds": ["{1}"], "PlayCommand": "PlayLast"}),
    ("seek 3.5", "Playstate", {"Command": "Seek", "SeekPositionTicks": 35_000_000}),
    *[(word, "Playstate", {"Command": name}) for word, name in (
        ("pause", "Pause"), ("unpause", "Unpause"), ("toggle", "PlayPause"), ("stop", "Stop"),
        ("next", "NextTrack"), ("previous", "PreviousTrack"), ("rewind", "Rewind"),
        ("forward", "FastForward"))],
    *[(word, "GeneralCommand", {"Name": name, "Arguments": values}) for word, name, values in (
        ("volume 40", "SetVolume", {"Volume": "40"}), ("volume-up", "VolumeUp", {}),
        ("volume-down", "VolumeDown", {}), ("mute", "Mute", {}), ("unmute", "Unmute", {}),
        ("toggle-mute", "ToggleMute", {}), ("audio 2", "SetAudioStreamIndex", {"Index": "2"}),
        ("subtitle -1", "SetSubtitleStreamIndex", {"Index": "-1"}),
        ("repeat one", "SetRepeatMode", {"RepeatMode": "RepeatOne"}),
        ("shuffle on", "SetShuffleQueue", {"ShuffleMode": "Shuffle"}),
        ("message 'Good evening' --header Hi --timeout 3", "DisplayMessage",
         {"Header": "Hi", "Text": "Good evening", "TimeoutMs": "3000"}),
        ("display {0} 'An item'", "DisplayContent",
         {"ItemId": "{0}", "ItemName": "An item", "ItemType": "Movie"}),
        ("fullscreen", "ToggleFullscreen", {}), ("home", "GoHome", {}),
        ("unknown", "TakeScreenshot", {}))]]


def filled(value, ids):
    """The expected data with real ids."""
    if isinstance(value, dict):
        return {name: filled(part, ids) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, ids) for part in value]
    return value.format(*ids) if isinstance(value, str) else value


def be_controlled(client, items, said, control):
    """The client's own websocket, as a player that somebody else's remote control finds."""
    heard = queue.Queue()
    client.callback = lambda kind, data: heard.put((kind, data))

    def hear(wanted):
        while True:
            kind, data = heard.get(timeout=10)
            if kind == wanted:
                return data

    api = client.jellyfin
    check("no socket, no remote control", api.get_sessions() == [])
    client.start_wsc()
    hear("WebSocketConnect")
    check("no capabilities, no remote control", api.get_sessions() == [])
    api.post_capabilities({
        "PlayableMediaTypes": ["Video"], "SupportsMediaControl": True,
        "SupportedCommands": ["Play", "PlayState", "SetVolume", "Mute", "DisplayMessage"]})
    shown = api.get_sessions()
    check("it can be controlled", [s["DeviceId"] for s in shown] == ["contract-1"]
          and shown[0]["SupportsRemoteControl"] and "Mute" in shown[0]["SupportedCommands"], shown)
    remote = subprocess.Popen(
        [sys.executable, os.path.join(os.path.dirname(__file__), "remote.py"), said["listening"],
         said["user"], said["password"], "--device", "Machine", "--serve"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    check("the remote control is ready", remote.stdout.readline() == "ready\n")
    ids = [items[5]["Id"], items[6]["Id"]]
    for line, kind, wanted in BUTTONS:
        remote.stdin.write(line.format(*ids) + "\n")
        remote.stdin.flush()
        answer = remote.stdout.readline()
        check(f"“{line}” is taken", answer == "ok\n", answer)
        try:
            data = hear(kind)
        except queue.Empty:
            check(f"“{line}” comes", False)
            continue
        wanted = filled(wanted, ids)
        check(f"“{line}” comes whole", data | wanted == data, data)
    remote.stdin.close()
    check("the remote control ends", remote.wait(timeout=10) == 0)
    # What nobody pressed.
    api.favorite(ids[0], True)
    marked = hear("UserDataChanged")["UserDataList"][0]
    check("a favourite is told", marked["ItemId"] == ids[0] and marked["IsFavorite"], marked)
    fetch(control + "add?count=2", {})
    check("new items are told", len(hear("LibraryChanged")["ItemsAdded"]) == 2)
    fetch(control + "restart?announced=restarting&seconds=0.5", {})
    check("a restart is told", hear("ServerRestarting") is not None)
    # Its library dials again at once, and finds somebody when the server is back.
    while True:
        kind, _ = heard.get(timeout=20)
        if kind == "WebSocketConnect":
            break
    check("after a restart it is unknown", api.get_sessions() == [])
    fetch(control + "add?count=1", {})
    check("the new socket is told", len(hear("LibraryChanged")["ItemsAdded"]) == 1)
    client.wsc.stop_client()


def main():
    program, clip, dialect = sys.argv[1:]
    # A refused connection is what it waits out here.
    logging.disable(logging.ERROR)
    server, said = start(program, clip, dialect)
    try:
        client = sign_in(said)
        items = browse(client.jellyfin)
        play(client, items[3], clip)
        transcode(client, items[4], said)
        control = said["listening"].removesuffix("/media") + "/fake/"
        check("no encoder is left", fetch(control + "encodings", {}) == b"")
        illegal = fetch(control + "illegal", {}).decode()
        check("nothing was against the rules", illegal == "", illegal)
        client.logged_in = True
        client.start()
        be_controlled(client, items, said, control)
        illegal = fetch(control + "illegal", {}).decode()
        check("its websocket keeps to the rules", illegal == "", illegal)
        client.jellyfin.sessions("/Logout", "POST")
        client.stop()
    finally:
        server.terminate()
        server.wait()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
