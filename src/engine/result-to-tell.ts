import { jsonText } from "../expression/json-text.ts";
import { isList, isMap, type Value, type ValueMap, valueFromJson, valueMap } from "../expression/value.ts";

/**
 * A task's result as JSON data for an event: secrets and unknowns give their labels. The lines of a text that is there, too, are
 * left out, in the results of a loop's items as well: `linesAgain` brings them back.
 */
export function resultToTell(result: Value): ValueMap | undefined {
  if (!isMap(result)) return undefined;
  const plain = valueFromJson(JSON.parse(jsonText(withResults(withoutLines(result), withoutLines))));
  return isMap(plain) ? plain : undefined;
}

/** Values by their names as JSON data for an event, each like a result. */
export function valuesToTell(values: Iterable<readonly [string, Value]>): ValueMap {
  const told = [...values].map(([name, value]) => {
    return [name, resultToTell(value) ?? valueFromJson(JSON.parse(jsonText(value)))] as const;
  });
  return valueMap(told);
}

/** What was told, with the lines of its texts. */
export function linesAgain(told: ValueMap): ValueMap {
  return withResults(withLines(told), withLines);
}

const texts = ["stdout", "stderr"];

function withoutLines(result: ValueMap): ValueMap {
  const repeated = new Set(texts.filter((name) => Object.hasOwn(result, name)).map((name) => `${name}_lines`));
  return valueMap(Object.entries(result).filter(([name]) => !repeated.has(name)));
}

function withLines(told: ValueMap): ValueMap {
  return valueMap(
    Object.entries(told).flatMap(([name, value]): (readonly [string, Value])[] => {
      if (!texts.includes(name) || typeof value !== "string") return [[name, value]];
      return [
        [name, value],
        [`${name}_lines`, value === "" ? [] : value.split("\n")],
      ];
    }),
  );
}

/** A loop keeps what its items came to under `results`. */
function withResults(result: ValueMap, change: (one: ValueMap) => ValueMap): ValueMap {
  const { results } = result;
  if (results === undefined || !isList(results)) return result;
  return valueMap(Object.entries({ ...result, results: results.map((one) => (isMap(one) ? change(one) : one)) }));
}
