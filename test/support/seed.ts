import fc from "fast-check";

const { FC_SEED = "20261123" } = process.env;

/** Properties try the same samples in every run; with FC_SEED=random others each time, with a number those of that seed. */
if (FC_SEED !== "random") fc.configureGlobal({ seed: Number(FC_SEED) });
