import type { Socket } from "node:net";
import { changeHostKey, replace, reset, sendBytes, sendMessage, socketOf, sshString, uint32 } from "./evil-protocol.ts";
import type { EvilBehavior } from "./evil-server.ts";

const unreachable = ["RB4001", "RB4002", "RB4007", "RB4008"];

/** Writes again and again until the socket is gone, no faster than the other side reads. */
function flood(socket: Socket, bytes: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on("drain", more);
  more();
}

function drip(socket: Socket, bytes: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(bytes[at++ % bytes.length] ?? "");
  }, 20);
  socket.on("close", () => clearInterval(timer));
}

/** An unencrypted packet with the length that it says. */
const packet = (length: number, rest: Buffer) => Buffer.concat([uint32(length), rest]);
const hello = "SSH-2.0-OpenSSH_9.9\r\n";

/** What goes wrong before the first encrypted byte. */
export const evilBeginnings: readonly EvilBehavior[] = [
  { name: "accepts and stays silent", raw: () => {}, ends: ["RB4002"] },
  { name: "closes at once", raw: (socket) => void socket.end(), ends: ["RB4001"] },
  { name: "resets at once", raw: (socket) => void socket.resetAndDestroy(), ends: ["RB4001"] },
  { name: "a banner byte by byte without end", raw: (socket) => drip(socket, "SSH-2.0-slow_"), ends: ["RB4002"] },
  { name: "endless lines before the banner", raw: (socket) => flood(socket, "hello\r\n"), ends: unreachable },
  {
    name: "one endless line before the banner",
    raw: (socket) => flood(socket, Buffer.alloc(65536, 120)),
    ends: unreachable,
  },
  { name: "zeros", raw: (socket) => flood(socket, Buffer.alloc(65536)), ends: unreachable },
  {
    name: "a banner of escape codes",
    raw: (socket) => void socket.write("SSH-2.0-\x1b]0;owned\x07\x1b[2J\r\n"),
    ends: unreachable,
  },
  { name: "escape codes, then a close", raw: (socket) => void socket.end("\x1b[31mgo away\r\n"), ends: unreachable },
  { name: "SSH 1", raw: (socket) => void socket.write("SSH-1.5-old\r\n"), ends: unreachable },
  { name: "a web server", raw: (socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), ends: unreachable },
  { name: "silence after the banner", raw: (socket) => void socket.write(hello), ends: ["RB4002"] },
  { name: "close after the banner", raw: (socket) => void socket.end(hello), ends: ["RB4001"] },
  {
    name: "reset after the banner",
    raw: (socket) => socket.write(hello, () => socket.resetAndDestroy()),
    ends: ["RB4001"],
  },
  { name: "garbage after the banner", raw: (socket) => flood(socket, `${hello}\x1b[2J garbage`), ends: unreachable },
  {
    name: "a packet of 4 GiB",
    raw: (socket) => void socket.write(Buffer.concat([Buffer.from(hello), packet(0xffffffff, Buffer.alloc(64))])),
    ends: unreachable,
  },
  {
    name: "a packet of no length",
    raw: (socket) => void socket.write(Buffer.concat([Buffer.from(hello), packet(0, Buffer.alloc(64))])),
    ends: unreachable,
  },
  {
    name: "a packet with more padding than packet",
    raw: (socket) => void socket.write(Buffer.concat([Buffer.from(hello), packet(12, Buffer.alloc(64, 255))])),
    ends: unreachable,
  },
  {
    name: "hangs up with escape codes as its reason",
    raw: (socket) => void socket.write(disconnect("\x1b[31mbye\x1b[0m")),
    ends: unreachable,
  },
];

function disconnect(reason: string): Buffer {
  const message = Buffer.concat([Buffer.from([1]), uint32(2), sshString(reason), sshString("")]);
  const padding = 8 - ((message.length + 5) % 8) + 8;
  return Buffer.concat([
    Buffer.from(hello),
    packet(message.length + 1 + padding, Buffer.concat([Buffer.from([padding]), message, Buffer.alloc(padding)])),
  ]);
}

/** What goes wrong while we log in. */
export const evilLogins: readonly EvilBehavior[] = [
  {
    name: "closes instead of a key exchange's end",
    server: { connected: (connection) => connection.on("handshake", () => connection.end()) },
    ends: unreachable,
  },
  {
    name: "resets after the key exchange",
    server: { connected: (connection) => connection.on("handshake", () => reset(connection)) },
    ends: unreachable,
  },
  {
    name: "silence instead of the service",
    server: { connected: (_connection, protocol) => replace(protocol, "serviceAccept", () => {}) },
    ends: ["RB4002"],
  },
  {
    name: "silence instead of a login",
    server: { connected: (_connection, protocol) => replace(protocol, "authPKOK", () => {}) },
    ends: ["RB4002"],
  },
  {
    name: "close instead of a login",
    server: {
      connected: (connection, protocol) => replace(protocol, "authPKOK", () => socketOf(connection).destroy()),
    },
    ends: unreachable,
  },
  {
    name: "a bad checksum",
    server: {
      connected: (connection) => connection.on("handshake", () => sendBytes(connection, Buffer.alloc(256, 7))),
    },
    ends: unreachable,
  },
  {
    name: "a thousand login banners with escape codes",
    server: {
      connected: (connection) =>
        connection.on("handshake", () => {
          for (let count = 0; count < 1000; count++) sendMessage(connection, banner("\x1b[2J".repeat(2000)));
        }),
    },
    ends: ["survives"],
  },
  {
    name: "never lets us in, asks for more each time",
    server: { connected: refuse(["publickey"], true) },
    ends: ["RB4006"],
  },
  {
    name: "refuses with nonsense",
    server: { connected: refuse(["\x1b[31m", "", "publickey,,,", "\u202e"], false) },
    ends: ["RB4006"],
  },
  {
    name: "refuses with ten thousand methods",
    server: {
      connected: refuse(
        Array.from({ length: 10_000 }, (_, n) => `m${n}`),
        false,
      ),
    },
    ends: ["RB4006", "RB4008"],
  },
  {
    name: "asks questions for ever instead of taking a key",
    server: {
      connected: (connection, protocol) =>
        replace(protocol, "authPKOK", () => {
          for (let count = 0; count < 200; count++) sendMessage(connection, question);
        }),
    },
    ends: [...unreachable, "RB4006"],
  },
  {
    name: "lets us in unasked",
    server: { connected: (connection) => connection.on("handshake", () => sendMessage(connection, Buffer.from([52]))) },
    ends: ["survives"],
  },
  { name: "cannot sign with its host's key", server: { connected: otherKey }, ends: ["RB4004", "RB4005", "RB4008"] },
];

const banner = (text: string) => Buffer.concat([Buffer.from([53]), sshString(text), sshString("")]);
const question = Buffer.concat([
  Buffer.from([60]),
  sshString(""),
  sshString(""),
  sshString(""),
  uint32(1),
  sshString("\x1b[2JPassword: "),
  Buffer.from([0]),
]);

function refuse(methods: readonly string[], partial: boolean): (connection: unknown, protocol: object) => void {
  return (_connection, protocol) => {
    for (const name of ["authPKOK", "authSuccess"]) {
      replace(protocol, name, () => Reflect.apply(Reflect.get(protocol, "authFailure"), protocol, [methods, partial]));
    }
  };
}

function otherKey(_connection: unknown, protocol: object): void {
  changeHostKey(protocol, (key) => Object.assign(Object.create(key), { sign: () => Buffer.alloc(64, 1) }));
}
