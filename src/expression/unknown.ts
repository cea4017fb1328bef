/** A value that only a real run can tell, and why: "known after: Restart pipelined". It spreads through expressions. */
export class Unknown {
  readonly because: string;

  constructor(because: string) {
    this.because = because;
  }
}
