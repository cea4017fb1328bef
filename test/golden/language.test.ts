import { describe, expect, test } from "vitest";
import {
  chosenCases,
  commandLines,
  expectedFile,
  type GoldenCase,
  goldenCases,
  layCase,
  leftBehind,
} from "../support/golden-cases.ts";
import { controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

// A folder in; exact output, exit codes, and the files that were left behind out. Hosts are this machine.
const cases = chosenCases();

async function pageOf(one: GoldenCase): Promise<string> {
  const user = controller();
  try {
    layCase(one, user.folder);
    const parts: string[] = [];
    for (const words of commandLines(one)) {
      const ended = await user.with(one.environment ?? {}).run(...words);
      parts.push(transcript(words, ended, { HOME: user.folder }));
    }
    return [...parts, leftBehind(user.folder)].join("");
  } finally {
    user.remove();
  }
}

describe.concurrent("a folder in, exact output out", () => {
  test.for(cases.map((one) => [one.name, one] as const))("%s", async ([name, one], { expect: here }) => {
    await here(await pageOf(one)).toMatchFileSnapshot(expectedFile(name));
  });
});

test("there are enough of them", () => expect(goldenCases().length).toBeGreaterThanOrEqual(120));
