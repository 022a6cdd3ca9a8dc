"""Real servers that speak HTTP/2, for one test each."""
import secured
import server
import servers


class NginxInClear(server.Nginx):
    """nginx that takes HTTP/2 by prior knowledge, and nothing else."""

    def __init__(self, **more):
        listen = secured.LISTEN.replace("backlog", "http2 backlog") + "\n    http2_max_concurrent_streams 250;"
        super().__init__(config=server.CONFIG.replace(secured.LISTEN, listen), **more)


class NginxOverTls(server.Nginx):
    """nginx that speaks HTTP/2 and HTTP/1.1, by ALPN. `more`: further lines of its configuration."""

    def __init__(self, cert, key, ca, more=""):
        lines = secured.SECURED.replace("} ssl;", "} ssl http2;").format(cert=cert, key=key, ca=ca, more=more)
        super().__init__(config=server.CONFIG.replace(secured.LISTEN, lines))
        self.url = f"https://localhost:{self.port}"


class Apache(servers.Apache):
    """apache2 with mod_http2: over TLS with `cert` and `key`, in clear without."""

    MODULES = servers.Apache.MODULES.replace("mpm_prefork", "mpm_event").replace(" cgi", " cgid") + " ssl http2"
    CONFIG = servers.Apache.CONFIG + "\nProtocols h2 h2c http/1.1\nH2Direct on\nH2MinWorkers 4\nScriptSock {dir}/cgisock\n"

    def __init__(self, cert=None, key=None):
        if cert:
            self.CONFIG += f"\nSSLEngine on\nSSLCertificateFile {cert}\nSSLCertificateKeyFile {key}\n"
        super().__init__()


class Nghttpd(servers.Server):
    """nghttpd in clear; /index is served with a push of /pushed."""

    name = "nghttpd"

    def arguments(self):
        self.write("root/index", "the index\n")
        self.write("root/pushed", "what is pushed\n" * 1000)
        return ["/usr/sbin/nghttpd", "--no-tls", "--address=127.0.0.1", "--push=/index=/pushed", "-d", self.path("root"),
                str(self.port)]


class Nghttpx(servers.Server):
    """nghttpx in clear before an HTTP/1.1 server on the loopback: it takes HTTP/2, HTTP/1.1, and an upgrade."""

    name = "nghttpx"

    def __init__(self, port):
        self.behind = port
        super().__init__()

    def arguments(self):
        return ["/usr/sbin/nghttpx", "--conf=/dev/null",
                f"--frontend=127.0.0.1,{self.port};no-tls", f"--backend=127.0.0.1,{self.behind}", "--workers=1",
                "--errorlog-file=/dev/stderr", "--accesslog-file=/dev/null"]


class NghttpxProxy(servers.Server):
    """nghttpx as a forward proxy over TLS, for HTTP/2 and HTTP/1.1, that hands everything on to a proxy on the loopback."""

    name = "nghttpx"

    def __init__(self, port, cert, key):
        self.behind, self.cert, self.key = port, cert, key
        super().__init__()

    def arguments(self):
        return ["/usr/sbin/nghttpx", "--conf=/dev/null", "--http2-proxy", f"--frontend=127.0.0.1,{self.port}",
                f"--backend=127.0.0.1,{self.behind}", "--workers=1", "--errorlog-file=/dev/stderr",
                "--accesslog-file=/dev/stderr", self.key, self.cert]
