import fc from "fast-check";

/** A task as YAML's JSON has it. */
export type TaskData = Readonly<Record<string, unknown>>;

/** Files of a small tree by path from its folder; a path that ends in "/" is a directory, `{ link }` a symbolic link. */
export type SmallTree = Readonly<
  Record<string, string | { readonly text: string; readonly mode: string } | { readonly link: string }>
>;

const lines = fc.constantFrom("one", "two = 2", "two = 3", "# three", "", "  four");
const text = fc
  .tuple(fc.array(lines, { maxLength: 4 }), fc.constantFrom("\n", "\r\n"))
  .chain(([some, end]) => fc.constantFrom(some.map((line) => line + end).join(""), some.join(end)));
const document = fc
  .tuple(fc.constantFrom("80", "443", ""), fc.constantFrom("a", "b"))
  .map(
    ([port, name]) => `<?xml version='1.0'?>\n<app>\n  <port name='${name}'>${port}</port> <!-- <port/> -->\n</app>\n`,
  );
const mode = fc.constantFrom("0644", "0600", "0640");
const file = fc.oneof(text, fc.record({ text, mode }));

/** A folder with settings, a document, a folder, and perhaps links to them. */
export const smallTree: fc.Arbitrary<SmallTree> = fc.record(
  {
    "a.conf": file,
    "b.conf": file,
    "c.xml": document,
    "d/e.conf": file,
    l: fc.constantFrom("a.conf", "d", "new").map((link) => ({ link })),
    k: fc.constantFrom("l", "l/e.conf", "d/e.conf").map((link) => ({ link })),
  },
  { requiredKeys: ["a.conf", "c.xml"] },
);

const places = ["a.conf", "b.conf", "c.xml", "d", "d/e.conf", "d/new", "n", "n/m", "new"];
const anyPath = fc.constantFrom(...places, "l", "l/new", "l/e.conf", "k", "k/new");
const maybeMode = fc.option(mode, { nil: undefined });
/** For what may be a folder: its owner can still look into it, root or not. */
const openMode = fc.option(fc.constantFrom("0755", "0700", "0750"), { nil: undefined });

/** Tasks that may get into each other's way, and may fail. `dir` is the tree's folder. */
export const anyTasks: fc.Arbitrary<readonly TaskData[]> = fc
  .array(
    fc.oneof(copies(anyPath), lineTasks(anyPath), fileTasks(anyPath), documents(anyPath), templates(anyPath), looks()),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((groups) => groups.flat());

/** Tasks that each say how one path of their own should be, so that nothing is left to do afterwards. */
export const settlingTasks: fc.Arbitrary<readonly TaskData[]> = fc
  .tuple(
    fc.oneof(copies(fc.constant("a.conf")), settingLines("a.conf")),
    fc.oneof(templates(fc.constant("b.conf")), settingLines("b.conf")),
    documents(fc.constant("c.xml")),
    fc.oneof(fileTasks(fc.constant("d")), copies(fc.constant("d/new"))),
    fileTasks(fc.constantFrom("n/m", "new")),
  )
  .map((groups) => groups.flat());

function copies(path: fc.Arbitrary<string>): fc.Arbitrary<readonly TaskData[]> {
  return fc
    .record({ path, content: text, mode: maybeMode, force: fc.boolean() })
    .map(({ path: dest, ...rest }) => [{ copy: { dest: below(dest), ...rest } }]);
}

function templates(path: fc.Arbitrary<string>): fc.Arbitrary<readonly TaskData[]> {
  return fc
    .record({ path, port: fc.integer({ min: 1, max: 3 }) })
    .map(({ path: dest, port }) => [{ template: { src: "t.j2", dest: below(dest) }, vars: { port } }]);
}

function lineTasks(path: fc.Arbitrary<string>): fc.Arbitrary<readonly TaskData[]> {
  return fc
    .record({
      path,
      line: fc.constantFrom("one", "two = 4", "five"),
      state: fc.constantFrom("present", "absent"),
      firstmatch: fc.boolean(),
      create: fc.boolean(),
      where: fc.constantFrom({}, { insertafter: "^two" }, { insertbefore: "^one" }, { insertbefore: "BOF" }),
      finds: fc.constantFrom({}, { regexp: "^two" }, { search_string: "#" }),
    })
    .map(({ path: place, where, finds, ...rest }) => [
      { lineinfile: { path: below(place), ...rest, ...where, ...finds } },
    ]);
}

/** Lines whose `regexp` finds the new line too. */
function settingLines(path: string): fc.Arbitrary<readonly TaskData[]> {
  return fc
    .record({ line: fc.constantFrom("two = 4", "two = 2"), state: fc.constantFrom("present", "absent") })
    .map((rest) => [{ lineinfile: { path: below(path), regexp: "^two", create: true, ...rest } }]);
}

function fileTasks(path: fc.Arbitrary<string>): fc.Arbitrary<readonly TaskData[]> {
  const made = fc.constantFrom({ state: "directory" }, { state: "touch" }, { state: "file" }, {});
  const other = fc.constantFrom(
    { state: "absent" },
    { state: "link", src: "a.conf" },
    { state: "link", src: "d", force: true },
  );
  return fc
    .record({
      path,
      what: fc.oneof(
        fc.tuple(made, openMode).map(([what, bits]) => ({ ...what, mode: bits })),
        other,
      ),
    })
    .map(({ path: place, what }) => [{ file: { path: below(place), ...what } }]);
}

function documents(path: fc.Arbitrary<string>): fc.Arbitrary<readonly TaskData[]> {
  const what = fc.constantFrom(
    { xpath: "/app/port", attribute: "name", value: "z<&'" },
    { xpath: "/app/port", value: "8080" },
    { xpath: "/app/host/@id", value: "h" },
    { xpath: "/app/port", state: "absent" },
    { xpath: "/app/port/@name", state: "absent" },
  );
  return fc.record({ path, what }).map(({ path: place, what: edit }) => [{ xml: { path: below(place), ...edit } }]);
}

/** A look, and what follows from it: a fact, a check, a file with what was seen. */
function looks(): fc.Arbitrary<readonly TaskData[]> {
  return fc.record({ seen: anyPath, dest: anyPath, follow: fc.boolean() }).map(({ seen, dest, follow }) => [
    { stat: { path: below(seen), follow }, register: "look" },
    { set_fact: { there: "{{ look.stat.exists }}" } },
    { assert: { that: ["look.stat.mode is defined or not there"] } },
    {
      copy: {
        dest: below(dest),
        content:
          "{{ look.stat.mode }} {{ look.stat.size if look.stat.isreg else '' }} {{ look.stat.checksum | default('none') }}\n",
      },
      when: "there",
    },
  ]);
}

function below(path: string): string {
  return `{{ dir }}/${path}`;
}
