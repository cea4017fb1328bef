import { posix } from "node:path";
import type { Change, RunCommand, WriteFile } from "../../src/changes/change.ts";
import type { LoginUser } from "../../src/modules/contract/host-view.ts";
import { problem } from "../../src/problems/problem.ts";
import { MemoryFiles } from "./memory-files.ts";
import { type Laid, neolane, type Prober, type TestHost } from "./test-host.ts";

/** How a fake host begins. */
export interface FakeHostOptions {
  readonly files?: Readonly<Record<string, Laid>>;
  readonly name?: string;
  readonly probe?: Prober;
  readonly user?: LoginUser;
  /** Carries a command out on the files; without it commands are only noted in `commands`. */
  readonly run?: (command: RunCommand, files: MemoryFiles) => void;
}

/** A host in memory. Parents of what is laid exist; files are 0644, directories 0755, all of it the user's. */
export function fakeHost(options: FakeHostOptions = {}): TestHost {
  const user = options.user ?? neolane;
  const memory = new MemoryFiles(user);
  memory.layParents(`${user.home}/x`);
  for (const [path, laid] of Object.entries(options.files ?? {})) memory.lay(path, laid);
  const implied = new Set(memory.nodes.keys());
  for (const path of Object.keys(options.files ?? {})) if (path.endsWith("/")) implied.delete(path.slice(0, -1));
  const commands: RunCommand[] = [];
  return {
    name: options.name ?? "fake1",
    commands,
    user: async () => user,
    readFile: async (path) => memory.snapshot(path),
    stat: async (path) => memory.stat(path),
    list: async (path) => memory.list(path),
    probe: async (script, probeOptions = {}) => {
      if (options.probe === undefined) throw new Error(`the test did not say how to answer a probe: ${script}`);
      return options.probe(script, probeOptions);
    },
    apply: async (changes) => {
      for (const change of changes) {
        if (change.kind !== "run-command") applyChange(memory, change);
        else {
          commands.push(change);
          options.run?.(change, memory);
        }
      }
    },
    files: async () => shownFiles(memory, implied),
  };
}

function applyChange(memory: MemoryFiles, change: Exclude<Change, RunCommand>): void {
  const path = memory.place(change.path);
  const node = memory.nodes.get(path);
  if (memory.nodes.get(posix.dirname(path))?.type !== "directory") throw problem("RB5001", `no directory for ${path}`);
  const stale = problem("RB5003", `${path} is not as it was seen`);
  switch (change.kind) {
    case "write-file":
      writeFile(memory, { ...change, path });
      break;
    case "set-attributes":
      if (node?.inode !== change.before.inode) throw stale;
      memory.nodes.set(path, { ...node, ...change.attributes });
      break;
    case "make-directory":
      if (node !== undefined) throw stale;
      memory.put(path, "directory", change.attributes);
      break;
    case "make-link":
      if (node?.inode !== change.before?.inode || (node !== undefined && node.type !== "link")) throw stale;
      memory.put(path, "link", { target: change.target });
      break;
    case "remove":
      if (node?.inode !== change.before.inode) throw stale;
      memory.remove(path);
      break;
  }
}

function writeFile(memory: MemoryFiles, { path, before, content, attributes, inPlace }: WriteFile): void {
  const node = memory.nodes.get(path);
  const now = memory.snapshot(path);
  if (node?.type === "link" || now?.sha256 !== before?.sha256) throw problem("RB5003", `${path} is not as it was seen`);
  if (node?.mountPoint && !inPlace) throw problem("RB5005", `${path} is a mount point`);
  memory.put(path, "file", { ...node, content, ...attributes });
}

function shownFiles(memory: MemoryFiles, implied: ReadonlySet<string>): Readonly<Record<string, string>> {
  const entries = [...memory.nodes].flatMap(([path, node]): [string, string][] => {
    if (node.type === "file") return [[path, new TextDecoder().decode(node.content)]];
    if (node.type === "link") return [[path, `-> ${node.target}`]];
    return implied.has(path) || memory.list(path)?.length !== 0 ? [] : [[`${path}/`, ""]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
