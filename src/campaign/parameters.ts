import { path, text, withDefault } from "../schema/kinds.ts";

/** The parameters that name an installation, the same in every Campaign module. */
export const installation = {
  instance: text("The instance, as in `config-<instance>.xml`."),
  home: withDefault(path("Home of the installation; the product is its folder `nl6`."), "/usr/local/neolane"),
};
