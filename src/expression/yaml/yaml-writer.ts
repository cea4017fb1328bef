import { isUnprintable, type ScalarStyle } from "./scalar-style.ts";

/** Marks such as `- ` and `[`: whether a space must stand before, and what holds after. */
interface Mark {
  readonly spaced: boolean;
  /** What follows needs no space. */
  readonly opens?: boolean;
  /** What follows may begin on the same line. */
  readonly indents?: boolean;
}

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "\0": "0",
    "\x07": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
  }),
);

/** The text so far and where it stands: lines are broken at the first space behind `width`. */
export class YamlWriter {
  readonly #width: number;
  #text = "";
  #column = 0;
  #isSpaced = true;
  #isIndented = true;

  constructor(width: number) {
    this.#width = width;
  }

  get text(): string {
    return this.#text;
  }

  /** True when the line is longer than it should be. */
  get isFull(): boolean {
    return this.#column > this.#width;
  }

  /** True when only an indentation and marks stand in the line. */
  get isIndented(): boolean {
    return this.#isIndented;
  }

  mark(mark: string, { spaced, opens = false, indents = false }: Mark): void {
    this.#put(this.#isSpaced || !spaced ? mark : ` ${mark}`);
    this.#isSpaced = opens;
    this.#isIndented = this.#isIndented && indents;
  }

  /** Goes to a column, on a new line unless the line has only come so far. */
  indent(column: number): void {
    if (!this.#isIndented || this.#column > column || (this.#column === column && !this.#isSpaced)) this.#endLine();
    this.#put(" ".repeat(Math.max(0, column - this.#column)));
    this.#isSpaced = true;
    this.#isIndented = true;
  }

  /** A scalar; `column` is where its further lines begin, absent when it must stay on one. */
  scalar(text: string, style: ScalarStyle, column: number | undefined): void {
    if (style === "plain") this.#plain(text, column);
    else if (style === "single") this.#single(text, column);
    else this.#double(text, column);
    this.#isSpaced = false;
    this.#isIndented = false;
  }

  #plain(text: string, column: number | undefined): void {
    if (!this.#isSpaced) this.#put(" ");
    this.#folded(text, column, false);
  }

  #single(text: string, column: number | undefined): void {
    this.mark("'", { spaced: true });
    this.#folded(text, column, true);
    this.mark("'", { spaced: false });
  }

  /** Text whose line ends are doubled; a line is broken at a lone space. */
  #folded(text: string, column: number | undefined, quoted: boolean): void {
    let after: "space" | "line end" | "text" = "text";
    for (let place = 0; place < text.length; place++) {
      const character = text.charAt(place);
      const isInner = !quoted || (place > 0 && place < text.length - 1);
      if (character === " ") {
        const breaks = column !== undefined && after !== "space" && isInner && this.isFull && text[place + 1] !== " ";
        if (breaks) this.indent(column);
        else this.#put(" ");
        after = "space";
      } else if (/[\n\u2028\u2029]/.test(character)) {
        if (after !== "line end" && character === "\n") this.#endLine();
        this.#endLine(character);
        after = "line end";
      } else {
        if (after === "line end") this.indent(column ?? 0);
        this.#put(character === "'" && quoted ? "''" : character);
        this.#isIndented = false;
        after = "text";
      }
    }
    if (after === "line end") this.indent(column ?? 0);
  }

  #double(text: string, column: number | undefined): void {
    this.mark('"', { spaced: true });
    const characters = Array.from(text);
    let afterSpace = false;
    for (const [place, character] of characters.entries()) {
      const breaks = character === " " && column !== undefined && !afterSpace && this.isFull;
      if (breaks && place > 0 && place < characters.length - 1) {
        this.indent(column);
        if (characters[place + 1] === " ") this.#put("\\");
      } else {
        this.#put(escaped(character));
      }
      afterSpace = character === " ";
    }
    this.mark('"', { spaced: false });
  }

  #put(text: string): void {
    this.#text += text;
    this.#column += text.length;
  }

  #endLine(end = "\n"): void {
    this.#text += end;
    this.#column = 0;
    this.#isIndented = true;
  }
}

function escaped(character: string): string {
  const short = escapes.get(character);
  if (short !== undefined) return `\\${short}`;
  if (!isUnprintable(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
