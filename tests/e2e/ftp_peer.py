"""A small FTP server of our own: it does at will what real ones do by accident. It is slow, falls silent, says what it is
told to, ends in the middle of a file, and takes TLS off again (CCC)."""
import socket
import ssl
import threading
import time

PIECE = 16384


class Gone(Exception):
    """The session is over."""


class Peer:
    """Whoever logs in reads and writes `files`, a dictionary from paths to bytes.

    silent: a command that is never answered, nor anything behind it ("": nobody is greeted; "data": data connections carry
    nothing).
    pause: seconds before each byte of an answer, and before each piece of a file.
    answers: what is said, and nothing done, by command; bytes, with their line ends; None: the connection is closed.
    cut: bytes of a file after which all connections of its session are closed.
    cert, key: TLS is offered. ends_tls: after CCC it takes TLS off without waiting for the client to do so, too."""

    def __init__(self, files=None, silent=None, pause=0, answers=None, cut=None, cert=None, key=None, ends_tls=False):
        self.files = dict(files or {})
        self.silent, self.pause, self.answers, self.cut = silent, pause, answers or {}, cut
        self.ends_tls, self.tls = ends_tls, None
        if cert:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(cert, key)
        self.said = []  # by clients, of all sessions
        self.sessions = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.url = f"ftp://{'localhost' if cert else '127.0.0.1'}:{self.port}"
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                control = self.listener.accept()[0]
            except OSError:
                return
            session = self.session(control)
            self.sessions.append(session)
            session.thread.start()

    def session(self, control):
        return Session(self, control)

    def commands(self):
        """All that clients have said, in order; without passwords."""
        return [line for line in self.said if not line.startswith("PASS ")]

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()
        for session in self.sessions:
            session.stop()


