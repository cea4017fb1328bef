import { plainName } from "./candidate-files.ts";

/** The name of a choice: of a file; or of a role, and of its file of tasks without the ending. */
export function choiceName([name = "", tasks]: readonly string[]): string {
  return tasks === undefined ? plainName(name) : `${plainName(name)} ${plainName(tasks, "tasks")}`;
}
