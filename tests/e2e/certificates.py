"""Certificates for one test, made by Debian's openssl program."""
import os
import subprocess

CONFIG = """
[ca]
default_ca = this
[this]
new_certs_dir = {dir}
database = {dir}/index
serial = {dir}/serial
crlnumber = {dir}/crlnumber
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
"""
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
SERVER = "basicConstraints=critical,CA:FALSE\nsubjectAltName={names}\n"


class Authority:
    """In a folder of its own; `cert` is its certificate. `issuer`: who signs it; None: itself."""

    def __init__(self, folder, name="e2e", issuer=None):
        self.dir = os.path.join(folder, name)
        os.makedirs(self.dir)
        self._put("index", "")
        self._put("index.attr", "")
        self._put("serial", "1000\n")
        self._put("crlnumber", "1000\n")
        self._put("config", CONFIG.format(dir=self.dir))
        self.key, self.cert = self.path("ca.key"), self.path("ca.pem")
        if issuer:
            self.cert, self.key = issuer.issue(name, extensions=AUTHORITY)
        else:
            self._openssl("req", "-config", self.path("config"), "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                          "-keyout", self.key, "-out", self.cert, "-days", "30",
                          *(x for line in AUTHORITY.split() for x in ("-addext", line)))

    def path(self, name):
        return os.path.join(self.dir, name)

    def _put(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as f:
            f.write(text)

    def _openssl(self, *args):
        subprocess.run(["openssl", *args], check=True, capture_output=True)

    def issue(self, name, names="DNS:localhost,IP:127.0.0.1", extensions=None, key="rsa:2048",
              start="20200101000000Z", end="20490101000000Z"):
        """The paths of a certificate and its key."""
        cert, key_file, request, more = (self.path(f"{name}.{end}") for end in ("pem", "key", "req", "ext"))
        with open(more, "w", encoding="ascii") as f:
            f.write(extensions or SERVER.format(names=names))
        self._openssl("req", "-config", self.path("config"), "-newkey", key, "-nodes", "-subj", f"/CN={name}", "-keyout",
                      key_file, "-out", request)
        self._openssl("ca", "-batch", "-config", self.path("config"), "-cert", self.cert, "-keyfile", self.key, "-in", request,
                      "-out", cert, "-notext", "-extfile", more, "-startdate", start, "-enddate", end)
        return cert, key_file

    def revoke(self, cert):
        self._openssl("ca", "-config", self.path("config"), "-cert", self.cert, "-keyfile", self.key, "-revoke", cert)

    def revocations(self):
        """The path of a list."""
        self._openssl("ca", "-config", self.path("config"), "-cert", self.cert, "-keyfile", self.key, "-gencrl", "-out",
                      self.path("crl.pem"))
        return self.path("crl.pem")
