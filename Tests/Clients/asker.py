"""Asks for addresses in turn, from some threads, and prints a line for each answer: `asker.py THREADS URL...`.

A line is JSON: when the request began and ended (monotonic seconds, one clock for the whole machine), and the status, or the
name of what went wrong. It ends when its input does, without waiting for answers that are still due.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

printing = threading.Lock()


def ask(urls: itertools.cycle) -> None:
    for url in urls:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError as error:
            status = type(error).__name__
        with printing:
            print(json.dumps({"began": began, "ended": time.monotonic(), "status": status}), flush=True)


def main() -> None:
    urls = sys.argv[2:]
    for first in range(int(sys.argv[1])):
        turned = urls[first:] + urls[:first]
        threading.Thread(target=ask, args=(itertools.cycle(turned),), daemon=True).start()
    sys.stdin.read()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
