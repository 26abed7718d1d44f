/** @file Storing to targets. */
import type { Expression } from "../syntax/ast.ts";
import { compileExpression } from "./compileExpression.ts";
import type { Emitter } from "./emitter.ts";
import { drop, store, storeSubscript, unpack } from "./instructions.ts";
import { storeAttribute } from "./method.ts";

/** Takes the value on the stack and stores it. */
export function compileTarget(emitter: Emitter, target: Expression): void {
  emitter.on(target.line, () => {
    switch (target.kind) {
      case "name":
        emitter.emit(store(target.name, emitter.scope.find(target.name)));
        return;
      case "subscript":
        compileExpression(emitter, target.container);
        compileExpression(emitter, target.index);
        emitter.emit(storeSubscript);
        emitter.emit(drop);
        return;
      case "attribute":
        compileExpression(emitter, target.value);
        emitter.emitOn(target.nameLine, storeAttribute(target.name));
        emitter.emitOn(target.nameLine, drop);
        return;
      case "list":
      case "tuple": {
        const starred = target.items.findIndex((item) => item.kind === "starred");
        const { length } = target.items;
        emitter.emit(starred < 0 ? unpack(length, undefined) : unpack(starred, length - 1 - starred));
        emitter.emit(drop);
        for (const item of target.items) compileTarget(emitter, item.kind === "starred" ? item.value : item);
        return;
      }
      default:
        emitter.emit(drop);
    }
  });
}
