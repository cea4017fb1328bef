import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Controller, controller, type Ended } from "./program.ts";

/** A user who saves plans of this machine: a runbook, an inventory, and a folder `box` that the runbook writes to. */
export interface PlanUser {
  readonly user: Controller;
  put(name: string, text: string, mode?: number): string;
  /** Makes a plan of `site.yaml` in `site.plan`. */
  plan(...words: readonly string[]): Promise<Ended>;
  apply(...words: readonly string[]): Promise<Ended>;
  remove(): void;
}

/** Such a user, with these files. */
export function planUser(files: Readonly<Record<string, string>>): PlanUser {
  const user = controller();
  const put = (name: string, text: string, mode = 0o644) => {
    const path = join(user.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  };
  put("inventory.yaml", `all: { hosts: { here: { ansible_connection: local, box: "${user.folder}/box" } } }\n`);
  for (const [name, text] of Object.entries(files)) put(name, text);
  return {
    user,
    put,
    plan: (...words) => user.run("plan", "site.yaml", "--out", "site.plan", ...words),
    apply: (...words) => user.run("apply", "site.plan", "-y", ...words),
    remove: () => user.remove(),
  };
}

/** A runbook of a settings file, a template, and something to remove. */
export const site = `- name: Site
  hosts: all
  tasks:
    - name: Workers
      lineinfile: { path: "{{ box }}/app.conf", regexp: "^workers", line: "workers = {{ workers | default(4) }}" }
    - name: Message
      template: { src: motd.j2, dest: "{{ box }}/motd" }
    - name: Old one
      file: { path: "{{ box }}/old", state: absent }
`;

/** The files of that runbook, here and on the host. */
export const siteFiles = {
  "site.yaml": site,
  "templates/motd.j2": "welcome to {{ inventory_hostname }}\n",
  "box/app.conf": "# the app\nworkers = 1\nmemory = 2\n\nlog = all\n",
  "box/old": "old\n",
} as const;
