import type { Section } from "./section.ts";

const people = "[{'name': 'ann', 'team': 'b'}, {'name': 'bob', 'team': 'a'}]";

/** Notes on the filters that work with values of any kind. */
export const valueNotes: readonly Section[] = [
  {
    title: "What is missing, and choices",
    notes: {
      d: ["As default.", "none | d('x', true)", "x"],
      default: [
        "Another value where this one is not defined; with `true` also where it is false or empty.",
        "missing | default('none given')",
        "none given",
      ],
      mandatory: ["The value, or an error with your words where it is not defined.", "5 | mandatory('give a port')", 5],
      ternary: [
        "One of two values, or a third for none. What is not chosen may be missing.",
        "(3 > 2) | ternary('yes', 'no')",
        "yes",
      ],
    },
  },
  {
    title: "Numbers and booleans",
    notes: {
      abs: ["Without its sign.", "-3 | abs", 3],
      bool: [
        "True for yes, true, on and 1, false for no, false, off and 0, in any case; none and empty text are false. Anything else is an error, where Ansible says false.",
        "'Yes' | bool",
        true,
      ],
      float: [
        "A number. What is none is an error unless default says otherwise, where Ansible gives 0.",
        "'2.5' | float",
        2.5,
      ],
      human_readable: ["An amount of bytes (or bits) for people.", "1048576 | human_readable", "1.00 MB"],
      human_to_bytes: ["The number of bytes (or bits) that people wrote.", "'1.5 GB' | human_to_bytes", 1610612736],
      int: [
        "A whole number. What is none is an error unless default says otherwise, where Ansible gives 0.",
        "'ff' | int(base=16)",
        255,
      ],
      log: ["The logarithm, natural without a base.", "8 | log(2)", 3],
      pow: ["To that power.", "2 | pow(3)", 8],
      random: [
        "A number below this one, or an item of a list, that chance gives for a seed: for the same seed the same as in Ansible. Without a seed it is an error.",
        "60 | random(seed='web1')",
        52,
      ],
      root: ["The square root, or that root.", "8 | root(3)", 2],
      round: [
        "Rounded to so many decimals, a tie to the even digit; method is common, ceil or floor.",
        "2.5 | round",
        2,
      ],
    },
  },
  {
    title: "Lists",
    notes: {
      batch: [
        "Lists of so many items.",
        "[1, 2, 3] | batch(2, 0)",
        [
          [1, 2],
          [3, 0],
        ],
      ],
      combinations: [
        "Every choice of so many items.",
        "[1, 2, 3] | combinations(2)",
        [
          [1, 2],
          [1, 3],
          [2, 3],
        ],
      ],
      count: ["As length.", "[1, 2] | count", 2],
      difference: ["Items that are not in the other list, each once.", "[1, 2, 2, 3] | difference([3])", [1, 2]],
      first: ["The first item, or character.", "[1, 2] | first", 1],
      flatten: ["Items of lists within lists, without none.", "[1, [2, [none, 3]]] | flatten", [1, 2, 3]],
      groupby: [
        "Pairs of a value and the list of the items that have it.",
        "[{'a': 2}, {'a': 1}] | groupby('a')",
        [
          [1, [{ a: 1 }]],
          [2, [{ a: 2 }]],
        ],
      ],
      intersect: ["Items that are in the other list too, each once.", "[1, 2, 2] | intersect([2, 3])", [2]],
      last: ["The last item, or character.", "[1, 2] | last", 2],
      length: ["How many items, keys or characters there are.", "'a😀' | length", 2],
      list: ["A text's characters, or a mapping's keys, as a list.", "'ab' | list", ["a", "b"]],
      map: ["Each item's attribute, or what a filter makes of each item.", "['a', 'b'] | map('upper')", ["A", "B"]],
      max: ["The largest item.", "[1, 3, 2] | max", 3],
      min: ["The smallest item.", "[1, 3, 2] | min", 1],
      permutations: [
        "Every choice of so many items (all), in every order.",
        "[1, 2] | permutations",
        [
          [1, 2],
          [2, 1],
        ],
      ],
      product: [
        "Every choice of one item from each list.",
        "[1, 2] | product(['a'])",
        [
          [1, "a"],
          [2, "a"],
        ],
      ],
      reject: ["Items that fail a test.", "[1, 2, 3] | reject('odd')", [2]],
      rejectattr: [
        "Items whose attribute fails a test.",
        `${people} | rejectattr('team', 'eq', 'a') | map(attribute='name')`,
        ["ann"],
      ],
      reverse: ["From the end to the begin.", "[1, 2] | reverse", [2, 1]],
      select: ["Items that pass a test; without one, those that are true.", "[1, 2, 3] | select('gt', 1)", [2, 3]],
      selectattr: [
        "Items whose attribute passes a test.",
        `${people} | selectattr('team', 'eq', 'a') | map(attribute='name')`,
        ["bob"],
      ],
      shuffle: ["In the order that chance gives for a seed.", "[1, 2, 3] | shuffle(seed='web1')", [1, 3, 2]],
      slice: ["That many lists of about the same length.", "[1, 2, 3] | slice(2)", [[1, 2], [3]]],
      sort: [
        "In order, by an attribute or several; without case unless case_sensitive.",
        `${people} | sort(attribute='team,name') | map(attribute='name')`,
        ["bob", "ann"],
      ],
      sum: ["All added up, from start (0) on.", "[1, 2] | sum(start=10)", 13],
      symmetric_difference: [
        "Items that are in one of the two lists only.",
        "[1, 2] | symmetric_difference([2, 3])",
        [1, 3],
      ],
      union: ["Items of both lists, each once.", "[1, 2] | union([2, 3])", [1, 2, 3]],
      unique: ["Each item once; without case unless case_sensitive.", "['a', 'A', 'b'] | unique", ["a", "b"]],
      zip: [
        "Lists of the first items, the second items, ... of several lists, as long as the shortest.",
        "[1, 2] | zip(['a', 'b'])",
        [
          [1, "a"],
          [2, "b"],
        ],
      ],
      zip_longest: [
        "As zip, as long as the longest, filled up with fillvalue.",
        "[1, 2] | zip_longest([3], fillvalue=0)",
        [
          [1, 3],
          [2, 0],
        ],
      ],
    },
  },
  {
    title: "Mappings",
    notes: {
      combine: [
        "Mappings as one, the later ones winning; recursive goes into mappings, list_merge says what becomes of lists.",
        "{'a': 1, 'b': 2} | combine({'b': 3})",
        { a: 1, b: 3 },
      ],
      dict2items: ["A list of mappings of key and value.", "{'a': 1} | dict2items", [{ key: "a", value: 1 }]],
      dictsort: [
        "Pairs of key and value in order.",
        "{'b': 1, 'a': 2} | dictsort",
        [
          ["a", 2],
          ["b", 1],
        ],
      ],
      extract: ["The item of a container with that key, and further keys.", "'b' | extract({'b': {'c': 1}}, 'c')", 1],
      items: ["Pairs of key and value.", "{'a': 1} | items", [["a", 1]]],
      items2dict: ["A mapping from mappings of key and value.", "[{'key': 'a', 'value': 1}] | items2dict", { a: 1 }],
      rekey_on_member: [
        "A mapping of mappings by what they have at a key.",
        "[{'n': 'a', 'v': 1}] | rekey_on_member('n')",
        {
          a: { n: "a", v: 1 },
        },
      ],
      subelements: [
        "A pair of each mapping and each item of the list it holds.",
        "[{'n': 1, 'l': ['a', 'b']}] | subelements('l') | map('last')",
        ["a", "b"],
      ],
    },
  },
];
