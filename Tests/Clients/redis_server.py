"""Debian's redis-server for a test: on a socket of its own, on loopback alone, without a file."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from pathlib import Path

from conditions import wait_for

PROGRAM = shutil.which("redis-server")


class RedisServer:
    """A context manager; `restart` makes an empty one in the same place."""

    def __init__(self, folder: Path, password: str = ""):
        self.path, self.folder, self.password = folder / "redis.sock", folder, password
        self.process = None

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", self.path, "--save", "", "--appendonly", "no", "--dir", self.folder]
        options += ["--requirepass", self.password] if self.password else []
        self.process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.path.exists, 20, "redis-server does not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def command(self, *words: str) -> bytes:
        """The first part of the answer as it came: for what has a short one."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(str(self.path))
            commands = [("AUTH", self.password)] if self.password else []
            answer = b""
            for command in [*commands, words]:
                parts = [str(word).encode() for word in command]
                head = f"*{len(parts)}\r\n".encode()
                connection.sendall(head + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
                answer = connection.recv(1 << 20)
            return answer

    def names(self) -> list[str]:
        lines = self.command("KEYS", "*").decode().split("\r\n")
        return [line for line in lines[1:] if line and not line.startswith("$")]


class NonsenseServer:
    """Answers whatever is asked with the same bytes, on a socket in a folder."""

    def __init__(self, path: Path, answer: bytes, pause: float = 0):
        import threading
        import time

        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(16)
        self.asked = 0

        def serve() -> None:
            while True:
                try:
                    connection, _ = self.listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        while connection.recv(65_536):
                            self.asked += 1
                            for start in range(0, len(answer), 64):
                                if pause:
                                    time.sleep(pause)
                                connection.sendall(answer[start:start + 64])
                    except OSError:
                        continue

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        # A thread that waits in accept is woken by this, not by close.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
