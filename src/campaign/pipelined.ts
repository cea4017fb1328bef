import { type AttributePlace, type Configuration, effective, elementAt } from "./configuration.ts";

const path = ["pipelined"] as const;

/** How the event process of an instance is configured. */
export interface Pipelined {
  /** The instance file has the element. */
  readonly present: boolean;
  /** The effective `authType`; "" when there is none. */
  readonly authType: string;
  /** The effective `autoStart`, false by default. */
  readonly autoStart: boolean;
}

/** Where a module says whether Campaign starts it by itself. */
export function autoStartPlace(module: string): AttributePlace {
  return { path: [module], attribute: "autoStart" };
}

/** Where `authType` stands. */
export const authTypePlace: AttributePlace = { path, attribute: "authType" };

/** The `<pipelined>` of an instance. */
export function pipelinedOf(configuration: Configuration): Pipelined {
  return {
    present: elementAt(configuration.instance, path) !== undefined,
    authType: effective(configuration, authTypePlace).value,
    autoStart: startsByItself(configuration, "pipelined"),
  };
}

/** Whether Campaign starts a module of an instance by itself; `_autoStart`, the usual way to switch it off, does not count. */
export function startsByItself(configuration: Configuration, module: string): boolean {
  return /^(true|1)$/i.test(effective(configuration, autoStartPlace(module), "false").value);
}
