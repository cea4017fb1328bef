/** How many times as many samples as usual the costly properties try. */
export const times = Number(process.env.FC_RUNS ?? 1);
