/** The first word of a line of ssh_config, and what follows it: white space, or one `=`, parts them (ssh_config(5)). */
export function splitKeyword(line: string): { readonly keyword: string; readonly rest: string } {
  const text = line.replace(/^[ \t\r]+|[ \t\r\f]+$/g, "");
  const quoted = /^"([^"]*)"[ \t]*=?[ \t]*(.*)$/s.exec(text);
  const parts = quoted ?? /^([^ \t\r=]*)[ \t]*=?[ \t]*(.*)$/s.exec(text);
  return { keyword: parts?.[1] ?? "", rest: parts?.[2] ?? "" };
}

/**
 * The words of a value as OpenSSH splits them: both kinds of quotes; a backslash protects only a quote, a backslash or,
 * outside of quotes, a blank; `#` at the beginning of a word starts a comment. `undefined` when a quote is open.
 */
export function configWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let i = 0;
  for (;;) {
    while (text[i] === " " || text[i] === "\t") i += 1;
    if (i >= text.length || text[i] === "#") return words;
    let word = "";
    let quote = "";
    for (; i < text.length; i++) {
      const character = text.charAt(i);
      const next = text.charAt(i + 1);
      if (character === "\\" && next !== "" && (`'"\\`.includes(next) || (quote === "" && next === " "))) {
        word += next;
        i += 1;
      } else if (quote === "" && (character === " " || character === "\t")) break;
      else if (quote === "" && (character === '"' || character === "'")) quote = character;
      else if (character === quote) quote = "";
      else word += character;
    }
    if (quote !== "") return undefined;
    words.push(word);
  }
}
