import type { Section } from "./section.ts";

/** Notes on functions; lookups have their own. */
export const functionNotes: Section = {
  title: "Functions",
  notes: {
    dict: ["A mapping from names, pairs or mappings.", "dict(a=1)", { a: 1 }],
    lookup: ["What a [lookup](#lookups) finds.", "lookup('vars', 'missing', default=7)", 7],
    namespace: [
      "In templates: a mapping whose members `{% set ns.name = ... %}` sets again, from inside loops too.",
      "namespace(found=false)",
      { found: false },
    ],
    q: ["As query.", "q('vars', 'missing', default=7)", [7]],
    query: ["What a lookup finds, as a list.", "query('vars', 'missing', default=7)", [7]],
    range: ["Numbers from start (0) to before stop.", "range(1, 6, 2)", [1, 3, 5]],
    undef: ["Nothing: an error with your words for whoever uses it.", "undef('say which') | default(1)", 1],
  },
};

/** Notes on methods: `value.name(arguments)`. */
export const methodNotes: Section = {
  title: "Methods",
  notes: {
    capitalize: ["As the filter.", "'aB'.capitalize()", "Ab"],
    count: ["How often a part is in a text.", "'banana'.count('an')", 2],
    cycle: ["In a loop (`loop.cycle`): one of the values, in turns.", "{'index0': 3}.cycle('odd', 'even')", "even"],
    endswith: ["The text ends so.", "'a.conf'.endswith('.conf')", true],
    find: ["Where a part begins, from 0; -1 without one.", "'abc'.find('c')", 2],
    format: [
      "`{}`, `{0}` and `{name}` filled with the arguments, laid out as `{:>5}`, `{:03d}` or `{:.2f}` say.",
      "'{}:{port:05d}'.format('web', port=80)",
      "web:00080",
    ],
    get: ["The value of a key, or another one (none).", "{'a': 1}.get('b', 2)", 2],
    index: ["As find; an error without one.", "'abc'.index('c')", 2],
    isdigit: ["Digits only.", "'42'.isdigit()", true],
    items: ["Pairs of key and value.", "{'a': 1}.items()", [["a", 1]]],
    join: ["The items with this text between them.", "'-'.join(['a', 'b'])", "a-b"],
    keys: ["The keys.", "{'a': 1}.keys()", ["a"]],
    lower: ["In lower case.", "'aB'.lower()", "ab"],
    lstrip: ["Without white space (or characters) at the begin.", "' a '.lstrip()", "a "],
    partition: ["Before a separator, it, and behind it.", "'a=b=c'.partition('=')", ["a", "=", "b=c"]],
    replace: ["As the filter.", "'aa'.replace('a', 'b', 1)", "ba"],
    rpartition: ["As partition, at the last one.", "'a=b=c'.rpartition('=')", ["a=b", "=", "c"]],
    rsplit: ["As split, counted from the end.", "'a.b.c'.rsplit('.', 1)", ["a.b", "c"]],
    rstrip: ["Without white space (or characters) at the end.", "' a '.rstrip()", " a"],
    split: ["As the filter.", "'a b'.split()", ["a", "b"]],
    splitlines: ["The lines.", "'a\\nb\\n'.splitlines()", ["a", "b"]],
    startswith: ["The text begins so.", "'abc'.startswith('ab')", true],
    strip: ["Without white space (or characters) at both ends.", "' a '.strip()", "a"],
    title: ["Each run of letters with a capital.", '"it\'s me".title()', "It'S Me"],
    upper: ["In upper case.", "'aB'.upper()", "AB"],
    values: ["The values.", "{'a': 1}.values()", [1]],
    zfill: ["Zeros before it, up to that width.", "'-7'.zfill(4)", "-007"],
  },
};

/** What each lookup finds, and how it is written. */
export const lookupNotes: Readonly<Record<string, readonly [says: string, example: string]>> = {
  env: [
    "A variable of the environment in which the program runs; empty text (or default) where it is not set. For secrets, [inputs](../guide/inputs.md) are the better way: what comes from a lookup is no secret.",
    "lookup('env', 'HOME')",
  ],
  file: [
    "The text of a file in the folder `files` beside the runbook, or beside the runbook. Without white space at its end, unless `rstrip=false`.",
    "lookup('file', 'motd.txt')",
  ],
  template: [
    "A template in the folder `templates` beside the runbook, or beside the runbook, rendered with the variables and template_vars. Always text: Ansible turns what looks like a list or mapping into one.",
    "lookup('template', 'vhost.j2', template_vars={'port': 80})",
  ],
  vars: [
    "The variable whose name is computed, or default. Without a default, one that is not defined is an error.",
    "lookup('vars', 'port_' ~ stage, default=80)",
  ],
};
