"""What the measurements of readers share: the digest of what is measured, the rate, and one table of every reader."""

import hashlib
import importlib.util
import time

SECONDS = 5


def digest(paths):
    """A short digest of the files that a measurement rests on."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def rate(read, texts):
    """Texts a second of processor time over some seconds, after one text to warm up."""
    read(texts[0])
    start, done = time.process_time(), 0
    while time.process_time() - start < SECONDS:
        read(texts[done % len(texts)])
        done += 1
    return done / (time.process_time() - start)


def table(heads, readers, measured):
    """Print the rows that `measured` gives of each reader, by name a maker and the package it needs, that is there."""
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for name, (make, package) in readers.items():
        if importlib.util.find_spec(package) is None:
            print(f"{name} is not installed and is left out")
            continue
        for row in measured(make()):
            print(f"| {' | '.join(map(str, (name, *row)))} |", flush=True)
