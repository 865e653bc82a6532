"""A receiver that takes requests, looks at nothing and answers 204. Python's standard library only."""

import socket
import threading

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Sink:
    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/w"
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    @staticmethod
    def serve(peer):
        buffer, have = bytearray(1 << 20), b""
        with peer:
            while True:
                end = have.find(b"\r\n\r\n")
                while end < 0:
                    more = peer.recv(65536)
                    if not more:
                        return
                    have += more
                    end = have.find(b"\r\n\r\n")
                length = int(have[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0])
                rest = length - (len(have) - end - 4)
                while rest > 0:
                    count = peer.recv_into(buffer, min(rest, len(buffer)))
                    if count == 0:
                        return
                    rest -= count
                have = b""
                peer.sendall(ANSWER)
