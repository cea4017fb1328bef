import type { Duplex } from "node:stream";
import type { LoginRequest } from "./ssh2-login-request.ts";

/**
 * Tells once that a host has sent nothing for so many intervals and one more. Any byte is a sign of life, so that answers to
 * keepalives may be late behind a long transfer; intervals in which this process stood still count as one.
 */
export function watchSilence(
  stream: Duplex,
  { interval, count }: LoginRequest["keepalive"],
  lost: (reason: string) => void,
): void {
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent <= count) return;
    clearInterval(timer);
    lost(`it did not answer for ${((count + 1) * interval) / 1000} s`);
  }, interval);
  stream.on("data", () => {
    silent = 0;
  });
  stream.once("close", () => clearInterval(timer));
}
