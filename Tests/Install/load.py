#!/usr/bin/env python3
"""Asks a site for the same address over and over, from some threads, until its input ends.

usage: load.py SITE HOST ADDRESS THREADS    such as https://127.0.0.1 cubes.example.org /dap/air.dods?lat 4

Prints how many answers came by status ("failed" for none), and the longest wait in seconds.
"""

import base64
import collections
import http.client
import json
import ssl
import sys
import threading
import time
import urllib.parse

site, host, address, count = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
answers: collections.Counter = collections.Counter()
waits = [0.0]
stopping = threading.Event()
# The certificate is looked at elsewhere.
context = ssl._create_unverified_context()
fields = {"Host": host, "Authorization": "Basic " + base64.b64encode(b"ada:secret of ada").decode()}


def connect() -> http.client.HTTPConnection:
    if site.scheme == "https":
        return http.client.HTTPSConnection(site.hostname, site.port, context=context, timeout=60)
    return http.client.HTTPConnection(site.hostname, site.port, timeout=60)


def ask() -> None:
    while not stopping.is_set():
        connection, began = connect(), time.monotonic()
        try:
            connection.request("GET", address, headers=fields)
            answer = connection.getresponse()
            answer.read()
            answers[str(answer.status)] += 1
        except (OSError, http.client.HTTPException):
            answers["failed"] += 1
        finally:
            connection.close()
            waits.append(time.monotonic() - began)


threads = [threading.Thread(target=ask) for _ in range(count)]
for thread in threads:
    thread.start()
sys.stdin.read()
stopping.set()
for thread in threads:
    thread.join()
print(json.dumps({"answers": answers, "longest": max(waits)}))
