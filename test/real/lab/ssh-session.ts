import { once } from "node:events";
import { readFileSync } from "node:fs";
import ssh2, { type Client, type ClientChannel } from "ssh2";
import type { RunningHost } from "../../../src/lab/inventory-file.ts";

/** Logs in to a practice host with a key; rejects when the host does not let us. */
export async function login(host: RunningHost, keyFile: string, user = host.user): Promise<Client> {
  const client = new ssh2.Client();
  const ready = once(client, "ready");
  client.connect({ host: "127.0.0.1", port: host.port, username: user, privateKey: readFileSync(keyFile) });
  await ready;
  client.on("error", () => undefined);
  return client;
}

/** How a command ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | undefined;
  readonly out: string;
  readonly err: string;
}

/** Starts a command. */
export function start(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : reject(error)));
  });
}

/** Runs a command to its end. */
export async function run(client: Client, command: string, input = ""): Promise<Ended> {
  const channel = await start(client, command);
  const ended = end(channel);
  channel.end(input);
  return ended;
}

/** Everything a channel brings until it is closed. */
export function end(channel: ClientChannel): Promise<Ended> {
  return new Promise((resolve) => {
    let [out, err] = ["", ""];
    let ended: { status: number | null; signal: string | undefined } = { status: null, signal: undefined };
    channel.setEncoding("latin1").on("data", (text: string) => {
      out += text;
    });
    channel.stderr.setEncoding("latin1").on("data", (text: string) => {
      err += text;
    });
    channel.on("exit", (status: number | null, signal?: string) => {
      ended = { status, signal };
    });
    channel.on("close", () => resolve({ ...ended, out, err }));
    channel.resume();
  });
}
