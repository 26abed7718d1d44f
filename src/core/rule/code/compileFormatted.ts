/** @file f-strings. */
import { payForWhole } from "../operation/cost.ts";
import { formatValue } from "../operation/formatValue.ts";
import { checkSize } from "../operation/raised.ts";
import type { FormatPart } from "../syntax/ast.ts";
import { compileExpression } from "./compileExpression.ts";
import type { Emitter } from "./emitter.ts";
import { loadConstant } from "./instructions.ts";

/** Leaves the formatted string on the stack. */
export function compileFormatted(emitter: Emitter, parts: readonly FormatPart[]): void {
  for (const part of parts) {
    if (typeof part === "string") {
      emitter.emit(loadConstant(part));
      continue;
    }
    const { value, conversion, format } = part;
    compileExpression(emitter, value);
    if (format.length > 0) compileFormatted(emitter, format);
    emitter.emit((frame, machine) => {
      const spec = format.length > 0 ? frame.pop() : "";
      const shown = frame.pop();
      payForWhole(machine, shown);
      const text = formatValue(shown, conversion, typeof spec === "string" ? spec : "");
      machine.spend(text.length >> 3);
      frame.push(text);
    });
  }
  if (parts.length === 1) return;
  emitter.emit((frame, machine) => {
    let text = "";
    for (const piece of frame.take(parts.length)) if (typeof piece === "string") text += piece;
    checkSize(text.length / 8, "a string");
    machine.spend(text.length >> 4);
    frame.push(text);
  });
}
