import { enospc } from "./campaigns/enospc.mjs";
import { host } from "./campaigns/host.mjs";
import { journal } from "./campaigns/journal.mjs";
import { kill } from "./campaigns/kill.mjs";
import { lock } from "./campaigns/lock.mjs";
import { power } from "./campaigns/power.mjs";
import { race } from "./campaigns/race.mjs";
import { rollback } from "./campaigns/rollback.mjs";
import { signal } from "./campaigns/signal.mjs";
import { sweep } from "./campaigns/sweep.mjs";
import { trace } from "./campaigns/trace.mjs";

/** All of them, cheap ones first. */
export const campaigns = [journal, trace, kill, sweep, host, signal, enospc, lock, race, rollback, power];
