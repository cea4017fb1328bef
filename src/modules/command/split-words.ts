import { problem } from "../../problems/problem.ts";

const tokens = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([ \t\r\n]+)|(["'\\])|([^\s"'\\]+|[\s\S])/g;

/**
 * The words of a command line, by the quoting rules of a POSIX shell (2.2: backslash, single and double quotes) and nothing
 * else: no variables, no globs, no operators. RB5009 for a quote that is not closed.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, escaped, single, double, blank, stray, plain] of line.matchAll(tokens)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (stray !== undefined) {
      throw unclosed(stray);
    } else if (escaped !== "\n") {
      word = (word ?? "") + (escaped ?? single ?? unescapeDouble(double) ?? plain ?? "");
    }
  }
  return word === undefined ? words : [...words, word];
}

/** Between double quotes a backslash keeps its meaning only before these. */
function unescapeDouble(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === "\n" ? "" : escaped));
}

function unclosed(mark: string) {
  return problem(
    "RB5009",
    mark === "\\" ? "the command ends in a backslash" : `the command has a ${mark} that is not closed`,
    {
      hint: 'List the words under "argv" when quoting is in the way: they are passed on as they are.',
    },
  );
}
