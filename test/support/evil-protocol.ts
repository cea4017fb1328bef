import type { Connection } from "ssh2";

/** A text or bytes with its length before it (RFC 4251, 5). */
export function sshString(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** Four bytes, the most significant first. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Sends a message that ssh2 would not send, encrypted as any other. */
export function sendMessage(connection: Connection, message: Buffer): void {
  const protocol: object = Reflect.get(connection, "_protocol");
  const writer: PacketWriter = Reflect.get(Reflect.get(protocol, "_packetRW"), "write");
  const cipher: { encrypt(packet: Buffer): void } = Reflect.get(protocol, "_cipher");
  const start = writer.allocStart;
  const packet = writer.alloc(message.length);
  message.copy(packet, start);
  cipher.encrypt(writer.finalize(packet));
}

/** Sends bytes past the protocol. */
export function sendBytes(connection: Connection, bytes: string | Buffer): void {
  socketOf(connection).write(bytes);
}

/** Ends the TCP connection with a reset. */
export function reset(connection: Connection): void {
  const socket: object = Reflect.get(connection, "_sock");
  Reflect.apply(Reflect.get(socket, "resetAndDestroy"), socket, []);
}

/** Puts another function in the place of one of the protocol's own; it is given the original. */
export function replace(
  protocol: object,
  name: string,
  other: (original: (...values: readonly unknown[]) => void, values: readonly unknown[]) => void,
): void {
  const original: (...values: readonly unknown[]) => void = Reflect.get(protocol, name);
  Reflect.set(protocol, name, (...values: readonly unknown[]) =>
    other((...changed) => Reflect.apply(original, protocol, changed), values),
  );
}

/** Gives one connection another host key than its server's. */
export function changeHostKey(protocol: object, change: (key: object) => object): void {
  const keys: Readonly<Record<string, object>> = Reflect.get(protocol, "_hostKeys");
  Reflect.set(
    protocol,
    "_hostKeys",
    Object.fromEntries(Object.entries(keys).map(([type, key]) => [type, change(key)])),
  );
}

interface PacketWriter {
  readonly allocStart: number;
  alloc(size: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

/** The TCP connection below. */
export function socketOf(connection: Connection): { write(bytes: string | Buffer): boolean; destroy(): void } {
  return Reflect.get(connection, "_sock");
}
