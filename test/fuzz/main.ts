/** @file `npm run fuzz -- [--kind K] [--minutes M | --cases N] [--seed S]`: more cases than the tests try. Failing inputs are made small and saved under out/fuzz. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kinds } from "./kinds.ts";
import { runFuzz } from "./runFuzz.ts";

const { values } = parseArgs({
  options: {
    kind: { type: "string" },
    minutes: { type: "string" },
    cases: { type: "string" },
    seed: { type: "string" },
  },
});
const chosen = values.kind === undefined ? kinds : kinds.filter(({ name }) => name === values.kind);
if (chosen.length === 0) {
  console.error(`There is no kind ${values.kind}. Kinds: ${kinds.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
const seed = numberOf("seed", values.seed, 1);
const minutes = numberOf("minutes", values.minutes, values.cases === undefined ? 1 : Number.POSITIVE_INFINITY);
const cases = numberOf("cases", values.cases, Number.POSITIVE_INFINITY);
const folder = join(import.meta.dirname, "..", "..", "out", "fuzz");
for (const kind of chosen) {
  const end = performance.now() + minutes * 60_000;
  const report = await runFuzz(kind, { seed, goOn: (done) => done < cases && performance.now() < end });
  const share = Math.round((100 * report.accepted) / Math.max(1, report.cases));
  console.log(`${kind.name}: ${report.cases} cases, ${share} % accepted, ${report.failures.length} failures`);
  for (const failure of report.failures) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${kind.name}-${seed}-${failure.case}`);
    writeFileSync(path, failure.input);
    console.log(`  ${path}\n  ${failure.error.split("\n").slice(0, 3).join("\n  ")}`);
    process.exitCode = 1;
  }
}

function numberOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (value >= 0) return value;
  console.error(`--${name} needs a number, not ${text}.`);
  process.exit(2);
}
