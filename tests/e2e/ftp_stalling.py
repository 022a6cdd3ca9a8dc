"""FTP servers that fall silent somewhere, and go on when all others have what they wanted."""
import threading

import ftp_peer

CONTENT = bytes(range(256)) * 4096
# "": before anybody is greeted. "half": in the middle of each answer. "data", "226": before and behind what is sent there.
STAGES = ("", "half", "USER", "PASS", "PWD", "EPSV", "EPRT", "TYPE", "SIZE", "RETR", "data", "226", "QUIT")
PATIENCE = 60  # seconds until a silence is a failure


class Others:
    """Those that are let through."""

    def __init__(self, count):
        self.count, self.lock, self.all_done = count, threading.Lock(), threading.Event()

    def one_is_done(self):
        with self.lock:
            self.count -= 1
            if not self.count:
                self.all_done.set()


class Session(ftp_peer.Session):
    def _wait_for_end(self):
        if not self.peer.others.all_done.wait(PATIENCE):
            raise ftp_peer.Gone

    def _say(self, said):
        if self.peer.silent == "half":
            self.control.sendall(said[:2])
            self._wait_for_end()
            said = said[2:]
        super()._say(said)

    def _close_data(self):
        last = super()._close_data()
        if self.peer.silent == "226":
            self._wait_for_end()
        if self.peer.silent is None:
            self.peer.others.one_is_done()
        return last


class Stalling(ftp_peer.Peer):
    def __init__(self, others, silent=None):
        self.others = others
        super().__init__({"file": CONTENT}, silent)

    def session(self, control):
        return Session(self, control)
