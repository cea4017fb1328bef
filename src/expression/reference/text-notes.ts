import type { Section } from "./section.ts";

/** Notes on the filters that make text, or read it. */
export const textNotes: readonly Section[] = [
  {
    title: "Text",
    notes: {
      capitalize: [
        "The first character in upper case, the rest in lower case.",
        "'hELLO you' | capitalize",
        "Hello you",
      ],
      center: ["In the middle of a line of that width (80).", "'hi' | center(6)", "  hi  "],
      comment: [
        "Each line with the mark of a comment before it. Styles: plain, erlang, c, cblock, xml.",
        "'Made by hand' | comment('c')",
        "//\n// Made by hand\n//",
      ],
      e: ["As escape.", "'<' | e", "&lt;"],
      escape: ["As XML and HTML write it. Nothing is escaped by itself.", "'a < b & c' | escape", "a &lt; b &amp; c"],
      format: ["Python's `%`, filled with the arguments.", "'%s has %03d' | format('box', 7)", "box has 007"],
      indent: [
        "Lines moved to the right by so many blanks (4) or by a text; the first and empty ones only with first and blank.",
        "'a\\nb' | indent(2)",
        "a\n  b",
      ],
      join: ["The items as one text, with a text between them.", "['a', 1] | join('-')", "a-1"],
      lower: ["In lower case.", "'aB' | lower", "ab"],
      quote: ["One word for a POSIX shell.", "'a b' | quote", "'a b'"],
      replace: ["Each `old` becomes `new`, or only the first `count`.", "'a-b-c' | replace('-', '+', 1)", "a+b-c"],
      split: [
        "The parts between separators; without one, between white space.",
        "'a,b,c' | split(',', 1)",
        ["a", "b,c"],
      ],
      string: [
        "As text. A list or mapping becomes JSON, not what Python would print.",
        "[1, true] | string",
        "[1, true]",
      ],
      title: ["Each word with a capital.", "'the big-one' | title", "The Big-One"],
      trim: ["Without white space (or the given characters) at both ends.", "'--a-b--' | trim('-')", "a-b"],
      truncate: [
        "Cut to so many characters (255) at the end of a word, when it is longer by more than leeway (5).",
        "'hello big world' | truncate(9)",
        "hello...",
      ],
      upper: ["In upper case.", "'aB' | upper", "AB"],
      wordcount: ["How many words there are.", "'one two' | wordcount", 2],
    },
  },
  {
    title: "Regular expressions",
    notes: {
      regex_escape: ["A pattern that matches just this text.", "'1.5' | regex_escape", "1\\.5"],
      regex_findall: [
        "All matches; where the pattern has groups, the groups.",
        "'a1 b2' | regex_findall('([a-z])([0-9])')",
        [
          ["a", "1"],
          ["b", "2"],
        ],
      ],
      regex_replace: [
        "Each match becomes the replacement, in which `\\1` and `\\g<name>` are groups. count is ours.",
        "'port=80' | regex_replace('=(.*)', ': \\1')",
        "port: 80",
      ],
      regex_search: [
        "The first match, or the groups that are named; none without a match.",
        "'version 8.4' | regex_search('([0-9]+)[.]([0-9]+)', '\\1', '\\2')",
        ["8", "4"],
      ],
    },
  },
  {
    title: "Data as text",
    notes: {
      b64decode: ["What base64 stands for, which must be UTF-8 text.", "'w6Q=' | b64decode", "ä"],
      b64encode: ["The bytes of the text (UTF-8) as base64.", "'ä' | b64encode", "w6Q="],
      checksum: ["As sha1.", "'x' | checksum", "11f6ad8ec52a2984abaafd7c3b516503785c2072"],
      from_json: ["The data that JSON stands for.", "'{\"a\": [1]}' | from_json", { a: [1] }],
      from_yaml: [
        "The data that YAML 1.2 stands for, read as runbooks are: `yes` is text, `012` is 12.",
        "'a: [1, b]' | from_yaml",
        { a: [1, "b"] },
      ],
      hash: [
        "A digest of the text in hexadecimal: sha1, md5, sha224, sha256, sha384 or sha512.",
        "'x' | hash('md5')",
        "9dd4e461268c8034f5c8564e155c67a6",
      ],
      md5: ["The MD5 digest of the text.", "'x' | md5", "9dd4e461268c8034f5c8564e155c67a6"],
      sha1: ["The SHA-1 digest of the text.", "'x' | sha1", "11f6ad8ec52a2984abaafd7c3b516503785c2072"],
      to_json: ["As JSON in one line.", "{'b': 1, 'a': 'é'} | to_json", '{"b": 1, "a": "\\u00e9"}'],
      to_nice_json: [
        "As JSON with sorted keys, indented by 4.",
        "{'a': [1]} | to_nice_json",
        '{\n    "a": [\n        1\n    ]\n}',
      ],
      to_nice_yaml: ["As YAML with sorted keys, indented by 4.", "{'a': [1, 2]} | to_nice_yaml", "a:\n- 1\n- 2\n"],
      to_uuid: [
        "An id (UUID, version 5) that is the same for the same text.",
        "'x' | to_uuid",
        "66b2f013-1baa-5313-9c8c-e6f1182e0e90",
      ],
      to_yaml: [
        "As YAML with sorted keys; lists and mappings of scalars in brackets.",
        "{'a': [1, 2]} | to_yaml",
        "a: [1, 2]\n",
      ],
    },
  },
  {
    title: "Paths and addresses",
    notes: {
      basename: ["The last part of a path.", "'/etc/motd' | basename", "motd"],
      dirname: ["The path without its last part.", "'/etc/motd' | dirname", "/etc"],
      path_join: [
        "Parts as one path; one that begins with `/` begins anew.",
        "['/etc', 'app', 'a.conf'] | path_join",
        "/etc/app/a.conf",
      ],
      splitext: ["The path, and its extension.", "'a.tar.gz' | splitext", ["a.tar", ".gz"]],
      urldecode: ["What an escaped text stands for.", "'a%20b+c' | urldecode", "a b c"],
      urlencode: [
        "Escaped for an address; a mapping or a list of pairs as a query.",
        "{'a': 'x y', 'b': 1} | urlencode",
        "a=x+y&b=1",
      ],
      urlsplit: [
        "The parts of an address: fragment, hostname, netloc, password, path, port, query, scheme, username; or one of them.",
        "'https://example.net:8443/a?b=1' | urlsplit('port')",
        8443,
      ],
    },
  },
];