class Session:
    """One control connection. A method on_NAME answers a command: it gives a line, or None if it has answered itself."""

    def __init__(self, peer, control):
        self.peer, self.control = peer, control
        self.data = self.listener = self.active = None
        self.offset, self.is_private, self.closing = 0, False, False
        self.thread = threading.Thread(target=self._run, daemon=True)

    # ---- the dialogue ----

    def _run(self):
        try:
            self._answer("", "")
            for line in self._lines():
                self.peer.said.append(line)
                name, _, argument = line.partition(" ")
                self._answer(name.upper(), argument)
        except (Gone, OSError, ValueError):
            pass
        finally:
            for one in (self.data, self.listener, self.control):
                if one:
                    one.close()

    def _lines(self):
        held = b""
        while not self.closing:
            line, end, rest = held.partition(b"\r\n")
            if end:
                held = rest
                yield line.decode("latin-1")
                continue
            more = self.control.recv(PIECE)
            if not more:
                return
            held += more

    def _answer(self, name, argument):
        if name == self.peer.silent:
            self._wait_for_end()
        if name in self.peer.answers:
            self._say(self.peer.answers[name])
            return
        handler = getattr(self, "on_" + name.lower(), None)
        line = handler(argument) if handler else "502 never heard of it"
        if line:
            self._say(line.encode("latin-1") + b"\r\n")

    def _say(self, said):
        if said is None:
            raise Gone
        self._send(self.control, said, 1 if self.peer.pause else PIECE)

    def _send(self, to, text, piece):
        for at in range(0, len(text), piece):
            if self.peer.pause:
                time.sleep(self.peer.pause)
            to.sendall(text[at:at + piece])

    def _wait_for_end(self):
        while self.control.recv(PIECE):
            pass
        raise Gone

    def stop(self):
        for one in (self.data, self.listener, self.control):
            try:
                if one:
                    one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.thread.join()

    # ---- who one is ----

    def on_(self, _):
        return "220 ready"

    def on_user(self, _):
        return "331 and the password?"

    def on_pass(self, _):
        return "230 come in"

    def on_auth(self, _):
        if not self.peer.tls:
            return "502 no TLS"
        self._say(b"234 go ahead\r\n")
        self.control = self.peer.tls.wrap_socket(self.control, server_side=True)
        return None

    def on_pbsz(self, _):
        return "200 ok"

    def on_prot(self, level):
        self.is_private = level == "P"
        return "200 ok"

    def on_ccc(self, _):
        self._say(b"200 in clear from here\r\n")
        if not self.peer.ends_tls:
            self.control = self.control.unwrap()
            return
        self.control.setblocking(False)
        try:
            self.control.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.control = socket.socket(fileno=self.control.detach())
        self.control.setblocking(True)

    @staticmethod
    def _take_off_tls(sock):
        """The other side may have closed without a word."""
        try:
            return sock.unwrap()
        except OSError:
            return sock

    # ---- files ----

    def on_pwd(self, _):
        return '257 "/" is here'

    def on_type(self, _):
        return "200 ok"

    def on_cwd(self, _):
        return "250 ok"

    def on_rest(self, offset):
        self.offset = int(offset)
        return "350 go on"

    def on_size(self, path):
        content = self.peer.files.get(path.strip("/"))
        return "550 none" if content is None else f"213 {len(content)}"

    def on_mdtm(self, path):
        return "213 20200101000000" if path.strip("/") in self.peer.files else "550 none"

    def on_noop(self, _):
        return "200 ok"

    def on_quit(self, _):
        self.closing = True
        return "221 bye"

    # ---- data connections ----

    def _listen(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        return self.listener.getsockname()[1]

    def on_epsv(self, _):
        return f"229 there (|||{self._listen()}|)"

    def on_pasv(self, _):
        port = self._listen()
        return f"227 there (127,0,0,1,{port >> 8},{port & 255})"

    def on_eprt(self, where):
        _, _, host, port, _ = where.split(where[0])
        self.active = host, int(port)
        return "200 ok"

    def on_port(self, where):
        numbers = [int(n) for n in where.split(",")]
        self.active = ".".join(map(str, numbers[:4])), numbers[4] << 8 | numbers[5]
        return "200 ok"

    def _open_data(self):
        self._say(b"150 here it comes\r\n")
        if self.active:
            self.data = socket.create_connection(self.active, 10)
        else:
            self.data = self.listener.accept()[0]
            self.listener.close()
        self.listener = self.active = None
        if self.is_private:
            self.data = self.peer.tls.wrap_socket(self.data, server_side=True)
        if self.peer.silent == "data":
            self._wait_for_end()

    def _close_data(self):
        if self.is_private:
            self.data = self._take_off_tls(self.data)
        self.data.close()
        self.data = None
        return "226 done"

    def _give(self, content):
        rest = content[self.offset:]
        self.offset = 0
        self._open_data()
        if self.peer.cut is not None and len(rest) > self.peer.cut:
            self._send(self.data, rest[:self.peer.cut], PIECE)
            raise Gone
        self._send(self.data, rest, PIECE)
        return self._close_data()

    def on_retr(self, path):
        content = self.peer.files.get(path.strip("/"))
        return "550 none" if content is None else self._give(content)

    def on_list(self, _):
        lines = (f"-rw-r--r-- 1 u g {len(content)} Jan 1 2020 {path}" for path, content in self.peer.files.items())
        return self._give("".join(line + "\r\n" for line in lines).encode())

    def on_nlst(self, _):
        return self._give("".join(path + "\r\n" for path in self.peer.files).encode())

    def _take(self, path, before):
        self._open_data()
        content = bytearray(before)
        while piece := self.data.recv(PIECE):
            if self.peer.pause:
                time.sleep(self.peer.pause)
            content += piece
            self.peer.files[path.strip("/")] = bytes(content)
            if self.peer.cut is not None and len(content) - len(before) > self.peer.cut:
                raise Gone
        self.peer.files[path.strip("/")] = bytes(content)
        return self._close_data()

    def on_stor(self, path):
        return self._take(path, b"")

    def on_appe(self, path):
        return self._take(path, self.peer.files.get(path.strip("/"), b""))
