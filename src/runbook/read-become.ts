import type { Fields } from "./fields.ts";
import type { BecomeSetting } from "./model.ts";

/** The become keywords of a play or task. */
export function readBecome(fields: Fields): BecomeSetting {
  return {
    become: fields.value("become"),
    user: fields.value("become_user"),
    method: fields.value("become_method"),
    flags: fields.value("become_flags"),
  };
}
