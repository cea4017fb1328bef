import { isSecretName } from "../secrets/secret-name.ts";
import { concealed } from "./conceal.ts";
import { isList, isMap, type Value, type ValueMap, valueMap } from "./value.ts";

/** The mapping with all texts and numbers made secrets that stand, however deep, under the name of a password or the like. */
export function withHiddenMembers(map: ValueMap): ValueMap {
  const members = Object.entries(map).map(([name, value]) => {
    return [name, isSecretName(name) ? concealed(value, name, true) : hiddenIn(value)] as const;
  });
  return valueMap(members);
}

function hiddenIn(value: Value): Value {
  if (isList(value)) return value.map(hiddenIn);
  return isMap(value) ? withHiddenMembers(value) : value;
}
