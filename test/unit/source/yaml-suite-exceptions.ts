/** A reason to refuse YAML that is valid, how it is told, and the cases of the YAML test suite that it is about. */
export interface Exception {
  readonly because: string;
  /** How the first problem begins. */
  readonly told: string;
  readonly cases: readonly string[];
}

/** Where our reader is meant to differ from the suite. All are refusals: no case may be read as another value. */
export const exceptions: readonly Exception[] = [
  {
    because: "A runbook, an inventory, a file of variables is one document; what follows would be left out silently.",
    told: "the file holds more than one document",
    cases: "35KP 6XDY 6ZKB 7Z25 9DXL 9KAX JHB9 KSS4 L383 M7A3 PUW8 RZT7 U9NS UT92 W4TN".split(" "),
  },
  {
    because: "Files without any content are slips; the few readers to which nothing is fine look before they read.",
    told: "the file is empty",
    cases: "8G76 98YD AVM7 DK95/7 HWV9 QT73 UKK6/2".split(" "),
  },
  {
    because: "Names of keywords, hosts and variables are text: a list or a mapping as a key has no meaning for us.",
    told: "a key must be text",
    cases: "4FJ6 6BFJ 6PBE 9MMW KK5P LX3P M2N8/1 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D".split(" "),
  },
  {
    because: "A key that is left out is a slip (a line that begins with a colon), and null names nothing.",
    told: "a key is missing here",
    cases: "2JQS 6M2F CFD4 DFF7 FH7J FRK4 M2N8/0 NHX8 NKF9 PW8X S3PD SM9W/1 UKK6/0 WZ62".split(" "),
  },
  {
    because:
      "A tag asks for a type of its own; we know !unsafe and !vault, and never make objects of what a file names.",
    told: "the tag ",
    cases: "2XXW 565N 5TYM 6CK3 6WLZ 7FWL 9WXW C4HZ CC74 CUP7 J7PZ M5C3 P76L UGM3 Z67P Z9M4".split(" "),
  },
  {
    because:
      "YAML lets a reader ignore directives it does not know, or of a later version; then nobody learns of the slip.",
    told: "a directive is not known",
    cases: "2LFX 6LVF BEC7 MUS6/5 MUS6/6".split(" "),
  },
  {
    because: "A file that says it is YAML 1.1 means that its yes and 012 are read as such; we read YAML 1.2.",
    told: "the file asks for another YAML version",
    cases: "MUS6/2 MUS6/3 MUS6/4".split(" "),
  },
  {
    because:
      "An anchor or alias that ends in a colon is a key that was meant to follow it; YAML takes the colon as its name.",
    told: "an anchor or alias has no usable name",
    cases: "2SXE W5VH".split(" "),
  },
];

/** What the suite leaves out of cases whose values JSON can express all the same. */
export const unsaid: Readonly<Record<string, unknown>> = {
  "2G84/3": "",
  "4ABK": { unquoted: "separate", "http://foo.com": null, "omitted value": null },
  "4MUZ/1": { foo: "bar" },
  "96NN/1": { foo: "\tbar" },
  "JEF9/2": ["\n"],
};
