import { problem } from "../problems/problem.ts";

/** Where Campaign keeps things of one instance on a host. Absolute paths. Adobe: "Configuration principle", "Log files". */
export interface Layout {
  /** The product's folder, `nl6` in the home of `neolane` for every version up to 7.4. */
  readonly product: string;
  readonly instanceFile: string;
  readonly serverFile: string;
  readonly configurations: string;
}

/** The layout below an installation's home, `/usr/local/neolane` unless it was moved. RB5009: not an instance's name. */
export function layoutOf(home: string, instance: string): Layout {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(instance)) {
    throw problem("RB5009", `"${instance}" is not an instance's name`, {
      hint: `Set the host's variable "instance" to what stands between "config-" and ".xml" in ${productOf(home)}/conf.`,
    });
  }
  const product = productOf(home);
  const configurations = `${product}/conf`;
  return {
    product,
    configurations,
    instanceFile: `${configurations}/config-${instance}.xml`,
    serverFile: `${configurations}/serverConf.xml`,
  };
}

/** The product's folder in an installation's home. */
export function productOf(home: string): string {
  return `${home.replace(/\/+$/, "")}/nl6`;
}

/** Instances whose files stand in the configuration folder; `default` is the product's own. */
export function instancesAmong(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => /^config-(?!default\.xml$)(.+)\.xml$/.exec(name)?.[1] ?? []);
}
