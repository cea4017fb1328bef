import type { YAMLError } from "yaml";
import type { Problem } from "../problems/problem.ts";
import type { SourceFile, Span } from "./span.ts";

/** Our sentence and way out for each kind of mistake that the parser tells apart. None quotes the file's text. */
const sentences: Readonly<Record<string, readonly [message: string, hint?: string]>> = {
  TAB_AS_INDENT: ["a tab is used as indentation", "indent with spaces"],
  BLOCK_AS_IMPLICIT_KEY: [
    "a mapping begins where a text is expected",
    'put quotes around a text that contains ": ", or begin the mapping on its own line',
  ],
  MULTILINE_IMPLICIT_KEY: [
    "a key is spread over several lines, or its colon is missing",
    'write "key: value", with a space after the colon, and check the indentation',
  ],
  KEY_OVER_1024_CHARS: ["a key is longer than 1024 characters"],
  BAD_INDENT: ["the indentation does not fit", "align this line with its neighbors"],
  BAD_SCALAR_START: ["a text cannot begin with this character", "put the text between quotes"],
  BAD_DQ_ESCAPE: [
    "an escape in a double-quoted text is not known",
    'write a backslash as "\\\\", or use single quotes',
  ],
  BAD_ALIAS: ["an anchor or alias has no usable name"],
  ALIAS_PROPS: ["an alias cannot have a tag or an anchor of its own"],
  BAD_DIRECTIVE: ["a directive is not known", "leave the line that begins with % out"],
  BLOCK_IN_FLOW: ["a block list or mapping stands inside brackets or braces", "use one of the two forms"],
  MISSING_CHAR: ["a character is missing here", "check that every quote, bracket and brace is closed"],
  MULTIPLE_ANCHORS: ["a value has more than one anchor"],
  MULTIPLE_TAGS: ["a value has more than one tag"],
  BAD_COLLECTION_TYPE: ["the tag does not fit the kind of the value"],
  RESOURCE_EXHAUSTION: ["the file is nested too deeply"],
};

/** A parser's error or warning as a problem: RB1005 for tags, RB1004 for templates without quotes, else RB1002. */
export function yamlProblem(error: YAMLError, file: SourceFile): Problem {
  const at = { file, start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) };
  if (error.code === "TAG_RESOLVE_FAILED") {
    const tag = file.text.slice(at.start, at.end);
    return {
      code: "RB1005",
      severity: "error",
      message: /^!\S*$/.test(tag) ? `the tag "${tag}" is not known` : "the value does not fit its tag",
      at,
      hint: 'only "!unsafe", "!vault" and the YAML core tags are known; put quotes around a text that begins with "!"',
    };
  }
  const [message, hint] = sentences[error.code] ?? [
    "the text cannot be understood here",
    "check indentation, quotes and brackets of this line and the one before it",
  ];
  return { code: "RB1002", severity: "error", message, at, ...(hint && { hint }) };
}

const longestLine = 1000;

/** RB1004 when the line at an offset has a template without quotes; `undefined` otherwise. */
export function unquotedTemplate(file: SourceFile, real: SourceFile, offset: number): Problem | undefined {
  const lineStart = real.text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = real.text.indexOf("\n", offset);
  const line = real.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).slice(0, longestLine);
  const found = /^((?:[^"'#]*?(?::|-)\s+|\s*))(\{[{%].*?)(?:\s+#.*)?\r?$/.exec(line);
  if (!found) return undefined;
  const start = lineStart + (found[1] ?? "").length;
  const at: Span = { file, start, end: start + (found[2] ?? "").length };
  return {
    code: "RB1004",
    severity: "error",
    message: "a value that begins with a template must be quoted",
    at,
    hint: `quote the template: "{{ name }}"`,
  };
}
