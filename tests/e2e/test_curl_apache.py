"""Debian's curl program, unmodified, on the built library, against apache2: who one is, redirects, encodings."""
import os
import unittest

import servers

SMALL = b"0123456789" * 10
ME = f"{servers.USER}:{servers.PASSWORD}"


class Apache(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apache = cls.start(servers.Apache)
        cls.url = "http://" + cls.apache.address

    def status(self, *args):
        return self.curl("-o", "/dev/null", "-w", "%{http_code} %{num_connects}", *args)

    # ---- failures ----

    def test_nobody_is_let_in_without_a_name(self):
        self.assertEqual(self.status(self.url + "/basic/small"), b"401 1")
        self.assertEqual(self.status("--digest", self.url + "/digest/small"), b"401 1")

    def test_a_wrong_password_is_refused_once(self):
        for how in ("--basic", "--digest", "--anyauth"):
            path = "/basic/small" if how == "--basic" else "/digest/small"
            self.assertEqual(self.status(how, "-u", f"{servers.USER}:wrong", self.url + path), b"401 1", how)

    def test_basic_is_not_said_to_a_server_that_wants_digest(self):
        self.assertEqual(self.status("--basic", "-u", ME, self.url + "/digest/small"), b"401 1")

    def test_a_loop_of_redirects_ends(self):
        self.fails(47, "-L", "--max-redirs", "5", self.url + "/loop")

    # ---- credentials ----

    def test_basic(self):
        self.assertEqual(self.curl("-u", ME, self.url + "/basic/small"), SMALL)
        self.assertEqual(self.curl(f"http://{ME}@{self.apache.address}/basic/small"), SMALL)

    def test_digest(self):
        self.assertEqual(self.curl("--digest", "-u", ME, self.url + "/digest/small"), SMALL)
        self.assertEqual(self.curl("--digest", "-u", ME, self.url + "/digest/small?a=b&c"), SMALL)

    def test_the_best_is_chosen(self):
        for place in ("basic", "digest", "plain"):
            self.assertEqual(self.curl("--anyauth", "-u", ME, f"{self.url}/{place}/small"), SMALL)

    def test_digest_goes_on_over_one_connection(self):
        url = self.url + "/digest/small"
        text = self.curl("--digest", "-u", ME, "-w", "%{http_code} %{num_connects}\n", "-o", "a", url, "-o", "b", url)
        self.assertEqual(text, b"200 1\n200 0\n")

    def test_a_post_with_digest_sends_its_body_once_it_is_known(self):
        text = self.curl("--digest", "-u", ME, "-d", "a=b", self.url + "/digest/cgi/echo")
        self.assertEqual(text, b"POST me 3\na=b")

    def test_a_large_post_with_anyauth_is_rewound(self):
        content = os.urandom(2 << 20)
        path = self.write("large", content)
        for place in ("basic", "digest"):
            text = self.curl("--anyauth", "-u", ME, "--data-binary", "@" + path, f"{self.url}/{place}/cgi/echo")
            self.assertEqual(text, b"POST me %d\n" % len(content) + content)

    def test_an_upload_with_digest(self):
        content = os.urandom(300_000)
        text = self.curl("--digest", "-u", ME, "-T", self.write("up", content), self.url + "/digest/cgi/echo")
        self.assertEqual(text, b"PUT me %d\n" % len(content) + content)

    def test_a_netrc_file(self):
        netrc = self.write("netrc", f"machine 127.0.0.1 login {servers.USER} password {servers.PASSWORD}\n".encode())
        self.assertEqual(self.curl("--netrc-file", netrc, self.url + "/basic/small"), SMALL)

    # ---- redirects ----

    def test_a_redirect_is_shown(self):
        text = self.status(self.url + "/to/plain/small")
        self.assertEqual(text, b"302 1")

    def test_a_redirect_is_followed(self):
        text = self.curl("-L", "-w", " %{num_redirects} %{num_connects} %{url_effective}", self.url + "/to/plain/small")
        self.assertEqual(text, SMALL + f" 1 1 {self.url}/plain/small".encode())

    def test_a_post_becomes_a_get(self):
        self.assertEqual(self.curl("-L", "-d", "a=b", self.url + "/see"), SMALL)

    def test_a_post_stays_a_post(self):
        self.assertEqual(self.curl("-L", "-d", "a=b", self.url + "/again"), b"POST - 3\na=b")

    # ---- encodings, negotiation ----

    def test_gzip(self):
        content = b"the same words again and again\n" * 10_000
        self.apache.file("words.txt", content)
        self.assertEqual(self.curl("--compressed", self.url + "/gzip/words.txt"), content)
        head = self.curl("--compressed", "-D", "-", "-o", "/dev/null", self.url + "/gzip/words.txt")
        self.assertIn(b"Content-Encoding: gzip\r\n", head)
        raw = self.curl("-H", "Accept-Encoding: gzip", self.url + "/gzip/words.txt")
        self.assertEqual(raw[:2], b"\x1f\x8b")

    def test_a_language_is_negotiated(self):
        self.apache.file("page.en.txt", b"yes")
        self.apache.file("page.de.txt", b"ja")
        for language, answer in (("de", b"ja"), ("en, de;q=0.5", b"yes")):
            self.assertEqual(self.curl("-H", "Accept-Language: " + language, self.url + "/plain/page"), answer)

    def test_a_time_condition(self):
        path = self.apache.file("old", b"old")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        self.assertEqual(self.status("-z", "20200101", self.url + "/plain/old"), b"304 1")
        self.assertEqual(self.status("-z", "19990101", self.url + "/plain/old"), b"200 1")


if __name__ == "__main__":
    unittest.main()
