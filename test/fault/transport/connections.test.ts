import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSsh2Transport, type Ssh2Options } from "../../../src/transport/ssh2-transport.ts";
import { startProxy } from "../../support/flaky-proxy.ts";
import { type PracticeServer, startServer, targetOn } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

const quick: Ssh2Options = { deadlines: { login: 300, channel: 300 }, backoff: 1, jitter: () => 0.5 };

describe("connections that fail", () => {
  let server: PracticeServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  test("a closed port", async () => {
    const problem = await problemOf(createSsh2Transport(quick).connect(targetOn(1, server.folder)));
    expect(problem).toMatchObject({ code: "RB4001", message: "web1 (127.0.0.1:1) refused the connection" });
  });

  test("a name that does not exist", async () => {
    const target = { ...server.target, address: "no-such-host.invalid" };
    const problem = await problemOf(createSsh2Transport(quick).connect(target));
    expect(problem).toMatchObject({ code: "RB4003", message: expect.stringContaining("no-such-host.invalid") });
  });

  test("a host that accepts and stays silent", async () => {
    const silent = await listen(() => {});
    const problem = await problemOf(createSsh2Transport(quick).connect(targetOn(silent.port, server.folder)));
    expect(problem).toMatchObject({
      code: "RB4002",
      message: expect.stringContaining("did not finish the login within 0.3 s"),
    });
    silent.server.close();
  });

  test("a silent host does not keep others waiting", async () => {
    const silent = await listen(() => {});
    const transport = createSsh2Transport({ handshakes: 1, deadlines: { login: 8_000 } });
    const waiting = transport.connect(targetOn(silent.port, server.folder)).catch(() => {});
    const before = performance.now();
    await (await transport.connect(server.target)).close();
    expect(performance.now() - before).toBeLessThan(4_000);
    silent.server.close();
    for (const socket of silent.sockets) socket.destroy();
    await waiting;
  });

  test("something that is not sshd", async () => {
    const web = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const problem = await problemOf(createSsh2Transport(quick).connect(targetOn(web.port, server.folder)));
    expect(["RB4001", "RB4008"]).toContain(problem.code);
    expect(problem.hint).toContain("not sshd");
    web.server.close();
  });

  test("a host that hangs up before the login is tried a few times, then given up", async () => {
    const proxy = await startProxy(server.target.port, 99);
    const problem = await problemOf(createSsh2Transport(quick).connect(targetOn(proxy.port, server.folder)));
    expect(problem).toMatchObject({ code: "RB4001", hint: expect.stringContaining("MaxStartups") });
    expect(proxy.accepted).toBe(6);
    await proxy.close();
  });

  test("a host that hangs up twice is reached at the third attempt", async () => {
    const proxy = await startProxy(server.target.port, 2);
    const target = {
      ...targetOn(server.target.port, server.folder),
      port: proxy.port,
      hostKeyAlias: `[127.0.0.1]:${server.target.port}`,
    };
    await (await createSsh2Transport({ backoff: 1 }).connect(target)).close();
    expect(proxy.accepted).toBe(3);
    await proxy.close();
  });

  test("a host that offers only what is not safe", async () => {
    const old = await startServer({ algorithms: { cipher: ["aes128-cbc"], hmac: ["hmac-sha1"] } });
    const problem = await problemOf(createSsh2Transport(quick).connect(old.target));
    expect(problem).toMatchObject({ code: "RB4008", hint: expect.stringContaining("CBC") });
    await old.close();
  });

  test("a connection that is cut in the middle of a frame: nobody knows what happened", async () => {
    const proxy = await startProxy(server.target.port);
    const target = { ...server.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${server.target.port}` };
    const connection = await createSsh2Transport().connect(target);
    const shell = await connection.openShell("", undefined);
    const running = shell.run({ script: "sleep 0.5", kind: "user", deadline: 20_000 });
    const queued = shell.run({ script: "echo", kind: "user", deadline: 20_000 });
    queued.catch(() => {});
    proxy.cut();
    await expect(running).rejects.toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    await expect(queued).rejects.toMatchObject({ started: false, problems: [{ code: "RB4007" }] });
    expect((await problemOf(connection.openShell("", undefined))).code).toBe("RB4007");
    await connection.close();
    await proxy.close();
  });

  test("a host that falls silent is noticed by its missing keepalives", async () => {
    const proxy = await startProxy(server.target.port);
    const target = { ...server.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${server.target.port}` };
    const connection = await createSsh2Transport({ deadlines: { keepalive: 100 } }).connect(target);
    const shell = await connection.openShell("", undefined);
    proxy.freeze();
    const lost = await problemOf(shell.run({ script: "echo", kind: "user", deadline: 20_000 }));
    expect(lost).toMatchObject({ code: "RB4007", message: expect.stringContaining("it did not answer for 0.4 s") });
    await connection.close();
    await proxy.close();
  });
});

interface Listener {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Set<Socket>;
}

async function listen(accept: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, sockets, port: typeof address === "object" && address !== null ? address.port : 0 };
}
