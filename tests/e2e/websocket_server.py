"""A WebSocket server by python3-websockets: websocket_server.py PORT [CERTIFICATE KEY]

/echo: each message comes back. /pings: so many as the message says, each of which has to be answered. /say: five
messages, one of them empty, one large, one in fragments, then a close with 1000. Anything else: 403.
"""
import asyncio
import http
import ssl
import sys

import websockets


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def pings(socket):
    count = int(await socket.recv())
    for i in range(count):
        answered = await socket.ping(str(i).encode())
        await asyncio.wait_for(answered, 10)
    await socket.send(f"{count} pongs")


async def say(socket):
    await socket.send("one")
    await socket.send(b"")
    await socket.send(["frag", "men", "ted"])
    await socket.send("z" * 300000)
    await socket.send("last")


HANDLERS = {"/echo": echo, "/pings": pings, "/say": say}


async def handle(socket):
    await HANDLERS[socket.path](socket)


async def check(path, headers):
    return None if path in HANDLERS else (http.HTTPStatus.FORBIDDEN, [], b"no\n")


async def main(port, cert=None, key=None):
    context = None
    if cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
    async with websockets.serve(handle, "127.0.0.1", int(port), ssl=context, process_request=check, compression=None,
                                max_size=None, ping_interval=None):
        await asyncio.Future()


asyncio.run(main(*sys.argv[1:]))
