"""Files that are large, cheap to make, and different in every block."""
import hashlib
import os

BLOCK = 1 << 20


def make(path, size):
    """`size` is a multiple of a MiB. Returns the SHA-256."""
    block = bytearray(os.urandom(BLOCK))
    digest = hashlib.sha256()
    with open(path, "wb") as f:
        for i in range(size // BLOCK):
            block[0:8] = i.to_bytes(8, "little")
            f.write(block)
            digest.update(block)
    os.chmod(path, 0o644)
    return digest.hexdigest()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as f:
        while block := f.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
