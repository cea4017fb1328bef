import type { Example } from "../../src/modules/contract/define-module.ts";

/** A task that Ansible and we run on the same files. */
export interface AnsibleCase extends Omit<Example, "then"> {
  /** Why the outcome differs on purpose; it must then differ. */
  readonly differs?: string;
}

const conf = { "/t/app.conf": "# limits\nworkers = 2\nport = 80\nworkers = 3\n" };
const tree = { "/t/d/a": "1", "/t/d/deep/b": "2", "/t/keep": "3" };
const app = {
  "/t/app.xml": `<?xml version='1.0' encoding='UTF-8'?>\n<app>\n  <!-- ports -->\n  <port name="a">80</port>\n  <port name="b">443</port>\n  <ims/>\n</app>`,
};

function lines(title: string, task: string, given: AnsibleCase["given"] = conf, differs?: string): AnsibleCase {
  const text = `lineinfile:\n  path: /t/app.conf\n${task.replaceAll(/^/gm, "  ")}\n`;
  return { title, given, task: text, ...(differs !== undefined && { differs }) };
}

function files(title: string, task: string, given: AnsibleCase["given"] = tree): AnsibleCase {
  return { title, given, task: `file:\n${task.replaceAll(/^/gm, "  ")}\n` };
}

function xml(title: string, task: string, given: AnsibleCase["given"] = app, differs?: string): AnsibleCase {
  const text = `community.general.xml:\n  path: /t/app.xml\n${task.replaceAll(/^/gm, "  ")}\n`;
  return { title, given, task: text, ...(differs !== undefined && { differs }) };
}

function template(title: string, text: string): AnsibleCase {
  return {
    title,
    given: { "/t/": "" },
    beside: { "templates/T.j2": text },
    task: "template:\n  src: T.j2\n  dest: /t/out\nvars:\n  names: [ann, bob]\n  shown: true\n",
  };
}

/** Cases without lxml. */
export const ansibleCases: readonly AnsibleCase[] = [
  { title: "text with a mode", given: { "/t/": "" }, task: 'copy: { dest: /t/new, content: "a\\n", mode: "0640" }' },
  {
    title: "other text; the mode stays",
    given: { "/t/new": { text: "b\n", mode: "0600" } },
    task: 'copy: { dest: /t/new, content: "a\\n" }',
  },
  {
    title: "a file from the folder files",
    given: { "/t/": "" },
    beside: { "files/motd": "hello\r\n" },
    task: "copy: { src: motd, dest: /t/motd, mode: 'u=rw,g=r,o=' }",
  },
  { title: "no force", given: { "/t/new": "b\n" }, task: 'copy: { dest: /t/new, content: "a\\n", force: false }' },
  lines("the last match is replaced", "regexp: ^workers\nline: workers = 4"),
  lines("the first match is replaced", "regexp: ^workers\nline: workers = 4\nfirstmatch: true"),
  lines("backrefs", "regexp: ^(\\w+) = 80\nline: \\1 = 8\\g<1>\nbackrefs: true"),
  lines("a group that took no part", "regexp: ^port( x)?\nline: p\\1q\nbackrefs: true"),
  lines("behind a match", "line: new\ninsertafter: ^workers"),
  lines("behind the first match", "line: new\ninsertafter: ^workers\nfirstmatch: true"),
  lines("before the first match", "line: new\ninsertbefore: ^workers\nfirstmatch: true"),
  lines("before nothing", "line: new\ninsertbefore: ^none"),
  lines("at the beginning", "line: new\ninsertbefore: BOF"),
  lines("a pattern that finds nothing, a line that is there", "regexp: ^none\nline: port = 80\ninsertbefore: BOF"),
  lines("a pattern and a place", "regexp: ^none\nline: new\ninsertafter: ^#"),
  lines("a text in a line", "search_string: port\nline: port = 81"),
  lines("lines that go, by pattern", "regexp: ^workers\nstate: absent"),
  lines("lines that go, by text", "search_string: workers\nstate: absent"),
  lines("no line end at the end", "line: new", { "/t/app.conf": "old" }, "a last line keeps having no end"),
  files("a directory and its parents", "path: /t/x/y\nstate: directory\nmode: '0750'"),
  files("a directory goes", "path: /t/d\nstate: absent"),
  files("a link", "path: /t/l\nsrc: keep\nstate: link"),
  files("a link that points elsewhere", "path: /t/l\nsrc: keep\nstate: link", { ...tree, "/t/l": { link: "d" } }),
  files("a link over a file, forced", "path: /t/keep\nsrc: d\nstate: link\nforce: true"),
  files("the mode of a file, in letters", "path: /t/keep\nmode: u=rw,go="),
  template(
    "statements on lines of their own",
    "{% for name in names %}\n  {% if shown %}\n{{ name }}\n  {% endif %}\n{% endfor %}\nend\n",
  ),
  {
    title: "blanks before statements go when lstrip_blocks says so",
    given: { "/t/": "" },
    beside: { "templates/T.j2": "{% for n in [1, 2] %}\n  {% if n %}\n{{ n }}\n  {% endif %}\n{% endfor %}\n" },
    task: "template:\n  src: T.j2\n  dest: /t/out\n  lstrip_blocks: true\n",
  },
  template("dashes", "a\n\n{%- for name in names -%}\n  {{ name }},\n{%- endfor %}\n\nb"),
  { title: "a look at a file", given: { "/t/f": { text: "abc\n", mode: "0640" } }, task: "stat: { path: /t/f }" },
  { title: "a program", given: { "/t/f": "a\nb\n" }, task: "command: cat /t/f" },
  { title: "a program that is not needed", given: { "/t/f": "" }, task: "command: { cmd: cat /t/f, creates: /t/f }" },
];

/** Cases of the xml module, in lxml's own way of writing, which is all that lxml keeps. */
export const ansibleXmlCases: readonly AnsibleCase[] = [
  xml("an attribute", "xpath: /app/port[@name='b']\nattribute: name\nvalue: c"),
  xml("text", "xpath: /app/port[2]\nvalue: '8443'"),
  xml("an element goes", "xpath: /app/ims\nstate: absent", app, "its line goes with it"),
  xml("an attribute goes", "xpath: /app/port[1]/@name\nstate: absent"),
  xml("attributes are read", "xpath: /app/port\ncontent: attribute"),
  xml("texts are read", "xpath: /app/port\ncontent: text"),
  xml("two elements", "xpath: /app/port\nattribute: name\nvalue: c", app, "an edit means one element"),
];
