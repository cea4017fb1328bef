import type { Callable } from "../callable.ts";
import { choiceFilters } from "./choice-filters.ts";
import { eachFilters } from "./each-filters.ts";
import { encodingFilters } from "./encoding-filters.ts";
import { listFilters } from "./list-filters.ts";
import { mapFilters } from "./map-filters.ts";
import { numberFilters } from "./number-filters.ts";
import { orderFilters } from "./order-filters.ts";
import { pathFilters } from "./path-filters.ts";
import { regexFilters } from "./regex-filters.ts";
import { textFilters } from "./text-filters.ts";

/** Every filter by name. */
export const filters: ReadonlyMap<string, Callable> = new Map([
  ...choiceFilters,
  ...textFilters,
  ...regexFilters,
  ...encodingFilters,
  ...pathFilters,
  ...numberFilters,
  ...listFilters,
  ...orderFilters,
  ...eachFilters,
  ...mapFilters,
]);
