import type { Section } from "./section.ts";

/** Notes on the tests: `value is name(arguments)`, or `is not`. */
export const testNotes: readonly Section[] = [
  {
    title: "Is it there, and what is it?",
    notes: {
      boolean: ["True or false.", "true is boolean", true],
      defined: ["It is there. What is unknown in a plan is defined.", "missing is defined", false],
      false: ["False itself, not 0.", "0 is false", false],
      falsy: ["False, none, zero or empty; with convert_bool also the words no, off, ...", "'' is falsy", true],
      float: ["A number with decimals.", "1.5 is float", true],
      integer: ["A whole number.", "1 is integer", true],
      iterable: ["A text, list or mapping.", "[] is iterable", true],
      mapping: ["A mapping.", "{} is mapping", true],
      none: ["None (`null` in YAML).", "none is none", true],
      number: ["A number; a boolean is none here, where Jinja says it is one.", "true is number", false],
      sequence: ["A text, list or mapping, as in Jinja.", "[] is sequence", true],
      string: ["A text.", "'a' is string", true],
      true: ["True itself, not 1.", "1 is true", false],
      truthy: ["Not falsy.", "'no' is truthy(convert_bool=true)", false],
      undefined: ["It is not there.", "missing is undefined", true],
    },
  },
  {
    title: "How does it compare?",
    notes: {
      all: ["All items are true.", "[1, 'a'] is all", true],
      any: ["An item is true.", "[0, ''] is any", false],
      contains: ["The list, text or mapping has this item, part or key.", "['a'] is contains('a')", true],
      divisibleby: ["A whole multiple.", "9 is divisibleby 3", true],
      eq: ["Equal. Also `equalto`, `==`.", "1 is eq 1", true],
      even: ["An even number.", "2 is even", true],
      ge: ["At least. Also `>=`.", "2 is ge 2", true],
      gt: ["More than. Also `greaterthan`, `>`.", "2 is gt 2", false],
      in: ["In a list, text or mapping.", "'a' is in ['a', 'b']", true],
      le: ["At most. Also `<=`.", "2 is le 2", true],
      lt: ["Less than. Also `lessthan`, `<`.", "1 is lt 2", true],
      ne: ["Not equal. Also `!=`.", "1 is ne 2", true],
      odd: ["An odd number.", "3 is odd", true],
      sameas: ["Equal: values have no identity of their own.", "1 is sameas 1", true],
      subset: ["All of its items are in the other list. Also `issubset`.", "[1] is subset([1, 2])", true],
      superset: ["It holds all items of the other list. Also `issuperset`.", "[1, 2] is superset([1])", true],
    },
  },
  {
    title: "Text and versions",
    notes: {
      lower: ["Its letters are in lower case.", "'abc' is lower", true],
      match: ["A regular expression matches at the begin.", "'abc' is match('b')", false],
      regex: ["As search, or as match with match_type='match'.", "'abc' is regex('b')", true],
      search: ["A regular expression matches anywhere.", "'abc' is search('b')", true],
      upper: ["Its letters are in upper case.", "'abc' is upper", false],
      version: [
        "A version compared with another by <, <=, ==, !=, >= or > (or lt, le, eq, ne, ge, gt). version_type: loose, strict, semver. Also `version_compare`.",
        "'1.10' is version('1.9', '>')",
        true,
      ],
    },
  },
  {
    title: "Results of tasks",
    notes: {
      changed: ["The task changed something. Also `change`.", "{'changed': true} is changed", true],
      failed: ["It failed. Also `failure`.", "{'failed': true} is failed", true],
      finished: [
        "It has ended, of a job that `async_status` asked for; what is no job has.",
        "{'finished': 0} is finished",
        false,
      ],
      reachable: ["Its host could be reached.", "{'changed': true} is reachable", true],
      skipped: ["It was skipped. Also `skip`.", "{'skipped': true} is skipped", true],
      started: ["It has begun, of a job.", "{'started': 1} is started", true],
      succeeded: ["It did not fail. Also `success`, `successful`.", "{'rc': 0} is succeeded", true],
      unreachable: ["Its host could not be reached.", "{'unreachable': true} is unreachable", true],
    },
  },
];

/** Other names of tests. */
export const testAliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    eq: ["equalto", "=="],
    ne: ["!="],
    lt: ["lessthan", "<"],
    le: ["<="],
    gt: ["greaterthan", ">"],
    ge: [">="],
    subset: ["issubset"],
    superset: ["issuperset"],
    version: ["version_compare"],
    changed: ["change"],
    failed: ["failure"],
    skipped: ["skip"],
    succeeded: ["success", "successful"],
  }).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
);
