"""What the programs import of libcurl is there, under the version that they ask for."""
import glob
import os
import subprocess
import unittest

LIBRARY = os.environ["SLUICE_LIB"]

# The file that imports, and the library that it asks for.
PROGRAMS = [
    ("/usr/bin/curl", "libcurl.so.4"),
    ("/usr/bin/cmake", "libcurl.so.4"),
    ("/usr/bin/ctest", "libcurl.so.4"),
    ("/usr/lib/php/*/curl.so", "libcurl.so.4"),
    ("/usr/lib/R/site-library/curl/libs/curl.so", "libcurl.so.4"),
    ("/usr/lib/git-core/git-remote-http", "libcurl-gnutls.so.4"),
    ("/usr/lib/git-core/git-http-fetch", "libcurl-gnutls.so.4"),
    ("/usr/lib/git-core/git-http-push", "libcurl-gnutls.so.4"),
    ("/usr/lib/git-core/git-imap-send", "libcurl-gnutls.so.4"),
    ("/usr/lib/python3/dist-packages/pycurl.*.so", "libcurl-gnutls.so.4"),
]


def symbols(path, which):
    """The names that begin with "curl_", with their versions: "curl_free@CURL_OPENSSL_4"."""
    command = ["nm", "--dynamic", which, "--with-symbol-versions", path]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    names = (row.split()[-1].replace("@@", "@") for row in rows)
    return {name for name in names if name.startswith("curl_")}


class Symbols(unittest.TestCase):
    def test_each_import_is_exported(self):
        for pattern, library in PROGRAMS:
            with self.subTest(pattern):
                (program,) = glob.glob(pattern)
                needed = symbols(program, "--undefined-only")
                self.assertTrue(needed)
                self.assertEqual(needed - symbols(os.path.join(LIBRARY, library), "--defined-only"), set())


if __name__ == "__main__":
    unittest.main()
