/**
 * @file `match`, with the lines of CPython 3.11's compiler: each case that is tried is a visit of its pattern's line. A pattern is
 * matched, and its names are bound, by one instruction.
 */
import type { Statement } from "../syntax/ast.ts";
import type { Value } from "../value.ts";
import { compileExpression, compileJump } from "./compileExpression.ts";
import { matcherOf } from "./compilePattern.ts";
import { compileBody } from "./compileStatement.ts";
import type { Emitter } from "./emitter.ts";
import { drop, duplicate, nothing, store } from "./instructions.ts";
import { namesOfPattern } from "./scope.ts";

export function compileMatch(emitter: Emitter, { subject, cases }: Statement & { readonly kind: "match" }): void {
  const start = emitter.here;
  const end = emitter.label();
  const last = cases.at(-1);
  // A last case that takes everything tests nothing.
  const open = cases.length > 1 && last?.pattern.kind === "capture" && last.pattern.name === undefined;
  const tried = open ? cases.slice(0, -1) : cases;
  compileExpression(emitter, subject);
  emitter.part(start);
  tried.forEach(({ pattern, guard, body }, index) => {
    const other = emitter.label();
    const keeps = index < tried.length - 1;
    // No part of its own: what is matched is not in the state that the line begins with.
    emitter.line = pattern.line;
    if (keeps) emitter.emit(duplicate);
    const matches = matcherOf(pattern, emitter.scope);
    const names = namesOfPattern(pattern).map((name) => [name, store(name, emitter.scope.find(name))] as const);
    emitter.branch(other, (frame, machine) => {
      const bound = new Map<string, Value>();
      if (!matches(frame.pop(), { frame, machine, bound })) frame.pc = other.at;
      else
        for (const [name, keep] of names) {
          frame.push(bound.get(name) ?? null);
          keep(frame, machine);
        }
    });
    if (guard !== undefined) compileJump(emitter, guard, other, false);
    emitter.line = pattern.line;
    if (keeps) emitter.emit(drop);
    compileBody(emitter, body);
    emitter.jumpOn(end);
    emitter.line = pattern.line;
    emitter.place(other);
  });
  if (open) {
    emitter.line = last.pattern.line;
    const head = emitter.here;
    emitter.emit(nothing);
    if (last.guard !== undefined) compileJump(emitter, last.guard, end, false);
    emitter.part(head);
    compileBody(emitter, last.body);
  }
  emitter.place(end);
}
