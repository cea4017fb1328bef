import { describe, expect, test } from "vitest";
import { persistently } from "../../../src/engine/reconnect.ts";
import { shellMark } from "../../../src/engine/shell-mark.ts";
import { problem } from "../../../src/problems/problem.ts";

/** A clock that goes on by so many milliseconds whenever it is asked. */
function clock(step: number) {
  let time = 0;
  return { now: () => new Date(0), monotonic: () => (time += step) };
}

describe("reaching a lost host again", () => {
  test("goes on while the host may come back, and gives what came in the end", async () => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      if (tries < 3) throw problem("RB4001", "refused");
      return "there";
    };
    expect(await persistently(attempt, { clock: clock(1), time: 60_000 })).toBe("there");
    expect(tries).toBe(3);
  });

  test("ends with the last problem when the time is over", async () => {
    const attempt = async () => {
      throw problem("RB4002", "no answer");
    };
    await expect(persistently(attempt, { clock: clock(40_000), time: 60_000 })).rejects.toThrow("no answer");
  });

  test.each(["RB4004", "RB4005", "RB4006"] as const)(
    "does not ask a host again that said no for good: %s",
    async (code) => {
      let tries = 0;
      const attempt = async () => {
        tries += 1;
        throw problem(code, "no");
      };
      await expect(persistently(attempt, { clock: clock(1), time: 60_000 })).rejects.toThrow("no");
      expect(tries).toBe(1);
    },
  );
});

describe("which process a shell is", () => {
  const stat = `42 (sh) S ${Array.from({ length: 49 }, (_, index) => index + 4).join(" ")}`;
  test.each([
    ["as Linux tells it", `0a-1f ${stat}`, { boot: "0a-1f", pid: "42", started: "22" }],
    [
      "with a name that misleads",
      `0a-1f ${stat.replace("(sh)", "(a) S 1 2)")}`,
      { boot: "0a-1f", pid: "42", started: "22" },
    ],
    ["without a boot id", ` ${stat}`, undefined],
    ["not at all", " ", undefined],
    ["as nonsense", "0a-1f 42 (sh) S 1", undefined],
  ])("%s", (_title, said, mark) => {
    expect(shellMark(said)).toEqual(mark);
  });
});
