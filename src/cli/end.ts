/** Sets the exit code of a command that ended in order. */
export type End = (exitCode: number) => void;
