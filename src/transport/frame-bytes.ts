import { problem } from "../problems/problem.ts";
import type { Frame } from "./connection.ts";

/** From here on one `dd` is cheaper for the host than its shell's `read`, which takes a byte at a time. */
const longScript = 2048;

/** A frame as it travels; see `shell-text.ts`. RB5009 when the script holds a NUL character. */
export function frameBytes(nonce: string, sequence: number, frame: Frame): Buffer {
  if (frame.script.includes("\0")) throw problem("RB5009", "a NUL character cannot be passed to a shell");
  const end = `${nonce} ${sequence}`;
  const payload = frame.payload ?? Buffer.alloc(0);
  const sync = payload.length > 0 ? `${end}\n` : "";
  const text = Buffer.from(frame.script);
  const long = text.length > longScript ? Buffer.from(`#${end}`) : undefined;
  const type = frame.kind === "own" ? "o" : "u";
  const further = long === undefined ? 0 : text.length + long.length;
  const header = Buffer.from(`${nonce} __q=${sequence} __t=${type} __n=${further} __m=${payload.length}\n`);
  const parts = long === undefined ? [text, Buffer.from("\n"), header] : [header, text, long];
  return Buffer.concat([...parts, payload, Buffer.from(sync)]);
}
