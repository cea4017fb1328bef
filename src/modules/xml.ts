import { changeFile } from "../changes/change-file.ts";
import { isMap, type Value, type ValueMap, valueMap } from "../expression/value.ts";
import type { XmlDocument } from "../formats/xml-document.ts";
import { matchesNothing, resolvePath } from "../formats/xml-resolve.ts";
import { selectElements } from "../formats/xml-select.ts";
import { problem } from "../problems/problem.ts";
import {
  alias,
  boolean,
  list,
  mapping,
  oneOf,
  optional,
  secretText,
  targetPath,
  text,
  withDefault,
} from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { defineModule } from "./contract/define-module.ts";
import { fileContent } from "./contract/reads.ts";
import { attributeParameters, attributesOf, unsafeWritesParameter } from "./files/attribute-parameters.ts";
import { childElement } from "./xml/child-kind.ts";
import { attributesOfMatches, placeOfMatch, textsOfMatches } from "./xml/describe-matches.ts";
import { examples } from "./xml/examples.ts";
import { notes } from "./xml/notes.ts";
import { xmlPath } from "./xml/path-kind.ts";
import { editOf, type XmlTask } from "./xml/xml-task.ts";

/** Sets, removes or reads an attribute, a text or an element of an XML file. */
export default defineModule({
  name: "xml",
  aliases: ["community.general.xml"],
  summary: "Sets, removes or reads an attribute, a text or an element of an XML file, and touches no other byte.",
  notes,
  parameters: {
    path: alias(targetPath("The file. Symbolic links are followed."), "dest", "file"),
    xpath: xmlPath(
      "What is meant: `/root/child[@name='x'][2]`, with `//`, `*`, and `/@attribute` or `/text()` at the end.",
    ),
    attribute: optional(text("The attribute that is meant, of the element that `xpath` leads to.")),
    value: optional(secretText("What the attribute, or the element's text, should be.")),
    state: withDefault(oneOf(["present", "absent"], "Whether what `xpath` means should be there."), "present"),
    create: withDefault(
      boolean(
        "Make elements of `xpath` that are missing, where its steps are plain names, `[@a='x']` or `[child='x']`.",
      ),
      true,
    ),
    content: optional(oneOf(["attribute", "text"], "Read the attributes or the text of all matches into `matches`.")),
    count: withDefault(boolean("Count the matches into `count`."), false),
    print_match: withDefault(boolean("List the places of the matches in `msg`."), false),
    add_children: optional(
      list(
        childElement("A name, `name: text`, or `name: {attribute: value}`."),
        "Children that the element should have too.",
      ),
    ),
    set_children: optional(
      list(
        childElement("A name, `name: text`, or `name: {attribute: value}`."),
        "The only children the element should have.",
      ),
    ),
    namespaces: optional(mapping("Prefixes that `xpath` uses, and the namespaces they stand for.")),
    ignore_root_case: withDefault(
      boolean("The root's name may differ in case, as Campaign's `serverconf` and `serverConf` do."),
      false,
    ),
    ...attributeParameters,
    unsafe_writes: unsafeWritesParameter,
    input_type: refused({ accepts: "yaml", why: "Children are written as YAML." }),
    pretty_print: refused({
      accepts: false,
      why: "Only what is named changes; the rest of the file is never laid out anew.",
    }),
    strip_cdata_tags: refused({ accepts: false, why: "CDATA sections stay as they are." }),
    backup: refused({
      accepts: false,
      why: "Every change keeps what it replaced, so a copy beside the file is not needed.",
    }),
    xmlstring: refused({ why: "Only files on the host are edited." }),
    insertbefore: refused({ accepts: false, why: "New children go behind those that are there." }),
    insertafter: refused({ accepts: false, why: "New children go behind those that are there." }),
  },
  examples,
  reads: ({ path }) => [fileContent(path)],
  async decide({ path, unsafe_writes: unsafeWrites, mode, owner, group, ...task }, host) {
    const edit = editOf(task);
    const before = await host.readFile(path);
    if (before === undefined) throw problem("RB5001", `${path} does not exist`);
    const { parseXml, editDocument } = await editor();
    const document = parseXml(before.content, path);
    const rules = { namespaces: uris(task.namespaces), ignoreRootCase: task.ignore_root_case };
    if (edit === undefined) return { changes: [], result: readMatches(document, task, rules) };
    const content = editDocument(document, edit, { ...rules, create: task.create }) ?? before.content;
    const attributes = attributesOf({ mode, owner, group });
    const secret = task.value instanceof SecretText;
    return {
      changes: changeFile({ path, before, content, attributes, unsafeWrites, secret }),
      result: resultOf(task, { count: selectElements(document, edit.path, rules).length }),
    };
  },
});

/** Loaded when a host's file is there to be read: a runbook is checked without it. */
async function editor() {
  const { parseXml } = await import("../formats/xml-parse.ts");
  const { editDocument } = await import("../formats/xml-edit.ts");
  return { parseXml, editDocument };
}

/** The task with what its prefixes stand for. */
interface NamedTask extends XmlTask {
  readonly namespaces: ValueMap | undefined;
}

interface Rules {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly ignoreRootCase: boolean;
}

/** What was found. RB5104 when `content` is asked of nothing, as in Ansible. */
function readMatches(document: XmlDocument, task: NamedTask, rules: Rules): ValueMap {
  const elements = selectElements(document, task.xpath, rules);
  const count = elements.length;
  if (task.content !== undefined) {
    if (count === 0) throw matchesNothing(document, task.xpath, resolvePath(document, task.xpath, rules));
    const matches = task.content === "attribute" ? attributesOfMatches(elements) : textsOfMatches(document, elements);
    return resultOf(task, { count, matches, message: count });
  }
  if (task.count) return resultOf(task, { count, message: `found ${count} nodes` });
  const places = elements.map(placeOfMatch);
  const list = places.map((place) => JSON.stringify(place)).join(", ");
  return resultOf(task, { count, message: `selector '${task.xpath.source}' match: [${list}]` });
}

function resultOf(
  { xpath, state, namespaces = valueMap([]) }: NamedTask,
  {
    count,
    matches = [],
    message = "",
  }: { readonly count: number; readonly matches?: readonly Value[]; readonly message?: Value },
): ValueMap {
  return valueMap([
    [
      "actions",
      valueMap([
        ["xpath", xpath.source],
        ["state", state],
        ["namespaces", namespaces],
      ]),
    ],
    ["count", count],
    ["matches", matches],
    ["msg", message],
  ]);
}

function uris(namespaces: Value | undefined): Readonly<Record<string, string>> {
  const entries = isMap(namespaces) ? Object.entries(namespaces) : [];
  return Object.fromEntries(
    entries.map(([prefix, uri]) => {
      if (typeof uri !== "string") throw problem("RB1101", `"namespaces" must give a text for "${prefix}"`);
      return [prefix, uri];
    }),
  );
}
