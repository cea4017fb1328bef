import type { Collector } from "../problems/collector.ts";
import { nearest } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { entryOf, type Located } from "../source/located.ts";
import { checkNotifications } from "./check-notifications.ts";
import { checkServing } from "./check-serving.ts";
import { Fields } from "./fields.ts";
import type { IncludedFiles } from "./included-files.ts";
import { noInheritance, saidBy } from "./inherited.ts";
import type { Input } from "./inputs/input.ts";
import { playKeywords } from "./keywords.ts";
import { leavesOf } from "./leaves-of.ts";
import type { Flush, Play, Step } from "./model.ts";
import { onlyTasks } from "./only-tasks.ts";
import { readBecome } from "./read-become.ts";
import { readGathering } from "./read-gathering.ts";
import { readSteps } from "./read-steps.ts";
import { readVarsFiles } from "./read-vars-files.ts";
import { readVarsPrompt } from "./read-vars-prompt.ts";
import { PlayRoles } from "./roles/play-roles.ts";
import { readRoles } from "./roles/read-role.ts";
import { type SaidToPlays, underConditions } from "./said-to-plays.ts";
import type { StepsContext } from "./step-context.ts";
import type { ValueSource } from "./value-source.ts";

/** What reading a play needs besides its text. */
export interface PlayContext {
  readonly index: number;
  readonly inputs: readonly Input[];
  readonly collector: Collector;
  readonly files: IncludedFiles;
  /** The folder of the file that the play stands in. */
  readonly folder: string;
  /** By those who import that file. */
  readonly said: SaidToPlays;
}

/** A play. Mistakes inside it go to the collector. */
export async function readPlay(located: Located, context: PlayContext): Promise<Play> {
  const { index, collector, said } = context;
  if (located.kind !== "map")
    throw problem("RB2101", "a play must be a mapping with hosts and tasks", { at: located.span });
  const fields = new Fields(located, collector);
  fields.refuseOthers(playKeywords, "play");
  const hosts = fields.value(keyOfHosts(fields));
  if (!hosts) {
    throw problem("RB1102", 'a play needs "hosts"', { at: located.span, hint: 'For example "hosts: all".' });
  }
  if (hosts.kind === "map") {
    throw problem("RB1101", '"hosts" must be a pattern or a list of patterns', { at: hosts.span });
  }
  const files = await readVarsFiles(fields, context);
  const inside = stepsContext(fields, context);
  const tasks = underConditions(await readSections(fields, `${index + 1}`, inside), said.when);
  const { roles } = inside;
  const own = onlyTasks(await readSteps(fields.list("handlers"), `${index + 1}.h`, inside), collector);
  const handlers = [...roles.handlers, ...own];
  checkNotifications(leavesOf(tasks), handlers, collector);
  const serial = fields.value("serial");
  const maxFailPercentage = fields.value("max_fail_percentage");
  checkServing({ serial, maxFailPercentage }, collector);
  return {
    name: fields.text("name") ?? `play ${index + 1}`,
    hosts,
    variables: new Map([...withConnection(fields), ...said.variables, ...files.variables]),
    varsFiles: files.varsFiles,
    roles,
    become: readBecome(fields),
    environment: fields.value("environment"),
    lock: fields.value("lock"),
    serial,
    maxFailPercentage,
    prompts: readVarsPrompt(fields),
    order: orderIn(fields),
    gathering: readGathering(fields, { play: `${index + 1}`, inherited: inside.inherited, when: said.when }),
    forceHandlers: fields.flag("force_handlers") ?? false,
    tasks,
    handlers,
    span: located.span,
    written: located,
  };
}

/** `hosts`, or what it was mistyped as: that is told already. */
function keyOfHosts({ map }: Fields): string {
  const known: readonly string[] = playKeywords;
  const slip = (key: string) => !known.includes(key) && nearest(key, known) === "hosts";
  return entryOf(map, "hosts") ? "hosts" : (map.entries.find(({ key }) => slip(key))?.key ?? "hosts");
}

/** A play's variables, become and environment are its own; what else it says, its tasks have. */
function stepsContext(fields: Fields, { index, inputs, collector, files, folder, said }: PlayContext): StepsContext {
  return {
    inherited: { ...noInheritance, ...saidBy(fields, { ...noInheritance, tags: said.tags }) },
    inputs,
    collector,
    isLockstep: fields.entry("max_fail_percentage") !== undefined || isLinear(fields),
    files,
    roles: new PlayRoles(`${index + 1}.h.role`),
    folder,
    importedBy: [],
    readSteps,
  };
}

/** `pre_tasks`, `roles`, `tasks` and `post_tasks`; handlers run between them. */
async function readSections(fields: Fields, prefix: string, inside: StepsContext): Promise<readonly Step[]> {
  const before = await readSteps(fields.list("pre_tasks"), `${prefix}.pre`, inside);
  const roles = await readRoles(fields.list("roles"), `${prefix}.roles`, inside);
  for (const one of roles.shared) inside.roles.share(one);
  const tasks = [...roles.steps, ...(await readSteps(fields.list("tasks"), prefix, inside))];
  const after = await readSteps(fields.list("post_tasks"), `${prefix}.post`, inside);
  const flush = (section: string): Flush => ({
    kind: "flush",
    id: `${prefix}.${section}.flush`,
    name: "run the notified handlers",
    when: [],
    tags: [],
    source: undefined,
    isImplied: true,
    barrier: false,
    span: fields.map.span,
  });
  return [
    ...before,
    ...(before.length > 0 ? [flush("pre")] : []),
    ...tasks,
    ...(after.length > 0 ? [flush("post")] : []),
    ...after,
  ];
}

/** `strategy: linear` is said on purpose: hosts wait for each other after each task. RB1103 for what is neither that nor `free`. */
function isLinear(fields: Fields): boolean {
  const strategy = fields.text("strategy")?.replace(/^ansible\.builtin\./, "");
  fields.collector.attempt(() => {
    if (strategy === undefined || ["linear", "free", "host_pinned"].includes(strategy)) return;
    throw problem("RB1103", `the strategy "${strategy}" is not supported`, {
      at: fields.entry("strategy")?.value.span,
      hint: "Leave it out: hosts do not wait for each other (free). With linear they wait after each task.",
    });
  });
  return strategy === "linear";
}

function orderIn(fields: Fields): Play["order"] {
  const said = fields.text("order");
  if (said === undefined || said === "inventory") return undefined;
  if (said === "reverse_inventory" || said === "sorted" || said === "reverse_sorted") return said;
  return fields.collector.attempt(() => {
    throw problem("RB1103", `the order "${said}" is not supported`, {
      at: fields.entry("order")?.value.span,
      hint: "It is inventory, reverse_inventory, sorted or reverse_sorted: a run that is resumed has to have the same.",
    });
  });
}

/** `connection`, `remote_user` (or `user`) and `port` of a play are variables of its hosts. */
function withConnection(fields: Fields): ReadonlyMap<string, ValueSource> {
  const variables = new Map(fields.variables("vars"));
  const names = {
    connection: "ansible_connection",
    user: "ansible_user",
    remote_user: "ansible_user",
    port: "ansible_port",
  } as const;
  for (const [keyword, variable] of Object.entries(names)) {
    const value = fields.value(keyword);
    if (value) variables.set(variable, value);
  }
  return variables;
}
