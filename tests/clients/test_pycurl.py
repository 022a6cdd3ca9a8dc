"""Debian's pycurl, which asks for libcurl-gnutls, in a process of its own for each test."""
import json

import client
import echo
import ftp_servers

PRELUDE = """
import io, json, sys
import pycurl
url = sys.argv[1]

def handle(url, **options):
    c = pycurl.Curl()
    c.setopt(c.URL, url)
    for name, value in options.items():
        c.setopt(getattr(c, name), value)
    return c

def run(c):
    out = io.BytesIO()
    c.setopt(c.WRITEDATA, out)
    c.perform()
    return out.getvalue()

def say(what):
    print(json.dumps(what))
"""


class PyCurl(client.SecuredTest):
    program = "/usr/bin/python3"
    environment = {"PYTHONFAULTHANDLER": "1"}

    def python(self, url, text):
        return json.loads(self.ok("-c", PRELUDE + text, url))

    def test_it_is_our_library_that_runs(self):
        version = self.python("", "say(pycurl.version)")
        self.assertIn("sluice/", version)
        self.assertIn(" GnuTLS/", version)

    # ---- https ----

    def test_https(self):
        said = self.python(self.secured.url + "/hello", f"""
c = handle(url, CAINFO={self.ca.cert!r}, OPT_CERTINFO=1)
body = run(c).decode()
certs = c.getinfo(pycurl.INFO_CERTINFO)
say([body, c.getinfo(pycurl.SSL_VERIFYRESULT), dict(certs[0])["Subject"], dict(certs[0])["Cert"][:27]])""")
        self.assertEqual(said, ["hello\n", 0, "CN = server", "-----BEGIN CERTIFICATE-----"])

    def test_a_peer_that_nobody_vouches_for(self):
        said = self.python(self.secured.url + "/hello", """
try: run(handle(url))
except pycurl.error as e: say(list(e.args))
""")
        self.assertEqual(said[0], 60)
        self.assertIn("localhost", said[1])
        said = self.python(self.secured.url + "/hello", "say(run(handle(url, SSL_VERIFYPEER=0)).decode())")
        self.assertEqual(said, "hello\n")

    def test_a_client_shows_who_it_is(self):
        cert, key = self.ca.issue("client", extensions="basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n")
        said = self.python(self.secured.url + "/who", f"""
say(run(handle(url, CAINFO={self.ca.cert!r}, SSLCERT={cert!r}, SSLKEY={key!r})).decode())""")
        self.assertEqual(said, "CN=client")

    def test_many_over_https(self):
        said = self.python(self.secured.url + "/large", f"""
m = pycurl.CurlMulti()
handles = []
for i in range(10):
    c = handle(url, CAINFO={self.ca.cert!r})
    c.out = io.BytesIO()
    c.setopt(c.WRITEDATA, c.out)
    m.add_handle(c)
    handles.append(c)
running = 1
while running:
    code, running = m.perform()
    m.select(1.0)
left, good, bad = m.info_read()
say([len(good), len(bad), [len(c.out.getvalue()) for c in handles] == [2000000] * 10])""")
        self.assertEqual(said, [10, 0, True])

    # ---- failures ----

    def test_errors(self):
        said = self.python("http://nowhere.invalid/", """
try: run(handle(url))
except pycurl.error as e: say([e.args[0], e.args[1]])""")
        self.assertEqual(said[0], 6)
        self.assertIn("nowhere.invalid", said[1])

    def test_a_callback_that_raises(self):
        said = self.python(self.url("/hello"), """
def refuse(data): raise ValueError(data)
sys.stderr = io.StringIO()
try: handle(url, WRITEFUNCTION=refuse).perform()
except pycurl.error as e: say(e.args[0])""")
        self.assertEqual(said, 23)

    def test_an_open_socket_callback_that_refuses(self):
        said = self.python(self.url("/hello"), """
asked = []
def refuse(purpose, address): asked.append(address[3][1]); return pycurl.SOCKET_BAD
try: run(handle(url, OPENSOCKETFUNCTION=refuse))
except pycurl.error as e: say([e.args[0], asked])""")
        self.assertEqual(said, [7, [self.nginx.port]])

    # ---- requests ----

    def test_requests(self):
        for options, holds in (
            ({}, lambda e: e.method == "GET"),
            ({"HTTPHEADER": ["X-A: 1"]}, lambda e: e.headers["x-a"] == "1"),
            ({"POSTFIELDS": "a=b&c"}, lambda e: (e.method, e.body) == ("POST", b"a=b&c")),
            ({"COOKIE": "a=b"}, lambda e: e.headers["cookie"] == "a=b"),
            ({"CUSTOMREQUEST": "PATCH", "COPYPOSTFIELDS": "x"}, lambda e: (e.method, e.body) == ("PATCH", b"x")),
            ({"RANGE": "1-2"}, lambda e: e.headers["range"] == "bytes=1-2"),
        ):
            with self.subTest(options):
                said = self.python(self.echo_url(), f"say(run(handle(url, **{options!r})).decode())")
                self.assertTrue(holds(echo.Echoed(said)), said)

    def test_upload_and_seek(self):
        said = self.python(self.echo_url(), """
c = handle(url, UPLOAD=1, READDATA=io.BytesIO(b"body"), INFILESIZE=4)
say(run(c).decode())""")
        self.assertEqual(echo.Echoed(said).body, b"body")

    # ---- answers ----

    def test_headers_progress_debug_and_info(self):
        said = self.python(self.url("/large"), """
lines, seen, kinds = [], [], set()
c = handle(url, HEADERFUNCTION=lambda l: lines.append(l.decode()), NOPROGRESS=0, VERBOSE=1,
           XFERINFOFUNCTION=lambda total, now, up_total, up: seen.append((total, now)),
           DEBUGFUNCTION=lambda kind, data: kinds.add(kind))
size = len(run(c))
say([lines[0], seen[-1], sorted(kinds), size, c.getinfo(c.RESPONSE_CODE), c.getinfo(c.SIZE_DOWNLOAD),
     c.getinfo(c.PRIMARY_IP), c.getinfo(c.TOTAL_TIME) > 0])""")
        self.assertEqual(said, ["HTTP/1.1 200 OK\r\n", [2000000, 2000000], [0, 1, 2, 3], 2000000, 200, 2000000.0,
                                "127.0.0.1", True])

    def test_gate_callbacks(self):
        said = self.python(self.url("/hello"), """
import socket
log = []
def open_socket(purpose, address):
    log.append("open")
    return socket.socket(address[0], address[1], address[2])
# Without FORBID_REUSE pycurl is called back from close(), which it does not survive on any libcurl.
c = handle(url, FORBID_REUSE=1, OPENSOCKETFUNCTION=open_socket, SOCKOPTFUNCTION=lambda fd, purpose: log.append("setup") or 0,
           CLOSESOCKETFUNCTION=lambda fd: log.append("close") or 0)
run(c)
say(log)""")
        self.assertEqual(said, ["open", "setup", "close"])

    # ---- multi and share ----

    def test_multi(self):
        said = self.python(self.echo_url(), """
m = pycurl.CurlMulti()
handles = []
for i in range(60):
    c = handle(f"{url}?{i}")
    c.out = io.BytesIO()
    c.setopt(c.WRITEDATA, c.out)
    m.add_handle(c)
    handles.append(c)
running = 1
while running:
    code, running = m.perform()
    m.select(1.0)
left, good, bad = m.info_read()
say([left, len(good), len(bad), [json.loads(c.out.getvalue())["target"] for c in handles] == [f"/echo?{i}" for i in range(60)]])""")
        self.assertEqual(said, [0, 60, 0, True])

    def test_share(self):
        said = self.python(f"http://localhost:{self.nginx.port}/hello", """
s = pycurl.CurlShare()
s.setopt(pycurl.SH_SHARE, pycurl.LOCK_DATA_DNS)
say([run(handle(url, SHARE=s)).decode() for i in range(3)])""")
        self.assertEqual(said, ["hello\n"] * 3)

    def test_a_form(self):
        self.write("f", b"from a file")
        said = self.python(self.echo_url(), """
c = handle(url, HTTPPOST=[("a", "b"), ("f", (pycurl.FORM_FILE, "f", pycurl.FORM_CONTENTTYPE, "text/x")),
                          ("m", (pycurl.FORM_BUFFER, "name", pycurl.FORM_BUFFERPTR, b"in memory"))])
say(run(c).decode())""")
        body = echo.Echoed(said).body
        for part in (b'name="a"\r\n\r\nb\r\n', b'filename="f"\r\nContent-Type: text/x\r\n\r\nfrom a file\r\n',
                     b'filename="name"', b"in memory"):
            self.assertIn(part, body)

    def test_an_event_loop_of_the_programs_own(self):
        said = self.python(self.echo_url(), """
import select, time
poller, due, fds = select.epoll(), [None], {}
def on_socket(what, fd, multi, data):
    if what == pycurl.POLL_REMOVE:
        poller.unregister(fd)
        del fds[fd]
        return
    events = (select.EPOLLIN if what & pycurl.POLL_IN else 0) | (select.EPOLLOUT if what & pycurl.POLL_OUT else 0)
    if fd in fds: poller.modify(fd, events)
    else: poller.register(fd, events)
    fds[fd] = events
def on_timer(ms): due[0] = None if ms < 0 else time.monotonic() + ms / 1000
m = pycurl.CurlMulti()
m.setopt(pycurl.M_SOCKETFUNCTION, on_socket)
m.setopt(pycurl.M_TIMERFUNCTION, on_timer)
handles = []
for i in range(60):
    c = handle(f"{url}?{i}")
    c.out = io.BytesIO()
    c.setopt(c.WRITEDATA, c.out)
    m.add_handle(c)
    handles.append(c)
_, running = m.socket_action(pycurl.SOCKET_TIMEOUT, 0)
until = time.monotonic() + 30
while running and time.monotonic() < until:
    wait = 1 if due[0] is None else max(0, due[0] - time.monotonic())
    for fd, events in poller.poll(wait):
        bits = (pycurl.CSELECT_IN if events & ~select.EPOLLOUT else 0) | (pycurl.CSELECT_OUT if events & select.EPOLLOUT else 0)
        _, running = m.socket_action(fd, bits)
    if due[0] is not None and due[0] <= time.monotonic():
        due[0] = None
        _, running = m.socket_action(pycurl.SOCKET_TIMEOUT, 0)
say([running, [json.loads(c.out.getvalue())["target"] for c in handles] == [f"/echo?{i}" for i in range(60)]])""")
        self.assertEqual(said, [0, True])

    # ---- ftp ----

    def test_ftp_over_tls(self):
        """With GnuTLS, to a server that wants the session of the dialogue on connections for data."""
        one = ftp_servers.Vsftpd(*self.ca.issue("ftp"), required=True)
        self.addCleanup(one.stop)
        for i in range(20):
            one.file(f"many{i}", str(i) * 1000)
        said = self.python(one.url, f"""
more = dict(USERPWD="{one.user}:{one.password}", USE_SSL=pycurl.USESSL_ALL, CAINFO={self.ca.cert!r})
data = b"x" * 300000
for i in range(3):
    run(handle(f"{{url}}/up/file{{i}}", UPLOAD=1, READDATA=io.BytesIO(data), INFILESIZE=len(data), **more))
m = pycurl.CurlMulti()
handles = []
for i in range(20):
    c = handle(f"{{url}}/many{{i}}", **more)
    c.out = io.BytesIO()
    c.setopt(c.WRITEDATA, c.out)
    m.add_handle(c)
    handles.append(c)
running = 1
while running:
    code, running = m.perform()
    m.select(1.0)
left, good, bad = m.info_read()
say([len(good), [(b[1], b[2]) for b in bad], [c.out.getvalue() == str(i).encode() * 1000 for i, c in enumerate(handles)],
     handles[0].getinfo(pycurl.FTP_ENTRY_PATH)])""")
        self.assertEqual(said, [20, [], [True] * 20, "/"])
        for i in range(3):
            with open(one.root(f"up/file{i}"), "rb") as f:
                self.assertEqual(f.read(), b"x" * 300000)

    def test_the_gate_sees_both_connections_of_ftp(self):
        one = ftp_servers.Pyftpd()
        self.addCleanup(one.stop)
        one.file("small", "small\n")
        said = self.python(one.url + "/small", """
import socket
log = []
def open_socket(purpose, address):
    log.append(address[3][1])
    return socket.socket(address[0], address[1], address[2])
c = handle(url, FORBID_REUSE=1, OPENSOCKETFUNCTION=open_socket, CLOSESOCKETFUNCTION=lambda fd: log.append("close") or 0)
say([run(c).decode(), log])""")
        body, log = said
        self.assertEqual(body, "small\n")
        self.assertEqual(log[0], one.port)
        self.assertEqual([type(what) for what in log], [int, int, str, str])


if __name__ == "__main__":
    client.main()
