/** Words of `meta` that concern all hosts of the play: the first one decides. */
export const metaWordsForAll = ["end_play", "end_batch", "clear_facts", "clear_host_errors"] as const;

/** All words of `meta` but `flush_handlers`. */
export const metaWords = ["noop", "end_host", "reset_connection", ...metaWordsForAll] as const;

/** Those after which hosts have no part in the play any more. */
export const metaWordsThatEnd: readonly string[] = ["end_host", "end_play", "end_batch"];
