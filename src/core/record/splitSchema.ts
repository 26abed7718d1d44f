/** @file A split as recipes and records write it. What makes sense on a space is `divide`'s matter. */
import * as v from "valibot";
import type { Split } from "../data/split.ts";

const coordinate = v.pipe(v.number(), v.safeInteger());
const range = v.pipe(v.tuple([coordinate, coordinate]), v.readonly());
const lines = { values: v.pipe(v.array(coordinate), v.minLength(1), v.readonly()), within: range };

export const splitSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("squares"),
    squares: v.pipe(
      v.array(v.strictObject({ centre: range, halfWidth: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
      v.minLength(1),
      v.readonly(),
    ),
  }),
  v.strictObject({ kind: v.literal("rows"), ...lines }),
  v.strictObject({ kind: v.literal("columns"), ...lines }),
  v.strictObject({
    kind: v.literal("random"),
    testShare: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
    seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
]) satisfies v.GenericSchema<Split>;
