"""A Kerberos realm for one test: Debian's KDC with a database, keytab and configuration in its own folder; apache2 and a
SOCKS proxy that let in who has a ticket of it. Nothing outside of the folder is read or written."""
import os
import subprocess

import servers

REALM = "SLUICE.TEST"
SERVICE = "HTTP/localhost"


class Kdc(servers.Server):
    """Knows servers.USER with servers.PASSWORD, and SERVICE, whose key is in the file `keytab`."""

    name = "krb5kdc"
    # rdns and canonical names off: a principal has the name in the URL, whatever this machine's resolver says
    CLIENT = """
[libdefaults]
  default_realm = {realm}
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
[domain_realm]
  localhost = {realm}
"""
    KDC = """
[kdcdefaults]
  kdc_listen = 127.0.0.1:{port}
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {dir}/principal
    key_stash_file = {dir}/stash
    acl_file = {dir}/acl
  }}
[logging]
  kdc = STDERR
"""

    def __init__(self, services=(SERVICE,)):
        self.services = services
        self.environment = {}
        super().__init__()

    def arguments(self):
        words = {"dir": self.dir, "port": self.port, "realm": REALM}
        self.keytab = self.path("keytab")
        self.environment = {
            "KRB5_CONFIG": self.write("krb5.conf", self.CLIENT.format(**words)),
            "KRB5_KDC_PROFILE": self.write("kdc.conf", self.KDC.format(**words)),
            "KRB5RCACHENAME": "none:",  # else all services of a user share a file in /var/tmp
        }
        self._run("/usr/sbin/kdb5_util", "create", "-s", "-P", "master")
        self._admin(f"addprinc -pw {servers.PASSWORD} {servers.USER}")
        for service in self.services:
            self._admin(f"addprinc -randkey {service}")
            self._admin(f"ktadd -k {self.keytab} {service}")
        os.chmod(self.keytab, 0o644)  # for a server that does not run as root
        return ["/usr/sbin/krb5kdc", "-n"]

    def _run(self, *args, stdin=b"", **more):
        done = subprocess.run(args, input=stdin, capture_output=True, timeout=60, check=False,
                              env={**os.environ, **self.environment, **more})
        if done.returncode:
            raise RuntimeError(f"{args}: {(done.stdout + done.stderr).decode(errors='replace')}")

    def _admin(self, query):
        self._run("/usr/sbin/kadmin.local", "-q", query)

    def cache(self, name):
        """The environment of somebody whose tickets are in this cache, where they need not be yet."""
        return {"KRB5_CONFIG": self.environment["KRB5_CONFIG"], "KRB5CCNAME": "FILE:" + self.path(name)}

    def log_in(self, name):
        """The same, with a ticket of servers.USER in it."""
        who = self.cache(name)
        self._run("/usr/bin/kinit", servers.USER, stdin=servers.PASSWORD.encode() + b"\n", **who)
        return who


class SocksProxy(servers.Server):
    """socks_gssapi_proxy.c with these arguments, for the services of the KDC."""

    name = "socks_gssapi_proxy"

    def __init__(self, kdc, *options):
        self.options = options
        self.environment = {**kdc.environment, "KRB5_KTNAME": kdc.keytab}
        super().__init__()

    def arguments(self):
        return [os.environ["SLUICE_SOCKS_GSSAPI_PROXY"], str(self.port), *self.options]


class Apache(servers.Apache):
    """Below /negotiate/ and /bound/ with a ticket only, to the latter once in a connection; below /either/ with a ticket,
    or the user's password by Basic; below /digest/ Negotiate is offered, too, but nobody gets in by it."""

    MODULES = servers.Apache.MODULES + " auth_gssapi"
    CONFIG = servers.Apache.CONFIG.replace("(?:/basic|/digest)", "(?:/basic|/digest|/negotiate|/bound|/either)") + """
Alias /negotiate {dir}/root
Alias /bound {dir}/root
Alias /either {dir}/root
Redirect 302 /back http://localhost:{port}
<Location /negotiate>
  AuthType GSSAPI
  AuthName {realm}
  GssapiCredStore keytab:{dir}/keytab
  GssapiLocalName On
  Require valid-user
</Location>
<Location /bound>
  AuthType GSSAPI
  AuthName {realm}
  GssapiCredStore keytab:{dir}/keytab
  GssapiLocalName On
  Require valid-user
  GssapiConnectionBound On
  Header always set Persistent-Auth true
</Location>
<Location /either>
  AuthType GSSAPI
  AuthName {realm}
  GssapiCredStore keytab:{dir}/keytab
  GssapiLocalName On
  Require valid-user
  GssapiBasicAuth On
</Location>
<Location /digest>
  Header always add WWW-Authenticate Negotiate "expr=%{{REQUEST_STATUS}} == 401"
</Location>
"""

    def __init__(self, kdc):
        self.kdc = kdc
        self.environment = kdc.environment
        super().__init__()

    def arguments(self):
        with open(self.kdc.keytab, "rb") as f:
            self.write("keytab", f.read())
        return super().arguments()
