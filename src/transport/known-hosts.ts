import { createHmac } from "node:crypto";
import { namesMatch } from "./host-patterns.ts";

/** One usable line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostLine {
  readonly marker: "none" | "revoked" | "cert-authority";
  /** Host patterns, or `|1|salt|hash`. */
  readonly names: string;
  /** "ssh-ed25519", "ssh-rsa", ... */
  readonly type: string;
  readonly key: Buffer;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A file's lines, and the numbers of those that cannot be understood. */
export interface KnownHosts {
  readonly lines: readonly KnownHostLine[];
  readonly bad: readonly number[];
}

/** What is known of one host. */
export interface KnownKeys {
  readonly known: readonly KnownHostLine[];
  readonly revoked: readonly KnownHostLine[];
  readonly authorities: readonly KnownHostLine[];
}

/** Reads the text of a known_hosts file; comments and empty lines count for nothing. */
export function parseKnownHosts(text: string, file: string): KnownHosts {
  const lines: KnownHostLine[] = [];
  const bad: number[] = [];
  text.split("\n").forEach((raw, index) => {
    const fields = raw.replace(/\r$/, "").replace(/^[ \t]+/, "");
    if (fields === "" || fields.startsWith("#")) return;
    const parsed = parseLine(fields, file, index + 1);
    if (parsed === undefined) bad.push(index + 1);
    else lines.push(parsed);
  });
  return { lines, bad };
}

const markers = { "@revoked": "revoked", "@cert-authority": "cert-authority" } as const;

function parseLine(text: string, file: string, line: number): KnownHostLine | undefined {
  const words = text.split(/[ \t]+/);
  const first = words[0] ?? "";
  const marker = first === "@revoked" || first === "@cert-authority" ? markers[first] : "none";
  if (marker === "none" && first.startsWith("@")) return undefined;
  const [names, type, encoded] = marker === "none" ? words : words.slice(1);
  if (names === undefined || type === undefined || encoded === undefined) return undefined;
  const key = Buffer.from(encoded, "base64");
  return typeInside(key) === type ? { marker, names, type, key, file, line } : undefined;
}

/** The type that stands in the key itself (RFC 4253, 6.6). */
function typeInside(key: Buffer): string | undefined {
  if (key.length < 5) return undefined;
  const length = key.readUInt32BE(0);
  return length > 64 || key.length <= 4 + length ? undefined : key.toString("latin1", 4, 4 + length);
}

/** The lines of a host, by its name in known_hosts (`host` or `[host]:port`, in lower case). */
export function lookUpHost(lines: readonly KnownHostLine[], name: string): KnownKeys {
  const mine = lines.filter((line) => lineNames(line, name));
  return {
    known: mine.filter((line) => line.marker === "none"),
    revoked: mine.filter((line) => line.marker === "revoked"),
    authorities: mine.filter((line) => line.marker === "cert-authority"),
  };
}

function lineNames(line: KnownHostLine, name: string): boolean {
  return line.names.startsWith("|") ? hashNames(line.names, name) : namesMatch(line.names, name);
}

/** HMAC-SHA1 of the name under a random salt, the form that `HashKnownHosts yes` writes. */
function hashNames(hashed: string, name: string): boolean {
  const [empty, version, salt, hash, ...more] = hashed.split("|");
  if (empty !== "" || version !== "1" || salt === undefined || hash === undefined || more.length > 0) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest().equals(Buffer.from(hash, "base64"));
}
