import type { SourceFile, Span } from "./span.ts";

/** The same file with everything but blanks, line ends and the keys at the left margin as "*": places stay, secrets go. */
export function maskedFile(file: SourceFile): SourceFile {
  const text = file.text.replace(/^([A-Za-z_]\w*:(?=\s))?(.*)/gm, (_, key: string | undefined, rest: string) => {
    return (key ?? "") + masked(rest);
  });
  return { ...file, text, masked: true };
}

/** The same file with some places masked. */
export function fileWithout(file: SourceFile, spans: readonly Span[]): SourceFile {
  let text = file.text;
  for (const { start, end } of spans) text = text.slice(0, start) + masked(text.slice(start, end)) + text.slice(end);
  return { ...file, text };
}

function masked(text: string): string {
  return text.replace(/\S+/g, (word) => "*".repeat(word.length));
}
