"""A folder over HTTP/1.1 in which every answer comes late: storage that is far away.

    delayed_http.py FOLDER PORT MILLISECONDS
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from urllib.parse import unquote


class Delayed(asyncio.Protocol):
    """One connection; requests that come together are answered together."""

    def __init__(self, folder: Path, delay: float):
        self.folder, self.delay, self.received = folder, delay, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            asyncio.get_running_loop().call_later(self.delay, self.answer, method, unquote(target.partition("?")[0]))

    def answer(self, method: str, path: str):
        file = (self.folder / path.lstrip("/")).resolve()
        found = file.is_relative_to(self.folder) and file.is_file()
        body = file.read_bytes() if found else b""
        status = "200 OK" if found else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        self.transport.write(head if method == "HEAD" else head + body)


async def serve(folder: str, port: str, milliseconds: str):
    loop = asyncio.get_running_loop()
    make = lambda: Delayed(Path(folder).resolve(), float(milliseconds) / 1000)
    server = await loop.create_server(make, "127.0.0.1", int(port), backlog=512)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
