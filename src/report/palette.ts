/** Puts a colour around a text that is already printable. */
export type Style = (text: string) => string;

/** The few colours the program speaks. */
export interface Palette {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly cyan: Style;
  readonly magenta: Style;
  readonly struck: Style;
}

/** A palette; without colour every style returns its text unchanged. */
export function palette(color: boolean): Palette {
  const style = (open: number, close: number): Style => {
    if (!color) return (text) => text;
    return (text) => (text === "" ? "" : `\x1b[${open}m${text}\x1b[${close}m`);
  };
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
    magenta: style(35, 39),
    struck: style(9, 29),
  };
}
