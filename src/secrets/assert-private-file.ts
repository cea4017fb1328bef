import { stat } from "node:fs/promises";
import { problem } from "../problems/problem.ts";

/** RB3104 when others than its owner may read a file with secrets. Pipes and devices pass: nobody else can open them later. */
export async function assertPrivateFile(path: string, nameShown: string = path): Promise<void> {
  const { mode } = await stat(path).catch((cause: unknown) => {
    throw problem("RB1001", `"${nameShown}" cannot be read`, { cause });
  });
  const isRegular = (mode & 0o170000) === 0o100000;
  if (!isRegular || (mode & 0o077) === 0) return;
  const hint = `run: chmod 600 ${/^[\w./@:+-]+$/.test(nameShown) ? nameShown : `'${nameShown.replaceAll("'", `'\\''`)}'`}`;
  throw problem("RB3104", `"${nameShown}" holds secrets and can be read by others`, { hint });
}
