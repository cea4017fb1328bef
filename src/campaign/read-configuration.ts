import { parseXml } from "../formats/xml-parse.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { fileContent, type Read } from "../modules/contract/reads.ts";
import { problem } from "../problems/problem.ts";
import { type AttributePlace, type Configuration, effective } from "./configuration.ts";
import { instancesAmong, type Layout, layoutOf } from "./layout.ts";

/** Both configuration files of an instance. RB5001: no such instance on the host, with those it has. */
export async function readConfiguration(host: HostView, instance: string, layout: Layout): Promise<Configuration> {
  const own = await readInstanceFile(host, instance, layout);
  return { ...own, server: await readServerFile(host, layout) };
}

/** What `readConfiguration` will ask. */
export function configurationReads({
  instance,
  home,
}: {
  readonly instance: string;
  readonly home: string;
}): readonly Read[] {
  const { instanceFile, serverFile } = layoutOf(home, instance);
  return [fileContent(instanceFile), fileContent(serverFile)];
}

/** What `readConfigurationFor` will ask of an instance that is set up. */
export function instanceReads(parameters: { readonly instance: string; readonly home: string }): readonly Read[] {
  return configurationReads(parameters).slice(0, 1);
}

/** The configuration as far as these attributes go: serverConf.xml, which is long, is read only if the instance lacks one. */
export async function readConfigurationFor(
  places: readonly AttributePlace[],
  host: HostView,
  { instance, layout }: { readonly instance: string; readonly layout: Layout },
): Promise<Configuration> {
  const own = await readInstanceFile(host, instance, layout);
  const complete = places.every((place) => effective(own, place).from === "instance");
  return complete ? own : { ...own, server: await readServerFile(host, layout) };
}

async function readInstanceFile(host: HostView, instance: string, layout: Layout): Promise<Configuration> {
  const file = await host.readFile(layout.instanceFile);
  if (file === undefined) throw await missingInstance(host, instance, layout);
  return { instance: parseXml(file.content, layout.instanceFile), server: undefined };
}

async function readServerFile(host: HostView, { serverFile }: Layout): Promise<Configuration["server"]> {
  const file = await host.readFile(serverFile);
  return file && parseXml(file.content, serverFile);
}

async function missingInstance(host: HostView, instance: string, { configurations, instanceFile }: Layout) {
  const names = await host.list(configurations);
  const instances = instancesAmong(names ?? []);
  const others = `The host has ${instances.join(", ")}: set its variable "instance".`;
  const none = `${configurations} holds the file of no instance.`;
  const nowhere = `${configurations} does not exist: set the host's variable neolane_home.`;
  const hint = names === undefined ? nowhere : instances.length > 0 ? others : none;
  return problem("RB5001", `${instanceFile} does not exist, so there is no instance "${instance}" here`, { hint });
}
