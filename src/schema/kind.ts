import type { Value } from "../expression/value.ts";
import type { Span } from "../source/span.ts";

/** A JSON Schema (2020-12) fragment, for editors. */
export type JsonSchema = { readonly [key: string]: unknown };

/** The type of a parameter: how it is read, documented and shown to editors. */
export interface Kind<T> {
  /** Shown in the reference: "path", "list of text", ... */
  readonly type: string;
  /** What it means; units where there are any. One or two sentences. */
  readonly doc: string;
  readonly required: boolean;
  /** The default as shown in the reference. */
  readonly fallback?: string;
  readonly aliases: readonly string[];
  /** The value is never shown. */
  readonly secret: boolean;
  /** "expression": the text is an expression without braces, as in `when`; decide gets an `Evaluated` (or a list of them). */
  readonly form: "template" | "expression";
  /** A path on the host that the module may write: unknown afterwards when the module cannot decide yet. */
  readonly target: boolean;
  /** `decide` can make something of unknowns in it; for any other kind an unknown argument makes the decision unknown. */
  readonly takesUnknown: boolean;
  /** Its text becomes part of a command line, where every user of the host can read it. */
  readonly commandLine?: boolean;
  /** It names a file beside the runbook: as it is, or in this folder. Templates are looked into for what they refer to. */
  readonly beside?: "files" | "templates";
  /** Known from Ansible and not supported (see `refused`); `doc` says why. */
  readonly refused?: boolean;
  readonly jsonSchema: JsonSchema;
  /** The parsed value; `undefined` stands for "not given". Throws RB1101 or RB1102 with the parameter's name. */
  parse(value: Value | undefined, where: Where): T;
}

/** For messages: the parameter's name, and its place (the module's key when it is missing). */
export interface Where {
  readonly name: string;
  readonly at: Span | undefined;
}

/** An expression's text and its value. */
export interface Evaluated {
  readonly source: string;
  readonly value: Value;
}

/** Parameter names to kinds. */
export type Kinds = Readonly<Record<string, Kind<unknown>>>;

/** What `decide` receives for a set of kinds. */
export type ParametersOf<K extends Kinds> = { readonly [Name in keyof K]: K[Name] extends Kind<infer T> ? T : never };
