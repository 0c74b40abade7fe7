/// The other side: a server by Debian's python3-websockets, plain and with TLS, and one
/// that shakes hands by itself and misbehaves as no library would. Both do what the
/// path says. It writes its ports to standard output.
let peerScript = #"""
    import asyncio, base64, hashlib, http, json, socket, ssl, struct, sys
    import websockets

    codes = []

    async def polite(ws):
        path = ws.path.split("?")[0]
        if path == "/headers":
            await ws.send(json.dumps({k.lower(): v for k, v in ws.request_headers.raw_items()}))
        elif path == "/path":
            await ws.send(ws.path)
        elif path == "/fragments":
            await ws.send(["one ", "", "zw\u00f6lf", " three"])
            await ws.send("")
            await ws.send(b"\x00\x01binary")
            await (await ws.ping(b"are you there"))
            await ws.send("ponged")
        elif path.startswith("/close/"):
            await ws.close(int(path[7:]), "good night")
            return
        elif path.startswith("/bytes/"):
            await ws.send("x" * int(path[7:]))
        elif path == "/deaf":
            await asyncio.sleep(3600)
        elif path == "/codes":
            await ws.send(json.dumps(codes))
        async for message in ws:
            await ws.send(message)
        codes.append(ws.close_code)

    async def refuse(path, headers):
        name = path.split("?")[0][1:]
        if not name.isdigit():
            return None
        extra = {"302": [("Location", "/echo")], "503": [("Retry-After", "7")],
                 "429": [("Retry-After", "Wed, 21 Oct 2065 07:28:00 GMT")]}
        return http.HTTPStatus(int(name)), extra.get(name, []), b"no\n"

    def reset(writer):
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def rude(reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ")[1].split("?")[0]
            key = next(l.split(": ")[1] for l in head.split("\r\n") if l.startswith("Sec-WebSocket-Key"))
            accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
            if path == "/never":
                await asyncio.sleep(3600)
            if path == "/hangup":
                return
            if path == "/mail":
                writer.write(b"220 mail.example ESMTP\r\n\r\n")
                await writer.drain()
                return
            if path == "/slow":
                for byte in b"HTTP/1.1 101 Switching Protocols\r\nX-Slow: " + b"y" * 5000:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.02)
            if path == "/endless":
                writer.write(b"HTTP/1.1 101 Switching Protocols\r\n")
                while True:
                    writer.write(b"X-More: " + b"z" * 1000 + b"\r\n")
                    await writer.drain()
            if path == "/lie":
                accept = b"AAAA" + accept[4:]
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            await writer.drain()
            frames = {"/opcode": b"\x83\x01x", "/rsv": b"\xf1\x01x", "/longping": b"\x89\x7e\x00\x80" + b"p" * 128,
                      "/utf8": b"\x81\x03\xff\xfe\xfd", "/cututf8": b"\x81\x01\xc3", "/orphan": b"\x80\x01x",
                      "/closeless": b"\x88\x00", "/badcode": b"\x88\x02\x00\x01"}
            if path in frames:
                writer.write(frames[path])
                await writer.drain()
            if path == "/huge":
                writer.write(b"\x81\x7f" + struct.pack(">Q", 1 << 40))
                while True:
                    writer.write(b"h" * 65536)
                    await writer.drain()
            if path == "/manyfragments":
                writer.write(b"\x01\x7e\xff\xff" + b"f" * 65535)
                while True:
                    writer.write(b"\x00\x7e\xff\xff" + b"f" * 65535)
                    await writer.drain()
            if path == "/eof":
                return
            if path == "/reset":
                reset(writer)
                return
            await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    async def main():
        ports = {}
        options = dict(process_request=refuse, ping_interval=None, max_size=None, compression=None)
        plain = await websockets.serve(polite, "127.0.0.1", 0, **options)
        ports["plain"] = plain.sockets[0].getsockname()[1]
        bad = await asyncio.start_server(rude, "127.0.0.1", 0)
        ports["rude"] = bad.sockets[0].getsockname()[1]
        if len(sys.argv) > 1:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(sys.argv[1], sys.argv[2])
            safe = await websockets.serve(polite, "127.0.0.1", 0, ssl=tls, **options)
            ports["tls"] = safe.sockets[0].getsockname()[1]
            try:
                safe6 = await websockets.serve(polite, "::1", 0, ssl=tls, **options)
                ports["tls6"] = safe6.sockets[0].getsockname()[1]
            except OSError:
                pass
        print(json.dumps(ports), flush=True)
        await asyncio.sleep(3600)

    asyncio.run(main())
    """#
