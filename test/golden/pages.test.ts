import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { blocksOf, withBlock } from "../support/markdown.ts";
import { blockOf, leftOutAlike, sameScreen, screensOf } from "../support/screens.ts";
import { TutorialShell } from "../support/tutorial-shell.ts";

const top = fileURLToPath(new URL("../../", import.meta.url));

const pages = [
  "README.md",
  "docs/guide/plan-and-apply.md",
  "docs/guide/on-the-host.md",
  "docs/guide/exec-and-facts.md",
  "docs/guide/rollback.md",
];

/** The page as it would be if every screen on it were made now; screens that are right stay as they are. */
async function pageMadeNow(page: string): Promise<string> {
  const shell = new TutorialShell();
  let made = page;
  try {
    for (const index of blocksOf(page).keys()) {
      const block = blocksOf(made)[index];
      if (!block) throw new Error("a block is lost");
      if (block.file !== undefined) shell.write(block.file, block.text);
      if (block.language !== "console") continue;
      const screens = screensOf(block.text).map(({ command, output }) => {
        const happened = shell.run(command).trimEnd();
        return { command, output: sameScreen(output, happened) ? output : leftOutAlike(output, happened) };
      });
      const text = blockOf(screens);
      if (text !== blockOf(screensOf(block.text))) made = withBlock(made, block, text);
    }
    return made;
  } finally {
    shell.end();
  }
}

describe("what the pages show is what happens (npx vitest run test/golden -u puts new screens into them)", () => {
  test.each(pages)("%s", { timeout: 120_000 }, async (name) => {
    const made = await pageMadeNow(await readFile(`${top}${name}`, "utf8"));
    await expect(made).toMatchFileSnapshot(`${top}${name}`);
  });
});
