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

/** Finds a host's lines among many, in their order, by its name in known_hosts (`host` or `[host]:port`, in lower case). */
export type FindLines = (name: string) => readonly KnownHostLine[];

/** Lines without patterns and hashes are found at once, however many there are; the others are tried one by one. */
export function indexKnownHosts(lines: readonly KnownHostLine[]): FindLines {
  const plain = new Map<string, Placed[]>();
  const others: Placed[] = [];
  for (const [place, line] of lines.entries()) {
    const placed = { line, place };
    if (/^\||[*?!]/.test(line.names)) others.push(placed);
    else for (const name of new Set(line.names.toLowerCase().split(","))) put(plain, name, placed);
  }
  return (name) => {
    const found = [...(plain.get(name) ?? []), ...others.filter(({ line }) => isNamed(line, name))];
    return found.sort((one, other) => one.place - other.place).map(({ line }) => line);
  };
}

type Placed = { readonly line: KnownHostLine; readonly place: number };

function put(map: Map<string, Placed[]>, name: string, placed: Placed): void {
  const known = map.get(name);
  if (known) known.push(placed);
  else map.set(name, [placed]);
}

/** What lines say of the host that they name. */
export function keysIn(lines: readonly KnownHostLine[]): KnownKeys {
  return {
    known: lines.filter((line) => line.marker === "none"),
    revoked: lines.filter((line) => line.marker === "revoked"),
    authorities: lines.filter((line) => line.marker === "cert-authority"),
  };
}

/** What is known of a host, by its name in known_hosts. */
export function lookUpHost(lines: readonly KnownHostLine[], name: string): KnownKeys {
  return keysIn(indexKnownHosts(lines)(name));
}

function isNamed(line: KnownHostLine, name: string): boolean {
  return line.names.startsWith("|") ? hashNames(line.names, name) : namesMatch(line.names, name);
}

/** HMAC-SHA1 of the name under a random salt, the form that `HashKnownHosts yes` writes. */
function hashNames(hashed: string, name: string): boolean {
  const [empty, version, salt, hash, ...more] = hashed.split("|");
  if (empty !== "" || version !== "1" || salt === undefined || hash === undefined || more.length > 0) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest().equals(Buffer.from(hash, "base64"));
}
