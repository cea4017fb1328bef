/** The argument that makes the program a worker of a run; nobody types it. */
export const workerFlag = "--transport-worker";
