import type { FileSnapshot, FileStat } from "../changes/file-state.ts";
import { VirtualFiles, type VirtualPath } from "../changes/virtual-files.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { HostView, LoginUser, ProbeOptions, ProbeResult } from "../modules/contract/host-view.ts";
import { ProblemError } from "../problems/problem.ts";
import { followLinks } from "./follow-links.ts";
import { type LiveView, notRegular, type Seen } from "./live-view.ts";

/** What a plan knows of a host's future. */
export interface Foresight {
  readonly files: VirtualFiles;
  /** The first task whose changes have not been made yet, so that probes cannot answer. */
  pending: string | undefined;
  /** The first task whose effects nobody can foresee: a command, or one that may not run. */
  unforeseen: string | undefined;
}

/** The future of a host that nothing is planned for. */
export function noForesight(): Foresight {
  return { files: new VirtualFiles(), pending: undefined, unforeseen: undefined };
}

/** A look at the host itself, not at what is planned for it. */
export type Look =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly realPath: string;
      readonly found: FileSnapshot | undefined;
    }
  | { readonly kind: "stat"; readonly path: string; readonly realPath: string; readonly found: FileStat | undefined }
  | { readonly kind: "list"; readonly path: string; readonly found: readonly string[] | undefined };

/** A look at a path: whether its last step is followed too, which plans leave nothing to look for, and how to look. */
interface Question<S> {
  readonly last: boolean;
  readonly tells: (known: VirtualPath) => boolean;
  readonly look: (place: string) => Promise<S>;
}

/** What is planned, and what was seen of the host at `at`. */
interface Found<S> {
  readonly at: string;
  readonly known: VirtualPath | undefined;
  readonly seen?: S;
}

/**
 * A host as the tasks planned so far will have left it. A file that a pending command writes is shown as it is now, and
 * noted in `unsure`; what cannot be shown at all ends the decision with an `UnknownError`.
 */
export class ForeseenView implements HostView {
  readonly name: string;
  /** Reasons why this decision may come out differently: "known after: ...". */
  readonly unsure = new Set<string>();
  /** What this decision saw of the host itself. */
  readonly looks: Look[] = [];
  readonly #live: LiveView;
  readonly #foresight: Foresight;
  readonly #places = new Map<string, string>();

  constructor(live: LiveView, foresight: Foresight) {
    this.name = live.name;
    this.#live = live;
    this.#foresight = foresight;
  }

  /** Where a change of this path will be found: links resolved as far as this decision has looked. */
  place(path: string): string {
    return this.#places.get(path) ?? this.#foresight.files.resolve(path, false);
  }

  /** Why a decision that failed may come out well: something is missing that a command may still make. */
  mayStillCome(error: unknown): Unknown | undefined {
    const { unforeseen } = this.#foresight;
    const code = error instanceof ProblemError ? error.problems[0]?.code : undefined;
    return unforeseen !== undefined && (code === "RB5001" || code === "RB5104") ? new Unknown(unforeseen) : undefined;
  }

  user(): Promise<LoginUser> {
    return this.#live.user();
  }

  async readFile(path: string): Promise<FileSnapshot | undefined> {
    const { at, known, seen } = await this.#find(path, {
      last: true,
      tells: ({ kind }) => kind !== "unsure" && kind !== "attributed",
      look: (place) => this.#live.tryFile(place, path),
    });
    if (known?.kind === "file") return { ...known.snapshot, path };
    if (known?.kind === "absent") return undefined;
    if (known?.kind === "other") throw notRegular(path);
    if (seen?.refused) throw seen.refused;
    if (seen) this.looks.push({ kind: "file", path: at, realPath: seen.realPath, found: seen.found });
    this.#noteUnsure(known, seen?.found);
    const own = known?.kind === "attributed" && seen && { stat: { ...known.stat, path: seen.realPath } };
    return seen?.found && { ...seen.found, path, ...own };
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const { at, known, seen } = await this.#find(path, {
      last: false,
      tells: ({ kind }) => kind !== "unsure",
      look: (place) => this.#live.see(place),
    });
    if (known?.kind === "file") return known.snapshot.stat;
    if (known?.kind === "other" || known?.kind === "attributed") return known.stat;
    if (known?.kind === "absent") return undefined;
    if (seen) this.looks.push({ kind: "stat", path: at, ...seen });
    this.#noteUnsure(known, seen?.found);
    return seen?.found;
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const { files } = this.#foresight;
    const planned = files.isEmpty ? path : await followLinks(path, { last: true, files, live: this.#live });
    const own = files.get(planned);
    if (own?.kind === "absent") return undefined;
    const { added, removed } = files.differences(planned);
    const isMade = own?.kind === "other" && own.made;
    const live = isMade ? [] : await this.#live.list(planned);
    if (!isMade) this.looks.push({ kind: "list", path: planned, found: live });
    if (!live && added.length === 0) return undefined;
    const names = new Set([...(live ?? []), ...added]);
    for (const name of removed) names.delete(name);
    return [...names].sort();
  }

  probe(script: string, options?: ProbeOptions): Promise<ProbeResult> {
    if (this.#foresight.pending !== undefined) throw new UnknownError(new Unknown(this.#foresight.pending));
    return this.#live.probe(script, options);
  }

  /** What is planned for a path, and what a look at the host finds where that does not tell all. */
  async #find<S extends Seen<unknown>>(path: string, { last, tells, look }: Question<S>): Promise<Found<S>> {
    const { files } = this.#foresight;
    const planned = files.resolve(path, last);
    const direct = files.get(planned);
    if (direct && tells(direct)) return { at: planned, known: direct };
    const seen = await look(planned);
    const asNow = seen.realPath === planned || files.isEmpty;
    const place = asNow ? seen.realPath : await followLinks(planned, { last, files, live: this.#live });
    this.#places.set(path, place);
    const known = direct ?? files.get(place);
    if (place === seen.realPath) return { at: planned, known, seen };
    return known && tells(known) ? { at: place, known } : { at: place, known, seen: await look(place) };
  }

  #noteUnsure(known: VirtualPath | undefined, live: unknown): void {
    if (known?.kind !== "unsure") return;
    if (live === undefined) throw new UnknownError(new Unknown(known.because));
    this.unsure.add(known.because);
  }
}
