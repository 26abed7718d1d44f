/** @file An experiment's record in the terminal: its variants, what their seeds have in common, rings, lengths, agreement and errors. */

import { addErrors, type ErrorCounts, errorKinds } from "../../core/check/errorCounts.ts";
import { percentNumber, percentRange, percentText } from "../../core/format/figures.ts";
import type { Agreement, ExperimentRecord, Group, Measured, Spread, Variant } from "../../core/record/experiment.ts";
import type { Terminal } from "../terminal.ts";
import { comparedLines } from "./ruleMeasures.ts";

type Paint = Pick<Terminal, "paint">;
type Row = readonly string[];

export function experimentLines(record: ExperimentRecord, terminal: Paint): string[] {
  const { name, description, variants, missing, groups } = record;
  const done = `${variants.length} of ${variants.length + missing.length} variants measured`;
  const lines = [`${terminal.paint("bold", name)}  ${done}`, description];
  if (missing.length > 0) lines.push(terminal.paint("yellow", `Not measured yet: ${listed(missing)}`));
  if (variants.length === 0) return lines;
  const seeds = groups.filter((group) => group.variants.length > 1);
  return [
    ...lines,
    ...section("Variants", variantTable(variants), terminal),
    ...ruleSection(groups, terminal),
    ...section("On the way: the model after so many steps", snapshotTable(variants), terminal),
    ...section("Over seeds: median (least to most)", seedTable(seeds), terminal),
    ...section("Held-out cells by distance from the rim, percent exact match", ringTable(variants), terminal),
    ...section("Accuracy by length, per cent right (95 % interval)", lengthTable(variants), terminal),
    ...section("Agreement with the step-coverage oracle", agreementTable(variants), terminal),
    ...meanings(variants).map((each) => terminal.paint("dim", each)),
    ...section("Errors: share of wrong answers by the first wrong step", errorTable(variants), terminal),
  ];
}

function variantTable(variants: readonly Variant[]): readonly Row[] {
  const rows = variants.map(({ name, training, map, lengths }): Row => {
    const all = sumOf(lengths);
    return [
      name,
      `${training.steps}`,
      training.history.at(-1)?.loss.toFixed(4) ?? "",
      map ? percent(map.training) : "",
      map ? withInterval(map.test) : "",
      map?.oracle ? agreed(map.oracle.test) : "",
      lengths.length > 0 ? percent(all) : "",
    ];
  });
  return [["variant", "steps", "loss", "trained", "held out (95 % interval)", "oracle agrees", "lengths"], ...rows];
}

/** Of language VAEs. */
function ruleSection(groups: readonly Group[], { paint }: Paint): string[] {
  const measured = groups.flatMap(({ name, variants, figures }) =>
    figures === undefined ? [] : [{ group: name, seeds: variants, figures: new Map(Object.entries(figures)) }],
  );
  return measured.length === 0 ? [] : ["", paint("bold", "Rules in latent space"), ...comparedLines(measured)];
}

/** Each variant that kept snapshots, with its end as the last row. */
function snapshotTable(variants: readonly Variant[]): readonly Row[] {
  const kept = variants.filter(({ snapshots = [] }) => snapshots.length > 0);
  if (kept.length === 0) return [];
  const rows = kept.flatMap(({ name, training, map, lengths, snapshots = [] }) =>
    [...snapshots, { step: training.steps, map, lengths }].map((at): Row => {
      const deepest = at.map?.rings.at(-1);
      return [
        name,
        `${at.step}`,
        at.map ? percent(at.map.training) : "",
        at.map ? withInterval(at.map.test) : "",
        deepest ? `${deepest.distance}: ${percent(deepest)}` : "",
        at.lengths.length > 0 ? percent(sumOf(at.lengths)) : "",
      ];
    }),
  );
  return [["variant", "step", "trained", "held out (95 % interval)", "deepest", "lengths"], ...rows];
}

function seedTable(groups: readonly Group[]): readonly Row[] {
  if (groups.length === 0) return [];
  const rows = groups.map((group): Row => {
    const longest = group.lengths.at(-1);
    return [
      group.name,
      `${group.variants.length}`,
      spread(group.training),
      spread(group.test),
      spread(group.agreement?.test),
      longest === undefined ? "" : `${longest.length}: ${spread(longest)}`,
    ];
  });
  return [["point", "seeds", "trained", "held out", "oracle agrees", "longest"], ...rows];
}

function ringTable(variants: readonly Variant[]): readonly Row[] {
  const withRings = variants.flatMap(({ name, map }) =>
    map && map.rings.length > 0 ? [{ name, rings: map.rings }] : [],
  );
  if (withRings.length === 0) return [];
  const distances = ordered(withRings.flatMap(({ rings }) => rings.map(({ distance }) => distance)));
  const rows = withRings.map(({ name, rings }): Row => {
    const at = (distance: number) => rings.find((ring) => ring.distance === distance);
    return [name, ...distances.map((distance) => short(at(distance)))];
  });
  return [["variant", ...distances.map((each) => (each === 0 ? "rim" : `${each}`))], ...rows];
}

