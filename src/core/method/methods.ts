/** @file Finds a method by its name. */

import { compact } from "./compact.ts";
import { direct } from "./direct.ts";
import { form } from "./form/form.ts";
import { full } from "./full.ts";
import type { Dialect, Method, MethodName } from "./method.ts";
import { scratchpad } from "./scratchpad.ts";

/** The dialect matters to rfft only; small models know `compact`. */
export function methodOf(name: MethodName, dialect: Dialect = "compact"): Method {
  switch (name) {
    case "direct":
      return direct;
    case "scratchpad":
      return scratchpad;
    case "rfft":
      return dialect === "full" ? full : dialect === "form" ? form : compact;
  }
}
