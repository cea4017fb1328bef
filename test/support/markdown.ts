/** A fenced block of a Markdown page. */
export interface Block {
  /** The word after the fence: `console`, `yaml`, ... */
  readonly language: string;
  readonly text: string;
  /** Number of the line of the opening fence, from 1. */
  readonly line: number;
  /** The file that the block is, named by a comment above it: `<!-- file: notice.yaml -->`. */
  readonly file: string | undefined;
}

/** All fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = page.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const fence = /^```(\w+)/.exec(lines[index] ?? "");
    if (!fence) continue;
    const end = lines.indexOf("```", index + 1);
    if (end < 0) throw new Error(`line ${index + 1}: the block does not end`);
    const file = /^<!-- file: (\S+) -->$/.exec(lines[index - 1] ?? "")?.[1];
    const text = lines.slice(index + 1, end).join("\n");
    blocks.push({ language: fence[1] ?? "", text: `${text}\n`, line: index + 1, file });
    index = end;
  }
  return blocks;
}

/** The page with the text of one block replaced; lines of the page before the block stay where they are. */
export function withBlock(page: string, block: Block, text: string): string {
  const lines = page.split("\n");
  const end = lines.indexOf("```", block.line);
  return [...lines.slice(0, block.line), ...text.replace(/\n$/, "").split("\n"), ...lines.slice(end)].join("\n");
}
