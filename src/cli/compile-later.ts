import { setFlagsFromString } from "node:v8";

/**
 * For commands that end soon: V8 waits eight times as long as usual before it optimizes a function. Its threads would else spend
 * a third of the CPU of such a command on code that is about to end.
 */
export function compileLater(): void {
  setFlagsFromString("--interrupt-budget=1000000");
}
