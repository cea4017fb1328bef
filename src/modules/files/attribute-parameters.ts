import type { Attributes } from "../../changes/change.ts";
import { boolean, mode, optional, text, withDefault } from "../../schema/kinds.ts";
import { refused } from "../../schema/refused.ts";

/** Parameters of every module that sets who owns a path and who may use it. */
export const attributeParameters = {
  mode: optional(
    mode(
      'Permissions, quoted: "0644", or in letters that say all of it: "u=rw,go=r". Left out, an existing path keeps its own.',
    ),
  ),
  owner: optional(text("Name or number of the owning user. Setting it usually takes `become`.")),
  group: optional(text("Name or number of the owning group.")),
  attributes: refused({ why: "Attributes of chattr are not managed." }),
  setype: refused({ why: "SELinux labels are not managed." }),
} as const;

/** `unsafe_writes`, for modules that write files. */
export const unsafeWritesParameter = withDefault(
  boolean(
    "Write in place, after a durable backup, into a file that cannot be replaced: one that is itself a mount point.",
  ),
  false,
);

/** Only what was given. */
export function attributesOf(given: {
  readonly mode: number | undefined;
  readonly owner: string | undefined;
  readonly group: string | undefined;
}): Attributes {
  const { mode, owner, group } = given;
  return {
    ...(mode !== undefined && { mode }),
    ...(owner !== undefined && { owner }),
    ...(group !== undefined && { group }),
  };
}