function lengthTable(variants: readonly Variant[]): readonly Row[] {
  const measured = variants.filter(({ lengths }) => lengths.length > 0);
  if (measured.length === 0) return [];
  const all = ordered(measured.flatMap(({ lengths }) => lengths.map(({ length }) => length)));
  const rows = all.map((length): Row => {
    const at = ({ lengths }: Variant) => lengths.find((each) => each.length === length);
    return [`${length}`, ...measured.map((variant) => withInterval(at(variant)))];
  });
  return [["length", ...measured.map(({ name }) => name)], ...rows];
}

function agreementTable(variants: readonly Variant[]): readonly Row[] {
  const compared = variants.flatMap(({ name, map }) => (map?.oracle ? [{ name, oracle: map.oracle }] : []));
  if (compared.length === 0) return [];
  const digits = ordered(compared.flatMap(({ oracle }) => oracle.byDigits.map((each) => each.digits)));
  const rows = compared.map(({ name, oracle }): Row => {
    const { test } = oracle;
    const at = (count: number) => oracle.byDigits.find((each) => each.digits === count);
    const counts = [test.bothRight, test.onlyMeasuredRight, test.onlyPredictedRight, test.bothWrong];
    return [name, agreed(oracle.all), agreed(test), ...counts.map(String), ...digits.map((count) => agreed(at(count)))];
  });
  const heading = ["variant", "all cells", "held out", "both right", "only measured", "only predicted", "both wrong"];
  return [[...heading, ...digits.map((count) => `${count} digits`)], ...rows];
}

function errorTable(variants: readonly Variant[]): readonly Row[] {
  const counted = variants.flatMap(({ name, map, lengths }) => {
    const parts: [string, ErrorCounts][] = [];
    if (map?.errors) parts.push([`${name} held out`, map.errors.test]);
    const byLength = addErrors(lengths.flatMap(({ errors }) => errors ?? []));
    if (lengths.length > 0) parts.push([`${name} lengths`, byLength]);
    return parts.filter(([, errors]) => errors.wrong > 0);
  });
  if (counted.length === 0) return [];
  const kinds = errorKinds.filter((kind) => counted.some(([, errors]) => (errors.kinds[kind] ?? 0) > 0));
  const rows = counted.map(([name, { wrong, kinds: found, loops }]): Row => {
    const shares = kinds.map((kind) => percentText((found[kind] ?? 0) / wrong));
    const iterations =
      loops.counted === 0
        ? ["", ""]
        : [loops.wrongIterations, loops.relativeErrorSum].map((sum) => percentText(sum / loops.counted));
    return [name, `${wrong}`, ...shares, ...iterations];
  });
  return [
    ["", "wrong", ...kinds.map((kind) => kind.replaceAll("-", " ")), "wrong number of iterations", "off by"],
    ...rows,
  ];
}

function meanings(variants: readonly Variant[]): string[] {
  const found = variants.flatMap(({ recipe, map }) =>
    map?.oracle && recipe.kind === "decoder" ? [`${recipe.method}: ${map.oracle.meaning}.`] : [],
  );
  return [...new Set(found)];
}

/** Nothing at all where the table has no rows. */
function section(title: string, rows: readonly Row[], { paint }: Paint): string[] {
  const [heading, ...body] = aligned(rows);
  return heading === undefined ? [] : ["", paint("bold", title), paint("dim", heading), ...body];
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

function ordered(values: readonly number[]): number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

function sumOf(all: readonly Measured[]): Pick<Measured, "total" | "correct"> {
  return all.reduce((sum, { total, correct }) => ({ total: sum.total + total, correct: sum.correct + correct }), {
    total: 0,
    correct: 0,
  });
}

function withInterval(measured: Measured | undefined): string {
  if (measured === undefined || measured.total === 0) return "";
  return `${percent(measured)} (${percentRange(measured.low, measured.high)})`;
}

function percent({ total, correct }: Pick<Measured, "total" | "correct">): string {
  return total === 0 ? "" : percentText(correct / total);
}

function short(measured: Measured | undefined): string {
  return measured === undefined ? "" : percentNumber(measured.correct / Math.max(1, measured.total));
}

function agreed(agreement: Agreement | undefined): string {
  return agreement === undefined || agreement.cells === 0 ? "" : percentText(agreement.agree / agreement.cells);
}

function spread(found: Spread | undefined): string {
  if (found === undefined) return "";
  return `${percentText(found.median)} (${percentRange(found.min, found.max)})`;
}
