/** Words of `meta` that concern all hosts of the play: the first one decides. */
export const metaWordsForAll = ["end_play", "end_batch", "clear_facts", "clear_host_errors"] as const;

/** All words of `meta` but `flush_handlers`. */
export const metaWords = ["noop", "end_host", "reset_connection", ...metaWordsForAll] as const;
