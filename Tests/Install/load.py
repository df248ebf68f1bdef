#!/usr/bin/env python3
"""Asks a site for the same address over and over, from some threads, until its input ends.

usage: load.py HOST ADDRESS THREADS        prints how many answers came by status ("failed" for none)
"""

import base64
import collections
import http.client
import json
import ssl
import sys
import threading

host, address, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
answers: collections.Counter = collections.Counter()
stopping = threading.Event()
# The certificate is looked at elsewhere.
context = ssl._create_unverified_context()
fields = {"Host": host, "Authorization": "Basic " + base64.b64encode(b"ada:secret of ada").decode()}


def ask() -> None:
    while not stopping.is_set():
        connection = http.client.HTTPSConnection("127.0.0.1", context=context, timeout=60)
        try:
            connection.request("GET", address, headers=fields)
            answer = connection.getresponse()
            answer.read()
            answers[str(answer.status)] += 1
        except (OSError, http.client.HTTPException):
            answers["failed"] += 1
        finally:
            connection.close()


threads = [threading.Thread(target=ask) for _ in range(count)]
for thread in threads:
    thread.start()
sys.stdin.read()
stopping.set()
for thread in threads:
    thread.join()
print(json.dumps(answers))
