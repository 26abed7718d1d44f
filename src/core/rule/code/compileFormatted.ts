/** @file f-strings. */
import { formatValue } from "../operation/formatValue.ts";
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
      const text = formatValue(frame.pop(), conversion, typeof spec === "string" ? spec : "");
      machine.spend(text.length >> 3);
      frame.push(text);
    });
  }
  if (parts.length === 1) return;
  emitter.emit((frame) => {
    let text = "";
    for (const piece of frame.take(parts.length)) if (typeof piece === "string") text += piece;
    frame.push(text);
  });
}
