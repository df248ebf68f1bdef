"""Asks the same addresses again and again on many connections: `hammer.py CLIENTS SECONDS PAUSE URL...`.

A process of its own, so that what it costs is not measured as somebody else's latency. Prints, as JSON, how often each
status came and the longest time that an answer took.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter


def hammer(urls: list[str], until: float, pause: float, seen: Counter, longest: list[float]) -> None:
    number = 0
    while time.monotonic() < until:
        begin = time.monotonic()
        try:
            with urllib.request.urlopen(urls[number % len(urls)], timeout=60) as answer:
                answer.read()
                seen[answer.status] += 1
        except urllib.error.HTTPError as error:
            error.read()
            seen[error.code] += 1
        except OSError as error:
            seen[type(error).__name__] += 1
        longest.append(time.monotonic() - begin)
        number += 1
        time.sleep(pause)


def main() -> None:
    clients, seconds, pause, urls = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
    until, seen, longest = time.monotonic() + seconds, Counter(), []
    threads = [threading.Thread(target=hammer, args=(urls, until, pause, seen, longest), daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0) + 2)
    print(json.dumps({"seen": seen, "longest": max(longest, default=0), "waiting": sum(t.is_alive() for t in threads)}))


main()
