/** @file A split as recipes and records write it. What makes sense on a space is `divide`'s matter. */
import * as v from "valibot";
import { about } from "../format/about.ts";
import type { Split } from "../task/split.ts";

const coordinate = v.pipe(v.number(), v.safeInteger());
const range = v.pipe(v.tuple([coordinate, coordinate]), v.readonly());
const lines = {
  values: about(v.pipe(v.array(coordinate), v.minLength(1), v.readonly()), "The rows or columns that are held out."),
  within: about(range, "From where to where along them, both included."),
};

export const splitSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("squares"),
    squares: v.pipe(
      v.array(
        v.strictObject({
          centre: about(range, "The row and the column of its middle."),
          halfWidth: about(
            v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
            "Cells from the middle to the rim: 10 holds 21 x 21 cells out.",
          ),
        }),
      ),
      v.minLength(1),
      v.readonly(),
    ),
  }),
  v.strictObject({ kind: v.literal("rows"), ...lines }),
  v.strictObject({ kind: v.literal("columns"), ...lines }),
  v.strictObject({
    kind: v.literal("random"),
    testShare: about(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), "Share of the cells that is held out."),
    seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
]) satisfies v.GenericSchema<Split>;
