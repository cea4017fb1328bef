// Made by `npm run generate` from the modules' own files.
import type { ModuleEntry } from "./module-entry.ts";

/** Every module, in the order of their names. */
export const moduleIndex: readonly ModuleEntry[] = [
  {
    name: "assert",
    aliases: ["ansible.builtin.assert"],
    load: () => import("../assert.ts"),
  },
  {
    name: "async_status",
    aliases: ["ansible.builtin.async_status"],
    load: () => import("../async-status.ts"),
  },
  {
    name: "campaign_build",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-build.ts"),
  },
  {
    name: "campaign_command",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-command.ts"),
  },
  {
    name: "campaign_credentials",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-credentials.ts"),
  },
  {
    name: "campaign_facts",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-facts.ts"),
  },
  {
    name: "campaign_process",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-process.ts"),
  },
  {
    name: "campaign_receipt",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-receipt.ts"),
  },
  {
    name: "campaign_stored_account",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-stored-account.ts"),
  },
  {
    name: "campaign_technical_account",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-technical-account.ts"),
  },
  {
    name: "campaign_verify",
    aliases: [],
    load: () => import("../../campaign/modules/campaign-verify.ts"),
  },
  {
    name: "command",
    aliases: ["ansible.builtin.command"],
    load: () => import("../command.ts"),
  },
  {
    name: "copy",
    aliases: ["ansible.builtin.copy"],
    load: () => import("../copy.ts"),
  },
  {
    name: "debug",
    aliases: ["ansible.builtin.debug"],
    load: () => import("../debug.ts"),
  },
  {
    name: "fail",
    aliases: ["ansible.builtin.fail"],
    load: () => import("../fail.ts"),
  },
  {
    name: "file",
    aliases: ["ansible.builtin.file"],
    load: () => import("../file.ts"),
  },
  {
    name: "include_vars",
    aliases: ["ansible.builtin.include_vars"],
    load: () => import("../include-vars.ts"),
  },
  {
    name: "lineinfile",
    aliases: ["ansible.builtin.lineinfile"],
    load: () => import("../lineinfile.ts"),
  },
  {
    name: "set_fact",
    aliases: ["ansible.builtin.set_fact"],
    load: () => import("../set-fact.ts"),
  },
  {
    name: "setup",
    aliases: ["ansible.builtin.setup", "gather_facts", "ansible.builtin.gather_facts"],
    load: () => import("../setup.ts"),
  },
  {
    name: "shell",
    aliases: ["ansible.builtin.shell"],
    load: () => import("../shell.ts"),
  },
  {
    name: "stat",
    aliases: ["ansible.builtin.stat"],
    load: () => import("../stat.ts"),
  },
  {
    name: "template",
    aliases: ["ansible.builtin.template"],
    load: () => import("../template.ts"),
  },
  {
    name: "xml",
    aliases: ["community.general.xml"],
    load: () => import("../xml.ts"),
  },
];
