"""Debian's PHP with its curl extension: easy, multi and share."""
import json

import client
import echo
import ftp_servers

# `run(...)` performs and dies with the error's text; what a script prints is what the test reads.
PRELUDE = """<?php
error_reporting(E_ALL);
set_error_handler(function ($n, $text) { fwrite(STDERR, "$text\\n"); exit(3); });
function handle($url, $options = []) {
  $h = curl_init($url);
  if(!curl_setopt_array($h, [CURLOPT_RETURNTRANSFER => true] + $options)) die("refused: " . curl_error($h));
  return $h;
}
function run($url, $options = []) {
  $h = handle($url, $options);
  $got = curl_exec($h);
  if($got === false) die("(" . curl_errno($h) . ") " . curl_error($h));
  return $got;
}
$url = $argv[1];
"""


class Php(client.SecuredTest):
    program = "/usr/bin/php"
    environment = {"PHP_INI_SCAN_DIR": "/etc/php/8.2/cli/conf.d"}

    def php(self, url, text, *settings):
        return self.ok(*settings, self.script("script.php", PRELUDE + text), url).decode()

    def echo_of(self, options):
        return echo.Echoed(self.php(self.echo_url(), f"echo run($url, [{options}]);"))

    def test_it_is_our_library_that_runs(self):
        self.assertEqual(self.php("", "echo curl_version()['version'];"), "8.22.0")

    # ---- failures ----

    def test_errors_have_their_number_and_text(self):
        said = self.php("http://nowhere.invalid/", "$h = handle($url); var_dump(curl_exec($h)); echo curl_errno($h), curl_error($h);")
        self.assertRegex(said, r"^bool\(false\)\s6.*nowhere\.invalid")
        self.assertRegex(self.php(self.url("/none"), "echo run($url, [CURLOPT_FAILONERROR => true]);"), r"^\(22\).*404")

    def test_a_callback_that_stops(self):
        said = self.php(self.url("/large"), """
            echo run($url, [CURLOPT_NOPROGRESS => false,
                            CURLOPT_PROGRESSFUNCTION => fn($h, $total, $now) => $now > 1000 ? 1 : 0]);""")
        self.assertTrue(said.startswith("(42)"), said)
        said = self.php(self.url("/hello"), "echo run($url, [CURLOPT_WRITEFUNCTION => fn($h, $data) => 0]);")
        self.assertTrue(said.startswith("(23)"), said)

    # ---- https ----

    def trusting(self, options=""):
        return f"[CURLOPT_CAINFO => '{self.ca.cert}', {options}]"

    def test_a_stranger_is_refused(self):
        self.assertRegex(self.php(self.secured.url + "/hello", "echo run($url);"),
                         r"^\(60\) SSL certificate problem: unable to get local issuer certificate")
        other, there = self.secured.url.replace("localhost", "other.example") + "/hello", "CURLOPT_CONNECT_TO => ['::localhost:']"
        self.assertTrue(self.php(other, f"echo run($url, {self.trusting(there)});").startswith("(60)"))
        self.assertEqual(self.php(other, f"echo run($url, {self.trusting(there + ', CURLOPT_SSL_VERIFYHOST => 0')});"), "hello\n")

    def test_an_authority_by_option_by_setting_and_none(self):
        url = self.secured.url + "/hello"
        self.assertEqual(self.php(url, f"echo run($url, {self.trusting()});"), "hello\n")
        self.assertEqual(self.php(url, "echo run($url);", "-d", f"curl.cainfo={self.ca.cert}"), "hello\n")
        self.assertEqual(self.php(url, "echo run($url, [CURLOPT_SSL_VERIFYPEER => false]);"), "hello\n")

    def test_a_certificate_of_the_clients(self):
        cert, key = self.ca.issue("php-user")
        options = f"CURLOPT_SSLCERT => '{cert}', CURLOPT_SSLKEY => '{key}'"
        self.assertIn("CN=php-user", self.php(self.secured.url + "/who", f"echo run($url, {self.trusting(options)});"))

    def test_certificates_are_shown_of_a_session_that_goes_on(self):
        said = json.loads(self.php(self.secured.url + "/tls", f"""
            $h = handle($url, {self.trusting('CURLOPT_CERTINFO => true, CURLOPT_FORBID_REUSE => true')});
            for($i = 0; $i < 2; $i++) {{
              $got[] = explode(' ', curl_exec($h))[1];
              $shown[] = curl_getinfo($h, CURLINFO_CERTINFO);
            }}
            echo json_encode([$got, $shown]);"""))
        self.assertEqual(said[0], [".", "r"])
        self.assertEqual(said[1][0][0]["Subject"], "CN = server")
        self.assertEqual(said[1][0], said[1][1])

    def test_many_over_https(self):
        said = self.php(self.secured.url + "/large", f"""
            $m = curl_multi_init();
            for($i = 0; $i < 10; $i++) curl_multi_add_handle($m, $all[] = handle("$url?$i", {self.trusting()}));
            do {{ curl_multi_exec($m, $running); if($running) curl_multi_select($m, 0.1); }} while($running);
            $digests = array_map(fn($h) => md5(curl_multi_getcontent($h)), $all);
            echo count($digests), ' ', count(array_unique($digests)), ' ', strlen(curl_multi_getcontent($all[9]));""")
        self.assertEqual(said, "10 1 2000000")

    # ---- requests ----

    def test_get(self):
        self.assertEqual(self.php(self.url("/hello"), "echo run($url);"), "hello\n")

    def test_headers_agent_referer_cookie(self):
        e = self.echo_of("CURLOPT_HTTPHEADER => ['X-A: 1', 'Accept:'], CURLOPT_USERAGENT => 'me', CURLOPT_REFERER => 'r', "
                         "CURLOPT_COOKIE => 'c=d'")
        self.assertEqual([e.headers.get(name) for name in ("x-a", "accept", "user-agent", "referer", "cookie")],
                         ["1", None, "me", "r", "c=d"])

    def test_post_fields(self):
        e = self.echo_of("CURLOPT_POST => true, CURLOPT_POSTFIELDS => http_build_query(['a' => 'b c', 'd' => '&'])")
        self.assertEqual((e.method, e.body), ("POST", b"a=b+c&d=%26"))
        self.assertEqual(e.headers["content-type"], "application/x-www-form-urlencoded")

    def test_post_of_a_mib(self):
        self.assertEqual(self.echo_of("CURLOPT_POSTFIELDS => str_repeat('0123456789abcdef', 100000)").body,
                         b"0123456789abcdef" * 100000)

    def test_other_methods(self):
        self.assertEqual(self.echo_of("CURLOPT_CUSTOMREQUEST => 'DELETE'").method, "DELETE")
        self.assertEqual(self.php(self.url("/hello"), "echo run($url, [CURLOPT_NOBODY => true]);"), "")

    def test_upload_from_a_file_and_from_a_callback(self):
        self.write("up", b"from a file")
        e = self.echo_of("CURLOPT_PUT => true, CURLOPT_INFILE => fopen('up', 'r'), CURLOPT_INFILESIZE => filesize('up')")
        self.assertEqual((e.method, e.body, e.headers["content-length"]), ("PUT", b"from a file", "11"))
        said = self.php(self.echo_url(), """
            $parts = ['one ', 'two ', 'three'];
            echo run($url, [CURLOPT_UPLOAD => true,
                            CURLOPT_READFUNCTION => function ($h, $file, $room) use (&$parts) { return array_shift($parts) ?? ''; }]);""")
        self.assertEqual(echo.Echoed(said).body, b"one two three")

    # ---- answers ----

    def test_header_and_write_callbacks(self):
        said = self.php(self.url("/hello"), """
            $lines = []; $body = '';
            run($url, [CURLOPT_HEADERFUNCTION => function ($h, $line) use (&$lines) { $lines[] = $line; return strlen($line); },
                       CURLOPT_WRITEFUNCTION => function ($h, $data) use (&$body) { $body .= $data; return strlen($data); }]);
            echo json_encode([$lines, $body]);""")
        lines, body = json.loads(said)
        self.assertEqual((lines[0], lines[-1], body), ("HTTP/1.1 200 OK\r\n", "\r\n", "hello\n"))
        self.assertIn("Content-Length: 6\r\n", lines)

    def test_header_in_the_output_and_to_a_file(self):
        self.assertRegex(self.php(self.url("/hello"), "echo run($url, [CURLOPT_HEADER => true]);"),
                         r"(?s)^HTTP/1.1 200 OK\r\n.*\r\n\r\nhello\n$")
        self.php(self.url("/hello"), """run($url, [CURLOPT_FILE => $f = fopen('out', 'w'), CURLOPT_WRITEHEADER => $g = fopen('head', 'w')]);
                                        fclose($f); fclose($g);""")
        self.assertEqual(self.read("out"), b"hello\n")
        self.assertTrue(self.read("head").startswith(b"HTTP/1.1 200 OK\r\n"))

    def test_progress(self):
        said = self.php(self.url("/large"), """
            $last = 0;
            run($url, [CURLOPT_NOPROGRESS => false, CURLOPT_PROGRESSFUNCTION =>
                       function ($h, $total, $now, $up_total, $up) use (&$last) { $last = "$now of $total"; return 0; }]);
            echo $last;""")
        self.assertEqual(said, "2000000 of 2000000")

    def test_getinfo(self):
        info = json.loads(self.php(self.url("/hello"), "$h = handle($url); curl_exec($h); echo json_encode(curl_getinfo($h));"))
        expected = {"http_code": 200, "url": self.url("/hello"), "size_download": 6, "content_type": "application/octet-stream",
                    "primary_ip": "127.0.0.1", "primary_port": self.nginx.port, "redirect_count": 0, "scheme": "http",
                    "download_content_length": 6, "http_version": 2, "effective_method": "GET", "certinfo": []}
        self.assertEqual({name: info[name] for name in expected}, expected)
        self.assertGreater(info["total_time"], 0)

    def test_verbose_to_a_file(self):
        self.php(self.url("/hello"), "run($url, [CURLOPT_VERBOSE => true, CURLOPT_STDERR => $f = fopen('log', 'w')]); fclose($f);")
        self.assertIn(b"> GET /hello HTTP/1.1\r\n", self.read("log"))

    def test_range_resume_and_escape(self):
        self.assertEqual(self.php(self.url("/hello"), "echo run($url, [CURLOPT_RANGE => '1-3']);"), "ell")
        self.assertEqual(self.php(self.url("/hello"), "echo run($url, [CURLOPT_RESUME_FROM => 3]);"), "lo\n")
        self.assertEqual(self.php("", "$h = curl_init(); echo curl_escape($h, 'a b/'), curl_unescape($h, '%41%20');"), "a%20b%2FA ")

    # ---- handles ----

    def test_reuse_copy_and_reset(self):
        said = self.php(self.echo_url(), """
            $h = handle($url, [CURLOPT_USERAGENT => 'kept']);
            $copy = curl_copy_handle($h);
            foreach([$h, $copy] as $x) echo json_decode(curl_exec($x))->headers[1][1], "\\n";
            curl_exec($h);
            echo curl_getinfo($h, CURLINFO_NUM_CONNECTS), "\\n";
            curl_reset($h);
            curl_setopt_array($h, [CURLOPT_URL => $url, CURLOPT_RETURNTRANSFER => true]);
            echo json_encode(json_decode(curl_exec($h))->headers);""")
        lines = said.splitlines()
        self.assertEqual(lines[:3], ["kept", "kept", "0"])
        self.assertNotIn("user-agent", lines[3])

    def test_multi(self):
        said = self.php(self.echo_url(), """
            $m = curl_multi_init();
            curl_multi_setopt($m, CURLMOPT_MAXCONNECTS, 20);
            for($i = 0; $i < 50; $i++) {
              $handles[$i] = handle("$url?$i", [CURLOPT_PRIVATE => "n$i"]);
              curl_multi_add_handle($m, $handles[$i]);
            }
            do {
              $code = curl_multi_exec($m, $running);
              if($running) curl_multi_select($m);
            } while($running && $code == CURLM_OK);
            $messages = 0;
            while($done = curl_multi_info_read($m)) {
              $messages += $done['result'] === CURLE_OK && $done['msg'] === CURLMSG_DONE;
              $i = (int)substr(curl_getinfo($done['handle'], CURLINFO_PRIVATE), 1);
              if(json_decode(curl_multi_getcontent($done['handle']))->target !== "/echo?$i") die("$i is another's");
              curl_multi_remove_handle($m, $done['handle']);
            }
            curl_multi_close($m);
            echo "$code $messages ", curl_multi_strerror(CURLM_BAD_HANDLE);""")
        self.assertRegex(said, "^0 50 .+")

    def test_multi_with_a_failure_among_them(self):
        said = self.php(self.url("/hello"), """
            $m = curl_multi_init();
            foreach([$url, 'http://nowhere.invalid/', $url] as $u) curl_multi_add_handle($m, $all[] = handle($u));
            do { curl_multi_exec($m, $running); if($running) curl_multi_select($m, 0.1); } while($running);
            $codes = [];
            while($done = curl_multi_info_read($m)) $codes[] = $done['result'];
            sort($codes);
            echo json_encode($codes);""")
        self.assertEqual(json.loads(said), [0, 0, 6])

    def test_share(self):
        said = self.php(f"http://localhost:{self.nginx.port}/hello", """
            $s = curl_share_init();
            var_dump(curl_share_setopt($s, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS));
            $a = run($url, [CURLOPT_SHARE => $s]);
            echo $a, run($url, [CURLOPT_SHARE => $s]), curl_share_errno($s), curl_share_strerror(1 /* CURLSHE_BAD_OPTION */);""")
        self.assertRegex(said, r"^bool\(true\)\nhello\nhello\n0.+")

    def test_pause_in_a_callback(self):
        said = self.php(self.url("/large"), """
            $paused = false; $size = 0;
            $h = handle($url, [CURLOPT_WRITEFUNCTION => function ($h, $data) use (&$paused, &$size) {
              if(!$paused && $size > 100000) { $paused = true; return CURL_WRITEFUNC_PAUSE; }
              $size += strlen($data);
              return strlen($data);
            }]);
            $m = curl_multi_init();
            curl_multi_add_handle($m, $h);
            do {
              curl_multi_exec($m, $running);
              if($paused === true) { $paused = 'once'; curl_pause($h, CURLPAUSE_CONT); }
              if($running) curl_multi_select($m, 0.05);
            } while($running);
            echo $paused, ' ', $size;""".replace("CURL_WRITEFUNC_PAUSE", "0x10000001"))
        self.assertEqual(said, "once 2000000")

    def test_a_form(self):
        self.write("f.txt", b"from a file")
        body = self.echo_of("CURLOPT_POSTFIELDS => ['a' => 'b', 'f' => new CURLFile('f.txt', 'text/x', 'named'), "
                            "'s' => new CURLStringFile('in memory', 'mem.txt', 'text/y')]").body
        for part in (b'name="a"\r\n\r\nb\r\n', b'name="f"; filename="named"\r\nContent-Type: text/x\r\n\r\nfrom a file\r\n',
                     b'name="s"; filename="mem.txt"\r\nContent-Type: text/y\r\n\r\nin memory\r\n'):
            self.assertIn(part, body)

    def test_file_time(self):
        self.assertEqual(self.php(self.url("/hello"), """
            $h = handle($url, [CURLOPT_FILETIME => true]); curl_exec($h);
            echo abs(curl_getinfo($h, CURLINFO_FILETIME) - time()) < 1000 ? 'recent' : 'wrong';"""), "recent")

    def test_shared_connections(self):
        self.assertEqual(self.php(self.url("/hello"), """
            $s = curl_share_init();
            curl_share_setopt($s, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
            foreach([1, 2] as $i) {
              $h = handle($url, [CURLOPT_SHARE => $s]);
              curl_exec($h);
              echo curl_getinfo($h, CURLINFO_NUM_CONNECTS);
              unset($h);
            }"""), "10")

    # ---- ftp ----

    def test_ftp(self):
        one = ftp_servers.Pyftpd()
        self.addCleanup(one.stop)
        for name in ("one.txt", "two.txt", "three.bin"):
            one.file("many/" + name, name + "\n")
        self.write("up", b"from here")
        self.assertEqual(self.php(one.url, f"""
            $me = [CURLOPT_USERPWD => '{one.user}:{one.password}'];
            echo run("$url/many/one.txt", $me);
            echo run("$url/many/", [CURLOPT_DIRLISTONLY => true] + $me) === run("$url/many/", [CURLOPT_CUSTOMREQUEST => 'NLST'] + $me)
              ? "same\n" : "other\n";
            echo run("$url/many/*.txt", [CURLOPT_WILDCARDMATCH => true] + $me);
            echo run("$url/many/*", [CURLOPT_WILDCARDMATCH => true,
                                     CURLOPT_FNMATCH_FUNCTION => fn($h, $pattern, $name) => str_ends_with($name, 'bin')
                                       ? CURL_FNMATCHFUNC_MATCH : CURL_FNMATCHFUNC_NOMATCH] + $me);
            run("$url/up/new/file", [CURLOPT_UPLOAD => true, CURLOPT_INFILE => fopen('up', 'r'), CURLOPT_INFILESIZE => 9,
                                     CURLOPT_FTP_CREATE_MISSING_DIRS => true, CURLOPT_FTPPORT => '-',
                                     CURLOPT_POSTQUOTE => ['RNFR file', 'RNTO renamed']] + $me);
            $h = handle("$url/many/one.txt", [CURLOPT_NOBODY => true, CURLOPT_FILETIME => true] + $me);
            curl_exec($h);
            echo curl_getinfo($h, CURLINFO_FTP_ENTRY_PATH), curl_getinfo($h, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);"""),
                         "one.txt\nsame\none.txt\ntwo.txt\nthree.bin\n/8")
        with open(one.root("up/new/renamed"), "rb") as f:
            self.assertEqual(f.read(), b"from here")

    def test_ftp_errors(self):
        one = ftp_servers.Pyftpd()
        self.addCleanup(one.stop)
        self.assertRegex(self.php(one.url + "/none", "echo run($url);"), r"^\(78\)")
        self.assertRegex(self.php(one.url + "/none", "echo run($url, [CURLOPT_USERPWD => 'me:wrong']);"), r"^\(67\)")
        self.assertRegex(self.php(one.url + "/none", "echo run($url, [CURLOPT_USE_SSL => CURLUSESSL_ALL]);"), r"^\(64\)")


if __name__ == "__main__":
    client.main()
