"""A server of names on port 53 of loopback that knows store.lan.example, and a receiver of remote write, whose port it
prints. Python's standard library only."""

import socket

from sink import Sink


def name_in(message):
    parts, at = [], 12
    while message[at]:
        parts.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    return ".".join(parts), at + 5


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    with Sink() as sink:
        print(sink.url.rsplit(":", 1)[1].split("/")[0], flush=True)
        while True:
            message, asker = server.recvfrom(4096)
            name, end = name_in(message)
            is_known = name == "store.lan.example" and message[end - 3] == 1
            code = 0 if name.endswith("lan.example") else 3
            head = message[:2] + bytes([0x81, 0x80 | code, 0, 1, 0, int(is_known), 0, 0, 0, 0])
            record = bytes.fromhex("c00c000100010000003c0004") + bytes([127, 0, 0, 1]) if is_known else b""
            server.sendto(head + message[12:end] + record, asker)


if __name__ == "__main__":
    main()
