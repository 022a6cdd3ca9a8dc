"""Debian's curl program, unmodified, on the built library, against vsftpd and pyftpdlib."""
import unittest

import ftp_cases
import ftp_servers
import server
import servers

SMALL = ftp_cases.SMALL


class Vsftpd(ftp_cases.FtpCases, servers.ServerTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Vsftpd)

    def test_an_upload_that_is_refused(self):
        self.ftp_fails(25, "/refused", "-T", self.write("up", b"x"))

    def test_it_is_passive_by_the_newer_command(self):
        self.ftp("/small")
        self.assertIn("EPSV", self.commands())
        self.assertNotIn("PASV", self.commands())


class VsftpdActive(ftp_cases.FtpCases, servers.ServerTest):
    options = ("-P", "-")

    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Vsftpd)

    def test_it_is_active(self):
        self.ftp("/small")
        self.assertTrue(any(said.startswith("EPRT |1|127.0.0.1|") for said in self.commands()))

    def test_a_range_of_ports(self):
        port = server.free_port()
        self.assertEqual(self.ftp("/small", "-P", f"127.0.0.1:{port}-{port}"), SMALL)
        self.assertIn(f"EPRT |1|127.0.0.1|{port}|", self.commands())

    def test_an_interface(self):
        self.assertEqual(self.ftp("/small", "-P", "lo"), SMALL)


class VsftpdOlder(ftp_cases.FtpCases, servers.ServerTest):
    options = ("--disable-epsv",)

    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Vsftpd)

    def test_it_is_passive_by_the_older_command(self):
        self.ftp("/small")
        self.assertIn("PASV", self.commands())
        self.assertNotIn("EPSV", self.commands())


class Pyftpd(ftp_cases.FtpCases, servers.ServerTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Pyftpd)

    def test_nobody_in_particular(self):
        self.assertEqual(self.curl(self.server.url + "/small"), SMALL)
        self.assertIn("USER anonymous", self.commands())

    def test_who_one_is_by_the_url(self):
        url = self.server.url.replace("//", f"//{self.server.user}:{self.server.password}@")
        self.assertEqual(self.curl(url + "/small"), SMALL)
        self.assertIn(f"USER {self.server.user}", self.commands())

    def test_who_one_is_by_the_netrc_file(self):
        name = self.write("netrc", f"machine 127.0.0.1 login {self.server.user} password {self.server.password}\n".encode())
        self.assertEqual(self.curl("--netrc-file", name, self.server.url + "/small"), SMALL)
        self.assertIn(f"USER {self.server.user}", self.commands())

    def test_somebody_else_takes_another_connection(self):
        url = self.server.url + "/small"
        self.curl("-o", "a", url, "--next", "-sS", *self.who(), "-o", "b", url)
        self.assertEqual([said for said in self.commands() if said.startswith("USER")], ["USER anonymous", "USER me"])

    def test_list_for_machines(self):
        lines = self.ftp("/a/b/", "-X", "MLSD").decode().splitlines()
        self.assertTrue(any("type=file" in line and line.endswith(" deep") for line in lines), lines)


class PyftpdIpv6(ftp_cases.FtpCases, servers.ServerTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Pyftpd, address="::1")


class PyftpdIpv6Active(PyftpdIpv6):
    options = ("-P", "-")

    def test_it_is_active(self):
        self.ftp("/small")
        self.assertTrue(any(said.startswith("EPRT |2|::1|") for said in self.commands()))


class PyftpdOlder(ftp_cases.FtpCases, servers.ServerTest):
    """A server that has none of what came after RFC 959, and that names an address of nobody."""

    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Pyftpd, refused=("EPSV", "EPRT"), told_address="192.0.2.1")

    def test_it_falls_back_and_stays_at_the_host(self):
        self.assertEqual(self.ftp("/small", "-w", " %{remote_ip}"), SMALL + b" 127.0.0.1")
        self.assertLess(self.commands().index("EPSV"), self.commands().index("PASV"))

    def test_it_falls_back_to_the_older_active_mode(self):
        self.assertEqual(self.ftp("/small", "-P", "-"), SMALL)
        self.assertTrue(any(said.startswith("PORT 127,0,0,1,") for said in self.commands()))


if __name__ == "__main__":
    unittest.main()
