import type { Callable } from "../callable.ts";
import { chanceFilters } from "./chance-filters.ts";
import { choiceFilters } from "./choice-filters.ts";
import { combinationFilters } from "./combination-filters.ts";
import { eachFilters } from "./each-filters.ts";
import { encodingFilters } from "./encoding-filters.ts";
import { listFilters } from "./list-filters.ts";
import { mapFilters } from "./map-filters.ts";
import { numberFilters } from "./number-filters.ts";
import { orderFilters } from "./order-filters.ts";
import { pathFilters } from "./path-filters.ts";
import { quantityFilters } from "./quantity-filters.ts";
import { regexFilters } from "./regex-filters.ts";
import { structureFilters } from "./structure-filters.ts";
import { textFilters } from "./text-filters.ts";
import { urlFilters } from "./url-filters.ts";
import { wordingFilters } from "./wording-filters.ts";
import { yamlFilters } from "./yaml-filters.ts";

/** Every filter by name. */
export const filters: ReadonlyMap<string, Callable> = new Map([
  ...choiceFilters,
  ...textFilters,
  ...wordingFilters,
  ...regexFilters,
  ...encodingFilters,
  ...yamlFilters,
  ...urlFilters,
  ...pathFilters,
  ...numberFilters,
  ...quantityFilters,
  ...chanceFilters,
  ...listFilters,
  ...orderFilters,
  ...eachFilters,
  ...mapFilters,
  ...structureFilters,
  ...combinationFilters,
]);
