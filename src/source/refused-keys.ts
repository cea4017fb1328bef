/** Names that mean something to JavaScript's own objects: refused as keys of mappings and as names, wherever they are read. */
export const refusedKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
