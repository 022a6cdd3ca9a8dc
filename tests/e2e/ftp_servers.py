"""Real FTP servers for one test each, and what has been said to them."""
import contextlib
import json
import os
import re
import shutil
import signal

import servers

HERE = os.path.dirname(os.path.abspath(__file__))
USER, PASSWORD = "anonymous", "secret"  # vsftpd checks the password of anonymous users without any account of the system


class FtpServer(servers.Server):
    """Files are served from `root`; below `root`/up everybody who has logged in may do everything.

    cert, key: TLS is offered. implicit: TLS from the first byte. required: nothing goes without TLS."""

    said = None  # what finds a command in the log
    user, password = USER, PASSWORD

    def __init__(self, cert=None, key=None, implicit=False, required=False):
        self.cert, self.key, self.implicit, self.required = cert, key, implicit, required
        super().__init__()
        self.url = f"{'ftps' if implicit else 'ftp'}://{'localhost' if cert else self.address.rpartition(':')[0]}:{self.port}"

    def file(self, name, content):
        """Write a file that is served as /NAME."""
        return self.write(os.path.join("root", name), content)

    def make_root(self):
        os.makedirs(self.path("root/up"), exist_ok=True)

    def root(self, name=""):
        return self.path(os.path.join("root", name))

    def commands(self):
        """All that clients have said, in order; without passwords."""
        return [text for text in re.findall(self.said, self.log()) if not text.startswith("PASS ")]


class Vsftpd(FtpServer):
    """vsftpd: anonymous users with PASSWORD. Each data connection has to go on with the TLS session of its control
    connection. It has no CCC."""

    name = "vsftpd"
    said = r'FTP command: Client "[^"]*", "([^\n]*)"\n'
    CONFIG = """
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
max_per_ip=0
anonymous_enable=YES
local_enable=NO
secure_email_list_enable=YES
email_password_file={dir}/passwords
anon_root={dir}/root
secure_chroot_dir={dir}/empty
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
ascii_upload_enable=YES
ascii_download_enable=YES
delay_failed_login=0
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
run_as_launching_user={as_launcher}
vsftpd_log_file={dir}/log
xferlog_enable=YES
xferlog_std_format=NO
log_ftp_protocol=YES
"""
    TLS = """
ssl_enable=YES
allow_anon_ssl=YES
force_anon_data_ssl={required}
force_anon_logins_ssl={required}
rsa_cert_file={cert}
rsa_private_key_file={key}
require_ssl_reuse=YES
ssl_ciphers=HIGH
strict_ssl_read_eof=YES
debug_ssl=YES
implicit_ssl={implicit}
"""

    def arguments(self):
        is_root = os.getuid() == 0
        self.make_root()
        os.makedirs(self.path("empty"), exist_ok=True)
        self.write("passwords", self.password + "\n")
        if is_root:
            shutil.chown(self.root("up"), "ftp")
        text = self.CONFIG.format(port=self.port, dir=self.dir, as_launcher=yes(not is_root))
        if self.cert:
            text += self.TLS.format(cert=self.cert, key=self.key, implicit=yes(self.implicit), required=yes(self.required))
        return ["/usr/sbin/vsftpd", self.write("vsftpd.conf", text)]

    def kill(self):
        self.end_sessions(signal.SIGKILL)
        super().kill()

    def stop(self):
        self.end_sessions(signal.SIGTERM)
        super().stop()

    def end_sessions(self, how):
        """Each is a process or two, of a group of their own."""
        for pid in descendants(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)


def descendants(pid):
    """All that it has started, and what those have started, the youngest first."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            children = [int(child) for child in f.read().split()]
    except FileNotFoundError:
        return []
    return [one for child in children for one in (*descendants(child), child)]


def yes(is_on):
    return "YES" if is_on else "NO"


class Pyftpd(FtpServer):
    """pyftpdlib, one process. address: where it listens. refused: commands that it does not know. told_address: what it
    says in answers to PASV."""

    name = "pyftpdlib"
    said = r"<- ([^\n]*)\n"
    user = servers.USER

    def __init__(self, address="127.0.0.1", refused=(), told_address=None, **more):
        self.host = address
        self.refused, self.told_address = refused, told_address
        super().__init__(**more)

    def arguments(self):
        self.make_root()
        options = {"address": self.host, "port": self.port, "root": self.root(), "user": self.user, "password": self.password,
                   "refused": list(self.refused)}
        if self.told_address:
            options["told_address"] = self.told_address
        if self.cert:
            options.update(cert=self.cert, key=self.key, implicit=self.implicit, required=self.required)
        return ["/usr/bin/python3", os.path.join(HERE, "ftp_daemon.py"), json.dumps(options)]


class FtpProxy(servers.Server):
    """apache2 as an HTTP proxy that makes requests of FTP of what it is asked for. A name and a password in a URL, which FTP
    has there, it takes unless it is strict."""

    name = "apache2"
    CONFIG = """
{modules}
ServerRoot {dir}
ServerName localhost
PidFile {dir}/apache.pid
Mutex file:{dir}
ErrorLog {dir}/log
LogLevel proxy:debug
Listen 127.0.0.1:{port}
{user}
ProxyRequests On
HttpProtocolOptions Unsafe
<Proxy *>
  Require all granted
</Proxy>
"""

    def arguments(self):
        modules = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so"
                            for m in "mpm_prefork authn_core authz_core proxy proxy_ftp".split())
        user = "User nobody\nGroup nogroup" if os.getuid() == 0 else ""
        config = self.write("apache.conf", self.CONFIG.format(modules=modules, dir=self.dir, port=self.port, user=user))
        return ["/usr/sbin/apache2", "-f", config, "-DFOREGROUND"]
