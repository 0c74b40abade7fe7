"""remote.py URL USER PASSWORD [--device NAME] COMMAND…: somebody's remote control.

Signs in on a media server as a second device, with jellyfin-apiclient-python, finds the player
by its device's name or id, and presses its buttons. --serve reads commands from standard input,
one a line, and answers each with one line, `ok` or `error: WHY`, so that the time from a press to
its effect can be measured. PASSWORD may be - : then the first line of standard input is it.

  sessions                    who can be controlled, one a line
  wait [SECONDS]              until the player can be controlled
  play --now|--next|--last|--shuffle ID,ID… [--start-index N] [--position SECONDS]
  pause, unpause, toggle, stop, next, previous, rewind, forward, seek SECONDS
  volume 0-100, volume-up, volume-down, mute, unmute, toggle-mute
  audio N, subtitle N, repeat none|one|all, shuffle on|off
  message TEXT [--header TEXT] [--timeout SECONDS]
  display ID NAME [TYPE], fullscreen, home
  command NAME [KEY=VALUE…]   any command by its name, also by its own route without values
  unknown                     one that servers know and walls do not
  everything ID,ID…           each of them once, one line for each
"""
import argparse
import logging
import shlex
import sys
import time

from jellyfin_apiclient_python import JellyfinClient

TICKS = 10_000_000
# Words of people and of the servers (PlaystateCommand, GeneralCommandType).
PLAYSTATE = {
    "pause": "Pause", "unpause": "Unpause", "toggle": "PlayPause", "stop": "Stop",
    "next": "NextTrack", "previous": "PreviousTrack", "rewind": "Rewind",
    "forward": "FastForward"}
PLAIN = {
    "volume-up": "VolumeUp", "volume-down": "VolumeDown", "mute": "Mute", "unmute": "Unmute",
    "toggle-mute": "ToggleMute", "fullscreen": "ToggleFullscreen", "home": "GoHome",
    "unknown": "TakeScreenshot"}
REPEAT = {"none": "RepeatNone", "one": "RepeatOne", "all": "RepeatAll"}


class Trouble(Exception):
    """What is said and not done."""


class Words(argparse.ArgumentParser):
    """Mistakes in a line are told, and do not end the program."""

    def error(self, message):
        raise Trouble(message)


def parser():
    """The commands' grammar."""
    words = Words(prog="remote", add_help=False)
    commands = words.add_subparsers(dest="command", required=True, parser_class=Words)

    def add(name, *arguments):
        made = commands.add_parser(name, add_help=False)
        for argument, options in arguments:
            made.add_argument(argument, **options)
        return made

    play = add("play", ("ids", {}), ("--start-index", {"type": int}),
               ("--position", {"type": float}))
    when = play.add_mutually_exclusive_group()
    for name, word in (("now", "PlayNow"), ("next", "PlayNext"), ("last", "PlayLast"),
                       ("shuffle", "PlayShuffle")):
        when.add_argument(f"--{name}", dest="when", action="store_const", const=word)
    for name in [*PLAYSTATE, *PLAIN, "sessions"]:
        add(name)
    add("wait", ("seconds", {"type": float, "nargs": "?", "default": 30.0}))
    add("seek", ("seconds", {"type": float}))
    add("volume", ("level", {"type": int}))
    add("audio", ("index", {"type": int}))
    add("subtitle", ("index", {"type": int}))
    add("repeat", ("mode", {"choices": REPEAT}))
    add("shuffle", ("mode", {"choices": ["on", "off"]}))
    add("message", ("text", {}), ("--header", {"default": "A message"}),
        ("--timeout", {"type": float}))
    add("display", ("id", {}), ("name", {}), ("type", {"nargs": "?", "default": "Movie"}))
    add("command", ("name", {}), ("values", {"nargs": "*"}))
    add("everything", ("ids", {}))
    return words


