import { ownValue, type Value } from "../expression/value.ts";
import type { Block, BlockOf } from "./host-blocks.ts";
import { printableLine } from "./printable.ts";

/** A command's block: its status when that is not 0, its output, and what it said on standard error with `!` in front. */
export const outputBlock: BlockOf = ({ result }, paint) => {
  const status = result && ownValue(result, "rc");
  if (result === undefined || typeof status !== "number") return undefined;
  const errors = linesOf(ownValue(result, "stderr")).map((line) => `${paint.yellow("!")} ${line}`);
  return block(status, [...linesOf(ownValue(result, "stdout")), ...errors]);
};

function block(status: number, lines: readonly string[]): Block {
  return { remark: status === 0 ? "" : `status ${status}`, lines };
}

function linesOf(text: Value | undefined): readonly string[] {
  return typeof text !== "string" || text === "" ? [] : text.split("\n").map(printableLine);
}
