import { retireLibrary } from "../changes/host-library.ts";
import type { Shell } from "../transport/connection.ts";

/** Milliseconds; what is not removed by then is the next run's to remove. */
const deadline = 10_000;
const day = 86_400_000;

/**
 * Ends shells over which something was kept on the host, and lets them remove before what runs kept there more than so many days
 * ago. It takes the place of the shell's ordinary end, so no round trip is added. Never throws.
 */
export async function retireBackups(
  shells: Iterable<Promise<Pick<Shell, "run"> & { readonly keeps: boolean }>>,
  { days, now }: { readonly days: number; readonly now: Date },
): Promise<void> {
  const before = new Date(now.getTime() - days * day).toISOString().slice(0, 10).replaceAll("-", "");
  const end = () => `goodbye\n${retireLibrary()}\nrb_retire ${before} ${(days * day) / 1000}\nexit`;
  await Promise.allSettled(
    [...shells].map(async (opening) => {
      const shell = await opening;
      if (shell.keeps) await shell.run({ script: end(), kind: "own", deadline });
    }),
  );
}
