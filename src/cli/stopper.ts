import type { World } from "./world.ts";

/** Hears of Ctrl-C. `end` stops listening. */
export interface Stopper {
  readonly stopping: () => boolean;
  end(): void;
}

/** First Ctrl-C: what runs is finished and nothing new begins. Second: `restore` the terminal, and the program ends at once. */
export function stopper(world: World, restore: (() => void) | undefined): Stopper {
  let stopping = false;
  const end = world.onInterrupt((count) => {
    stopping = true;
    if (count === 1)
      world.errors.write("\nstopping: what runs is finished, nothing new begins (once more to leave it)\n");
    else {
      restore?.();
      world.exit(130);
    }
  });
  return { stopping: () => stopping, end };
}
