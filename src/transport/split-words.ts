/** Words of a line as a POSIX shell splits them: quotes and backslashes, nothing else; `undefined` when a quote is open. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const end = closingQuote(line, i);
      if (end < 0) return undefined;
      const inside = line.slice(i + 1, end);
      word = (word ?? "") + (character === '"' ? inside.replace(/\\(["\\$`])/g, "$1") : inside);
      i = end;
    } else if (character === "\\") {
      i += 1;
      word = (word ?? "") + line.charAt(i);
    } else {
      word = (word ?? "") + character;
    }
  }
  return word === undefined ? words : [...words, word];
}

function closingQuote(line: string, start: number): number {
  const mark = line.charAt(start);
  for (let i = start + 1; i < line.length; i++) {
    if (line.charAt(i) === mark) return i;
    if (mark === '"' && line.charAt(i) === "\\") i += 1;
  }
  return -1;
}
