/** @file What can be assigned to, deleted, or bound: judged on an expression that was read already, as CPython judges it. */
import { Cursor } from "./cursor.ts";
import { refuse, SyntaxProblem } from "./problem.ts";
import type { Shape } from "./shape.ts";

export class TargetCursor extends Cursor {
  /** A target of `=`, `for`, `with … as`; `whole` where it is one by itself and not a part of another. */
  protected bindTarget(shape: Shape, whole = true): void {
    switch (shape.kind) {
      case "name":
        this.mention("bind", shape);
        return;
      case "attribute":
        if (shape.name === "__debug__") this.mention("bind", shape);
        return;
      case "subscript":
        return;
      case "starred":
        if (whole) {
          const message = "A starred target must be in a list or tuple.";
          this.aboutCode.push(new SyntaxProblem(message, shape.from, shape.to));
        }
        for (const item of shape.items) this.bindTarget(item, false);
        return;
      case "tuple":
      case "list": {
        const stars = shape.items.filter((item) => item.kind === "starred");
        const second = stars[1];
        if (second !== undefined) {
          this.aboutCode.push(new SyntaxProblem("Only one target can be starred.", second.from, second.to));
        }
        for (const item of shape.items) this.bindTarget(item, false);
        return;
      }
      default:
        this.cannot("assigned to", shape);
    }
  }

  protected deleteTarget(shape: Shape): void {
    switch (shape.kind) {
      case "name":
        this.mention("bind", shape);
        return;
      case "attribute":
      case "subscript":
        return;
      case "tuple":
      case "list":
        for (const item of shape.items) this.deleteTarget(item);
        return;
      default:
        this.cannot("deleted", shape);
    }
  }

  /** The one target of an augmented or annotated assignment. */
  protected singleTarget(shape: Shape, what: string): void {
    if (shape.kind === "name") this.mention("bind", shape);
    else if (shape.kind === "tuple" || shape.kind === "list") {
      refuse(`${what} needs one name, item or attribute on its left, not a ${shape.kind}.`, shape);
    } else if (shape.kind !== "attribute" && shape.kind !== "subscript") this.cannot("assigned to", shape);
  }

  protected cannot(verb: string, shape: Shape): never {
    const text = this.text.slice(shape.from, shape.to);
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    const advice = verb === "assigned to" ? "Assign to a name, an item or a slice; `==` compares." : "";
    return refuse(`\`${shown}\` cannot be ${verb}. ${advice}`.trimEnd(), shape);
  }
}
