/** How a scalar is written: as it is, or between quotes. */
export type ScalarStyle = "plain" | "single" | "double";

/** Where a scalar stands: between brackets, and as the key of a line. */
export interface ScalarPlace {
  readonly inFlow: boolean;
  readonly isKey: boolean;
}

const lineEnd = "\\r\\n\\x85\\u2028\\u2029";
const lineEnds = new RegExp(`[${lineEnd}]`);
const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const spaceBeforeEnd = new RegExp(` [${lineEnd}]`);
const spaceAfterEnd = new RegExp(`[${lineEnd}] `);
const outerSpace = new RegExp(`^[ ${lineEnd}]|[ ${lineEnd}]$`);
/** What means something at the begin of a scalar or within it, among lines. */
const meansInBlock = new RegExp(
  `^(?:---|\\.\\.\\.|[#,[\\]{}&*!|>'"%@\`]|[?:-](?:[\\0 \\t${lineEnd}]|$))|:(?:[\\0 \\t${lineEnd}]|$)|[\\0 \\t${lineEnd}]#`,
);
const meansInFlow = /[,?[\]{}:]/;

/** Plain text that YAML 1.1 takes for something else than text. */
const otherThanText = new RegExp(
  [
    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?",
    "[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+",
    "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+|<<|=|~|null|Null|NULL|",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
  ]
    .map((form) => `^(?:${form})$`)
    .join("|"),
);

/** True when a text has several lines. */
export function isMultiline(text: string): boolean {
  return lineEnds.test(text);
}

/** True for a character that must be written as an escape. */
export function isUnprintable(character: string): boolean {
  return unprintable.test(character);
}

/** The style in which libyaml writes a text, so that whoever reads it gets the same text again. */
export function scalarStyle(text: string, { inFlow, isKey }: ScalarPlace): ScalarStyle {
  if (isKey && isMultiline(text)) return "double";
  const isStrange = unprintable.test(text) || spaceBeforeEnd.test(text) || spaceAfterEnd.test(text);
  const isMarked = meansInBlock.test(text) || (inFlow && meansInFlow.test(text));
  if (isStrange) return "double";
  return isMarked || isMultiline(text) || outerSpace.test(text) || otherThanText.test(text) ? "single" : "plain";
}
