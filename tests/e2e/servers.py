"""Other real servers for one test each: apache2, an HTTP proxy, a SOCKS proxy. Each has its own folder and a free port on
the loopback, and is ended by its process id."""
import base64
import ctypes
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import command
import server

USER, PASSWORD, REALM = "me", "secret", "e2e"


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def end_with_parent():
    """A test that is killed leaves no server behind."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """A subclass writes its configuration in `dir`, and says in `arguments` how it is started in the foreground."""

    name = None
    host = "127.0.0.1"  # where it listens
    environment = {}  # beside the test's own

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix=f"sluice-{self.name}-")
        os.chmod(self.dir, 0o755)
        self.port = server.free_port()
        self.address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        self.run()

    def run(self):
        """Start it; after `kill` once more, as it was."""
        with open(self.path("log"), "ab") as log:
            # in a group of its own, because apache2 ends all of the group that it is in
            self.process = subprocess.Popen(self.arguments(), stdout=log, stderr=log, start_new_session=True,
                                            preexec_fn=end_with_parent, env={**os.environ, **self.environment})
        self._wait()

    def kill(self):
        """All at once, with what it has open."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def arguments(self):
        raise NotImplementedError

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, content, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)
        return path

    def _wait(self):
        for _ in range(250):
            try:
                socket.create_connection((self.host, self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        log = self.log()
        self.stop()
        raise RuntimeError(f"{self.name} does not start: {log}")

    def log(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


class Apache(Server):
    """/plain/, /basic/ and /digest/ have the same files; the latter two want USER and PASSWORD. /cgi/echo, also below
    /basic and /digest, tells method, user, length and body."""

    name = "apache2"
    MODULES = ("mpm_prefork authn_core authn_file authz_core authz_user auth_basic auth_digest mime dir alias filter deflate "
               "negotiation headers cgi")
    CONFIG = """
{modules}
ServerRoot {dir}
ServerName localhost
PidFile {dir}/apache.pid
Mutex file:{dir}
ErrorLog {dir}/log
Listen 127.0.0.1:{port}
{user}
DocumentRoot {dir}/root
KeepAliveTimeout 60
TypesConfig /etc/mime.types
AddLanguage en .en
AddLanguage de .de
ScriptAliasMatch "^(?:/basic|/digest)?/cgi/echo" {dir}/cgi/echo
Alias /plain {dir}/root
Alias /basic {dir}/root
Alias /digest {dir}/root
Alias /gzip {dir}/root
Redirect 302 /to/plain http://127.0.0.1:{port}/plain
Redirect 303 /see /plain/small
Redirect 307 /again /cgi/echo
Redirect 302 /loop /loop
<Directory {dir}>
  Require all granted
  Options +MultiViews +ExecCGI
</Directory>
<Location /basic>
  AuthType Basic
  AuthName {realm}
  AuthUserFile {dir}/basic.users
  Require valid-user
</Location>
<Location /digest>
  AuthType Digest
  AuthName {realm}
  AuthDigestDomain /digest
  AuthUserFile {dir}/digest.users
  Require valid-user
</Location>
<Location /gzip>
  SetOutputFilter DEFLATE
</Location>
"""
    # all is read before anything is written: the server does not read meanwhile
    ECHO = """#!/bin/sh
body=$(mktemp)
if [ -n "$HTTP_TRANSFER_ENCODING" ]; then cat; else head -c "${CONTENT_LENGTH:-0}"; fi >"$body"
printf 'Content-Type: text/plain\\r\\n\\r\\n'
echo "$REQUEST_METHOD ${REMOTE_USER:--} ${CONTENT_LENGTH:--}"
cat "$body"
rm "$body"
"""

    def arguments(self):
        sha1 = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        md5 = hashlib.md5(f"{USER}:{REALM}:{PASSWORD}".encode()).hexdigest()
        self.write("basic.users", f"{USER}:{{SHA}}{sha1}\n")
        self.write("digest.users", f"{USER}:{REALM}:{md5}\n")
        self.write("cgi/echo", self.ECHO, 0o755)
        self.file("small", b"0123456789" * 10)
        modules = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in self.MODULES.split())
        user = "User nobody\nGroup nogroup" if os.getuid() == 0 else ""
        config = self.write("apache.conf", self.CONFIG.format(modules=modules, dir=self.dir, port=self.port, user=user,
                                                              realm=REALM))
        return ["/usr/sbin/apache2", "-f", config, "-DFOREGROUND"]

    def file(self, name, content):
        """Write a file that is served below /plain/, /basic/, /digest/ and, compressed, /gzip/."""
        return self.write(os.path.join("root", name), content)


class HttpProxy(Server):
    """tinyproxy: plain requests and CONNECT to any port of the loopback. With `wants_user` by Basic."""

    name = "tinyproxy"
    CONFIG = """
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 50
Allow 127.0.0.1
DisableViaHeader Yes
{auth}
"""

    def __init__(self, wants_user=False):
        self.auth = f"BasicAuth {USER} {PASSWORD}" if wants_user else ""
        super().__init__()

    def arguments(self):
        config = self.write("tinyproxy.conf", self.CONFIG.format(port=self.port, auth=self.auth))
        return ["/usr/bin/tinyproxy", "-d", "-c", config]


class SocksProxy(Server):
    """microsocks: SOCKS 5, with `wants_user` by name and password (RFC 1929)."""

    name = "microsocks"

    def __init__(self, wants_user=False):
        self.auth = ["-u", USER, "-P", PASSWORD] if wants_user else []
        super().__init__()

    def arguments(self):
        return ["/usr/bin/microsocks", "-i", "127.0.0.1", "-p", str(self.port), *self.auth]


class ServerTest(command.CommandTest):
    """Debian's curl program, unmodified, on the built library. A subclass's setUpClass calls `start`; what the servers have
    logged is part of a failure."""

    program = "/usr/bin/curl"
    environment = {"LD_LIBRARY_PATH": os.environ.get("SLUICE_LIB", "")}
    servers = ()

    @classmethod
    def setUpClass(cls):
        cls.servers = []

    @classmethod
    def tearDownClass(cls):
        for one in cls.servers:
            one.stop()

    @classmethod
    def start(cls, make, *args, **more):
        one = make(*args, **more)
        cls.servers.append(one)
        return one

    def curl(self, *args, **more):
        return self.ok("-q", "-sS", *args, **more)

    def ok(self, *args, **more):
        try:
            return super().ok(*args, **more)
        except AssertionError as e:
            raise AssertionError(f"{e}\n{self.logs()}") from None

    def fails(self, code, *args, **more):
        try:
            return super().fails(code, "-q", "-sS", *args, **more)
        except AssertionError as e:
            raise AssertionError(f"{e}\n{self.logs()}") from None

    def logs(self):
        return "\n".join(f"---- {one.name}\n{one.log()}" for one in self.servers if isinstance(one, Server))
