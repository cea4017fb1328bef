import type { Located } from "../source/located.ts";
import { readJson } from "../source/read-json.ts";
import { largestFile, readYaml } from "../source/read-yaml.ts";
import type { SourceFile } from "../source/span.ts";

/** The document of a YAML or JSON file; JSON by the faster way, unless it was vaulted. Throws the problems of `readYaml` and `readJson`. */
export function readData(file: SourceFile): Located {
  return !file.vaulted && isJson(file.text) ? readJson(file) : readYaml(file);
}

/** Where it is not, the YAML reader tells what is wrong: `{a: 1}` is YAML and no JSON. */
function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text) || text.length > largestFile) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
