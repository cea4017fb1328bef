/** Masks such as `pipelined@camp1`, from the text of `nlserver monitor -missing`: what should have been started and was not. */
export function parseMissingModules(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => /^[A-Za-z]\w*(?:@[\w.-]+)?$/.test(line) && !/^no\b/i.test(line));
}