class Remote:
    """A device that controls another."""

    def __init__(self, url, user, password, device, own_id):
        self.client = JellyfinClient()
        self.client.config.app("Remote", "1.0", "Remote", own_id)
        self.client.config.data["auth.ssl"] = False
        if self.client.auth.connect_to_address(url)["State"].value == 0:
            raise Trouble(f"there is no media server at {url}")
        if not self.client.auth.login(url, user, password):
            raise Trouble(f"{user} cannot sign in")
        self.client.logged_in = True
        self.client.start()
        self.api = self.client.jellyfin
        self.device = device
        self.words = parser()
        self.session = None

    def sessions(self):
        """Those that this user may control."""
        return [s for s in self.api.get_sessions() or [] if s["SupportsRemoteControl"]]

    def find(self):
        """The player's session."""
        found = [s for s in self.sessions()
                 if self.device in (None, s["DeviceName"], s["DeviceId"], s["Id"])]
        if not found:
            raise Trouble(f"no player called {self.device} can be controlled")
        if len(found) > 1:
            raise Trouble("several players can be controlled; name one with --device")
        self.session = found[0]["Id"]
        return self.session

    def post(self, path, params=None, json=None):
        """A button's request; once more with the player looked up anew when it is gone."""
        known = self.session
        session = known or self.find()
        try:
            self.api.sessions(f"/{session}/{path}", "POST", params, json)
        except Exception as error:
            if not known or getattr(error, "status", None) != 404 and "404" not in str(error):
                raise
            self.api.sessions(f"/{self.find()}/{path}", "POST", params, json)

    def general(self, name, values=None):
        """A GeneralCommand; without values by its own route."""
        if values is None:
            self.post(f"Command/{name}")
        else:
            self.post("Command", None, {"Name": name, "Arguments": values})

    def press(self, line):
        """One command as words."""
        said = self.words.parse_args(line)
        name = said.command
        if name in PLAYSTATE:
            self.post(f"Playing/{PLAYSTATE[name]}")
        elif name in PLAIN:
            self.general(PLAIN[name])
        else:
            getattr(self, f"press_{name}")(said)

    def press_sessions(self, _):
        """Who can be controlled."""
        for session in self.sessions():
            print(session["Id"], session["DeviceId"], session["DeviceName"], sep="\t")

    def press_wait(self, said):
        """Until the player is there."""
        deadline = time.monotonic() + said.seconds
        while True:
            try:
                self.find()
                return
            except Trouble:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def press_play(self, said):
        """Items by their ids."""
        params = {"playCommand": said.when or "PlayNow", "itemIds": said.ids}
        if said.start_index is not None:
            params["startIndex"] = said.start_index
        if said.position is not None:
            params["startPositionTicks"] = round(said.position * TICKS)
        self.post("Playing", params)

    def press_seek(self, said):
        """To a place."""
        self.post("Playing/Seek", {"seekPositionTicks": round(said.seconds * TICKS)})

    def press_volume(self, said):
        """To a level."""
        self.general("SetVolume", {"Volume": str(said.level)})

    def press_audio(self, said):
        """Another sound track."""
        self.general("SetAudioStreamIndex", {"Index": str(said.index)})

    def press_subtitle(self, said):
        """Other subtitles; -1 for none."""
        self.general("SetSubtitleStreamIndex", {"Index": str(said.index)})

    def press_repeat(self, said):
        """What comes after the last."""
        self.general("SetRepeatMode", {"RepeatMode": REPEAT[said.mode]})

    def press_shuffle(self, said):
        """In which order."""
        self.general("SetShuffleQueue",
                     {"ShuffleMode": "Shuffle" if said.mode == "on" else "Sorted"})

    def press_message(self, said):
        """A few words on the screen."""
        body = {"Header": said.header, "Text": said.text}
        if said.timeout is not None:
            body["TimeoutMs"] = round(said.timeout * 1000)
        self.post("Message", None, body)

    def press_display(self, said):
        """An item's page."""
        self.post("Viewing", {"itemId": said.id, "itemName": said.name, "itemType": said.type})

    def press_command(self, said):
        """Any, known here or not."""
        values = dict(value.split("=", 1) if "=" in value else (value, "")
                      for value in said.values)
        self.general(said.name, values or None)

    def press_everything(self, said):
        """Each button once."""
        first = said.ids.split(",")[0]
        for line in (
                ["play", "--now", said.ids, "--start-index", "1", "--position", "2"],
                ["play", "--next", first], ["play", "--last", first], *([n] for n in PLAYSTATE),
                ["seek", "3"], ["volume", "40"], ["audio", "1"], ["subtitle", "-1"],
                ["repeat", "all"], ["shuffle", "on"], ["message", "Hello", "--timeout", "3"],
                ["display", first, "An item"], *([n] for n in PLAIN)):
            self.press(line)
            print("pressed", shlex.join(line))


def tried(remote, line):
    """One line's answer."""
    try:
        remote.press(line)
        return "ok"
    except Exception as error:  # whatever the client's library throws is its answer
        return f"error: {' '.join(str(error).split()) or type(error).__name__}"


def main():
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("url")
    words.add_argument("user")
    words.add_argument("password")
    words.add_argument("--device", help="the player's name, its device's id or its session's")
    words.add_argument("--own-id", default="remote-1", help="this device's id")
    words.add_argument("--serve", action="store_true", help="commands from standard input")
    # The first word behind the options begins the command, whose own options come after it.
    given = sys.argv[1:]
    end = 3
    while end < len(given) and given[end].startswith("--"):
        end += 1 if given[end] == "--serve" or "=" in given[end] else 2
    said = words.parse_args(given[:end])
    logging.disable(logging.CRITICAL)
    password = sys.stdin.readline().rstrip("\n") if said.password == "-" else said.password
    try:
        remote = Remote(said.url, said.user, password, said.device, said.own_id)
    except Trouble as trouble:
        sys.exit(f"error: {trouble}")
    if not said.serve:
        answer = tried(remote, given[end:])
        remote.client.stop()
        if answer != "ok":
            sys.exit(answer)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            line = shlex.split(line)
        except ValueError as error:
            print(f"error: {error}", flush=True)
            continue
        if line:
            print(tried(remote, line), flush=True)
    remote.client.stop()


if __name__ == "__main__":
    main()
