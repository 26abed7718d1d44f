/** @file Answers what an experiment asks: its plan, its folder, its trainings and its record. */

import { begunVariants, checkFolder, claimFolder, readVariant, writeExperiment } from "../client/experiment/folder.ts";
import { readPlan as planOf } from "../client/experiment/planFile.ts";
import { openTrainings as trainingsOf } from "../client/experiment/runExperiment.ts";
import type { Plan } from "../core/recipe/experimentRecipe.ts";
import { parseRecipe } from "../core/recipe/recipe.ts";
import type { PlanText } from "../protocol/experimentRequests.ts";
import type { CheckedParams, Result } from "../protocol/request.ts";
import type { RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";
import { experimentSummary } from "./experimentSummary.ts";

type Params<N extends keyof RuleContract["requests"]> = CheckedParams<RuleContract, N>;
type Answer<N extends keyof RuleContract["requests"]> = Result<RuleContract, N>;

export async function readPlan({ text, path, within }: Params<"readPlan">): Promise<Answer<"readPlan">> {
  const { name, description, variants } = await planOf(text, path, within === null ? {} : { within });
  const texts = variants.map((variant) => ({ name: variant.name, point: { ...variant.point }, json: variant.json }));
  return { plan: { name, description, variants: texts } };
}

export async function readFolder({ plan: text, dir }: Params<"readFolder">): Promise<Answer<"readFolder">> {
  const plan = parsed(text);
  await checkFolder(dir, plan);
  let measured = 0;
  for (const variant of plan.variants) if ((await readVariant(dir, variant)) !== undefined) measured++;
  return { begun: finite((await begunVariants(dir, plan)).length), measured: finite(measured) };
}

export async function openTrainings({ plan, ...params }: Params<"openTrainings">): Promise<Answer<"openTrainings">> {
  const { left } = await trainingsOf({
    plan: parsed(plan),
    path: params.path,
    outDir: params.dir,
    resume: params.resume,
  });
  return { left: [...left] };
}

export async function claim({ plan, dir }: Params<"claimFolder">): Promise<void> {
  await claimFolder(dir, parsed(plan));
}

export async function writeRecord({ plan, dir }: Params<"writeRecord">): Promise<Answer<"writeRecord">> {
  return { summary: experimentSummary(await writeExperiment(dir, parsed(plan))) };
}

function parsed({ name, description, variants }: PlanText): Plan {
  return {
    name,
    description,
    variants: variants.map((each) => ({
      ...each,
      recipe: parseRecipe(each.json, `${name}, variant ${each.name}`),
    })),
  };
}
