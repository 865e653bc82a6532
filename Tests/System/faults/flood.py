"""Hostile clients: slow, silent, half closed, or sending garbage. `clients.py` scrapes beside them."""

import multiprocessing
import random
import socket
import time

GET = b"GET /metrics HTTP/1.1\r\nHost: h\r\n"


class Flood:
    """Runs hostile clients of one kind in two processes until it is stopped."""

    def __init__(self, address, kind, count):
        self.address, self.kind = address, kind
        self.isOver = multiprocessing.Event()
        shares = [count // 2, count - count // 2]
        self.processes = [
            multiprocessing.Process(target=self.run, args=share, daemon=True) for share in enumerate(shares)]

    def __enter__(self):
        for process in self.processes:
            process.start()
        time.sleep(0.5)

    def __exit__(self, *_):
        self.isOver.set()
        for process in self.processes:
            process.join()

    def run(self, seed, count):
        chance = random.Random(seed)
        peers = []
        while not self.isOver.is_set():
            for _ in range(min(20, count - len(peers))):
                peer = self.connect()
                if peer:
                    peers.append(peer)
            kept = []
            for peer in peers:
                if self.disturb(peer, chance):
                    kept.append(peer)
                else:
                    peer.close()
            peers = kept
            time.sleep(0.01 if len(peers) < count else 0.1)
        for peer in peers:
            peer.close()

    def connect(self):
        try:
            peer = socket.create_connection(self.address, timeout=1)
            if self.kind.endswith("readers"):
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                peer.sendall((GET + b"\r\n") * 3)
            if self.kind == "half-closed":
                peer.sendall(b"GET /metr")
                peer.shutdown(socket.SHUT_WR)
            peer.setblocking(False)
            return peer
        except OSError:
            return None

    def disturb(self, peer, chance):
        """Sends or reads a little more. False when the server has closed the connection."""
        try:
            if self.kind == "slow senders":
                peer.send(b"G")
            elif self.kind == "garbage":
                peer.send(chance.randbytes(chance.randrange(1, 3000)))
            elif self.kind == "reopening":
                return chance.random() < 0.7
            most = {"slow readers": 1, "steady readers": 16384}.get(self.kind, 4096)
            return len(peer.recv(most)) > 0
        except BlockingIOError:
            return True
        except OSError:
            return False
