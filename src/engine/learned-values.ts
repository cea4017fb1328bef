import { isMap, type Value, valueMap } from "../expression/value.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { HiddenNames, type Hiding } from "./hidden-names.ts";
import { KeptMap } from "./kept-map.ts";

/** What a host got to know: what tasks set and register, what was gathered of it, and variables of files. */
export interface Learned {
  readonly facts: ReadonlyMap<string, Value>;
  readonly gathered: ReadonlyMap<string, Value>;
  readonly brought: ReadonlyMap<string, ValueSource>;
  /** What of it must not be told. */
  readonly isHidden?: HiddenNames["has"];
}

/** How a host gets to know something: `hidden` where the task has `no_log`. */
export interface Source {
  readonly hidden: boolean;
}

const open: Source = { hidden: false };

/** Told when names may have come or gone, and when facts have. */
export interface Listener {
  readonly onName: () => void;
  readonly onGathered: () => void;
}

/** What one host got to know in a run, and which of it must not be told. */
export class LearnedValues {
  readonly facts = new KeptMap<Value>();
  readonly gathered = new KeptMap<Value>();
  readonly brought = new KeptMap<ValueSource>();
  readonly hidden: HiddenNames;
  readonly #listener: Listener;
  #news: { readonly facts: Set<string>; readonly gathered: Set<string> } | undefined;
  #newsOfFiles: Map<string, ValueSource> | undefined;

  constructor(hiding: Hiding, listener: Listener) {
    this.hidden = new HiddenNames(hiding);
    this.#listener = listener;
  }

  /** What a task sets or registers, from here on. */
  set(name: string, value: Value, source = open): void {
    if (!this.facts.values.has(name)) this.#listener.onName();
    this.facts.set(name, value);
    this.hidden.note("facts", name, source);
    this.#news?.facts.add(name);
  }

  /** What the host was found to be, from here on; members of `ansible_facts` come to those that are known. */
  gather(found: ReadonlyMap<string, Value>, { hidden } = open): void {
    for (const [name, value] of found) {
      const known = name === "ansible_facts" ? this.gathered.get(name) : undefined;
      const adds = known !== undefined && isMap(known) && isMap(value);
      if (!this.gathered.values.has(name)) this.#listener.onName();
      this.gathered.set(name, adds ? valueMap([...Object.entries(known), ...Object.entries(value)]) : value);
      this.hidden.note("gathered", name, { hidden: hidden || (adds && this.hidden.has("gathered", name)) });
      this.#news?.gathered.add(name);
    }
    this.#listener.onGathered();
  }

  /** What was gathered is not known any more; what was set or registered is. */
  forgetFacts(): void {
    if (this.gathered.values.size === 0) return;
    for (const name of [...this.gathered.values.keys()]) this.gathered.delete(name);
    this.gathered.set("ansible_facts", valueMap([]));
    this.#listener.onName();
    this.#listener.onGathered();
  }

  /** Variables of a file, from here on. */
  bring(variables: ReadonlyMap<string, ValueSource>, given = open): void {
    for (const [name, source] of variables) {
      this.brought.set(name, source);
      this.hidden.note("brought", name, given);
      this.#newsOfFiles?.set(name, source);
    }
    this.#listener.onName();
  }

  /** What another host learned for this one, too. */
  learn({ facts, gathered, brought, isHidden = () => false }: Learned): void {
    for (const [name, value] of facts) this.set(name, value, { hidden: isHidden("facts", name) });
    for (const [name, value] of gathered) {
      this.gather(new Map([[name, value]]), { hidden: isHidden("gathered", name) });
    }
    for (const [name, source] of brought) {
      this.bring(new Map([[name, source]]), { hidden: isHidden("brought", name) });
    }
  }

  /** Returns what ends it and tells what was set meanwhile. */
  listen(): () => Learned {
    const news = { facts: new Set<string>(), gathered: new Set<string>() };
    const brought = new Map<string, ValueSource>();
    this.#news = news;
    this.#newsOfFiles = brought;
    return () => {
      this.#news = undefined;
      this.#newsOfFiles = undefined;
      const [facts, gathered] = [this.facts.values, this.gathered.values];
      const isHidden: HiddenNames["has"] = (way, name) => this.hidden.has(way, name);
      return { facts: only(news.facts, facts), gathered: only(news.gathered, gathered), brought, isHidden };
    };
  }

  /** Puts back to what it is now. */
  keep(): () => void {
    const undo = [this.facts.keep(), this.gathered.keep(), this.brought.keep(), this.hidden.keep()];
    return () => {
      this.#listener.onName();
      for (const one of undo) one();
    };
  }
}

function only(names: ReadonlySet<string>, map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([name]) => names.has(name)));
}
