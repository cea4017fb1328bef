import { quote } from "../changes/quote.ts";

/** As `quote`, for a login shell that need not be a POSIX sh: fish takes backslashes even inside single quotes, csh `!`. RB5009. */
export function loginWord(text: string): string {
  return quote(text).replaceAll(/'\\''|[\\!]/g, (found) => (found.length > 1 ? found : `'\\${found}'`));
}
