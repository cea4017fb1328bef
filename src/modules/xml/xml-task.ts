import type { XmlEdit } from "../../formats/xml-edit.ts";
import type { NewElement } from "../../formats/xml-new-element.ts";
import { attributePath, type XmlPath } from "../../formats/xml-path.ts";
import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";

/** What the xml module is told to look at or to change. */
export interface XmlTask {
  readonly xpath: XmlPath;
  readonly attribute: string | undefined;
  readonly value: string | SecretText | undefined;
  readonly state: "present" | "absent";
  readonly content: "attribute" | "text" | undefined;
  readonly count: boolean;
  readonly print_match: boolean;
  readonly add_children: readonly NewElement[] | undefined;
  readonly set_children: readonly NewElement[] | undefined;
}

/** The edit that the task asks for; `undefined` when it only reads. RB5009 when it asks for two things, or for half of one. */
export function editOf(task: XmlTask): XmlEdit | undefined {
  checkTask(task);
  const { xpath, attribute, value, state, content, count, print_match, add_children, set_children } = task;
  if (count || print_match || content !== undefined) return undefined;
  const path = attribute === undefined ? xpath : attributePath(xpath, attribute);
  if (state === "absent") return { kind: "remove", path };
  if (add_children) return { kind: "add-children", path, children: add_children };
  if (set_children) return { kind: "set-children", path, children: set_children };
  if (value === undefined) return { kind: "ensure", path };
  return { kind: "set", path, value: value instanceof SecretText ? value.reveal() : value };
}

function checkTask(task: XmlTask): void {
  const { xpath, attribute, value, state, content, count, print_match, add_children, set_children } = task;
  const elements = xpath.target.kind === "element";
  const given = {
    value: value !== undefined,
    content: content !== undefined,
    count,
    print_match,
    add_children: add_children !== undefined,
    set_children: set_children !== undefined,
    "state: absent": state === "absent",
  };
  const asked = Object.entries(given).flatMap(([name, present]) => (present ? [`"${name}"`] : []));
  const wrong = [
    [asked.length > 1, `${asked.join(" and ")} cannot be asked for together`],
    [attribute !== undefined && !elements, '"attribute" is given, so "xpath" must lead to an element'],
    [(content ?? add_children ?? set_children) !== undefined && !elements, '"xpath" must lead to elements here'],
    [asked.length === 0 && attribute !== undefined, '"value" is needed, what the attribute should be'],
    [asked.length === 0 && !elements, '"value" is needed, what should stand there'],
  ] as const;
  for (const [holds, sentence] of wrong) if (holds) throw problem("RB5009", sentence);
}
