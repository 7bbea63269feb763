"""A TCP proxy that misbehaves on demand: for what happens when Neo4j is gone in the middle."""

import gc
import socket
import struct
import threading
import warnings
from contextlib import suppress


class FaultyProxy:
    """Passes bytes on to a server; `reset_all` cuts every connection, `down` refuses new ones."""

    def __init__(self, port):
        self._to = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.down = False
        self._open = set()
        self._guard = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                self._cut(client)
                continue
            try:
                server = socket.create_connection(self._to)
            except OSError:
                self._cut(client)
                continue
            with self._guard:
                self._open |= {client, server}
            for a, b in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(a, b), daemon=True).start()

    def _pass_on(self, a, b):
        with suppress(OSError):
            while data := a.recv(65536):
                b.sendall(data)
        for one in (a, b):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        with self._guard:
            self._open -= {a, b}
        a.close()  # b is the other thread's

    def _cut(self, one):
        with suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()

    def reset_all(self):
        with self._guard:
            cut, self._open = self._open, set()
        for one in cut:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            self._cut(one)

    def close(self):
        self._listener.close()
        self.reset_all()
        # Sockets that broke while the driver opened them are its own to close: it does not.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
