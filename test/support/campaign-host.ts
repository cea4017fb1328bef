import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostEnvironment, makeHostFolder, neolaneHome } from "../../src/lab/host-folder.ts";
import type { PracticeHost } from "../../src/lab/practice-host.ts";
import { type FolderHostOptions, folderHost } from "./folder-host.ts";
import type { TestHost } from "./test-host.ts";

/** A container of a practice instance over a real folder, with the practice nlserver run by a real `sh`. */
export interface CampaignHost {
  readonly host: TestHost;
  /** What every Campaign module takes. */
  readonly installation: { readonly instance: string; readonly home: string };
  readonly file: (path: string) => string;
  readonly remove: () => Promise<void>;
}

/** Lays a practice host down in a new folder; unless said otherwise build 9383 and a small instance file. */
export async function campaignHost(
  given: Partial<PracticeHost> = {},
  options: FolderHostOptions = {},
): Promise<CampaignHost> {
  const practice: PracticeHost = {
    name: "acme-prod-1",
    instance: "acme_prod",
    release: "7.4.1 build 9383@5c1f0be of 06/18/2024",
    shape: "small",
    pipelinedRuns: true,
    pipelinedKnown: true,
    ...given,
  };
  const above = await mkdtemp(join(tmpdir(), "campaign-"));
  const folder = join(above, "host");
  await makeHostFolder(folder, practice);
  const home = join(folder, neolaneHome);
  return {
    host: folderHost(folder, {
      ...options,
      environment: { ...hostEnvironment(folder, "neolane"), ...options.environment },
    }),
    installation: { instance: practice.instance, home },
    file: (path) => join(home, "nl6", path),
    remove: () => rm(above, { recursive: true, force: true }),
  };
}
