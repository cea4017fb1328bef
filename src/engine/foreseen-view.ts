import type { FileSnapshot, FileStat } from "../changes/file-state.ts";
import type { VirtualFiles } from "../changes/virtual-files.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { HostView, LoginUser, ProbeOptions, ProbeResult } from "../modules/contract/host-view.ts";

/** What a plan knows of a host's future. `pending` says which command has not run yet, so that probes cannot answer. */
export interface Foresight {
  readonly files: VirtualFiles;
  pending: string | undefined;
}

/**
 * A host as the tasks planned so far will have left it. A file that a pending command writes is shown as it is now, and
 * noted in `unsure`; what cannot be shown at all ends the decision with an `UnknownError`.
 */
export class ForeseenView implements HostView {
  readonly name: string;
  /** Reasons why this decision may come out differently: "known after: ...". */
  readonly unsure = new Set<string>();
  readonly #live: HostView;
  readonly #foresight: Foresight;

  constructor(live: HostView, foresight: Foresight) {
    this.name = live.name;
    this.#live = live;
    this.#foresight = foresight;
  }

  user(): Promise<LoginUser> {
    return this.#live.user();
  }

  async readFile(path: string): Promise<FileSnapshot | undefined> {
    const direct = this.#foresight.files.get(path);
    if (direct?.kind === "file") return { ...direct.snapshot, path };
    if (direct?.kind === "absent") return undefined;
    const live = await this.#live.readFile(path);
    const known = direct ?? (live && this.#foresight.files.get(live.realPath));
    if (known?.kind === "file") return { ...known.snapshot, path };
    if (known?.kind === "absent") return undefined;
    if (known?.kind === "unsure") {
      if (!live) throw new UnknownError(new Unknown(known.because));
      this.unsure.add(known.because);
    }
    return live;
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const known = this.#foresight.files.get(path);
    if (known?.kind === "file") return known.snapshot.stat;
    if (known?.kind === "other") return known.stat;
    if (known?.kind === "absent") return undefined;
    const live = await this.#live.stat(path);
    if (known?.kind === "unsure") {
      if (!live) throw new UnknownError(new Unknown(known.because));
      this.unsure.add(known.because);
    }
    return live;
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const own = this.#foresight.files.get(path);
    if (own?.kind === "absent") return undefined;
    const { added, removed } = this.#foresight.files.differences(path);
    const live = own?.kind === "other" ? [] : await this.#live.list(path);
    if (!live && added.length === 0) return undefined;
    const names = new Set([...(live ?? []), ...added]);
    for (const name of removed) names.delete(name);
    return [...names].sort();
  }

  probe(script: string, options?: ProbeOptions): Promise<ProbeResult> {
    if (this.#foresight.pending !== undefined) throw new UnknownError(new Unknown(this.#foresight.pending));
    return this.#live.probe(script, options);
  }
}
