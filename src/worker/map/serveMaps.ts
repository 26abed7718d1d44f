/** @file Answers what the case map views ask. */
import { type DecoderRecipe, parseDecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import type { RuleContract } from "../../protocol/ruleContract.ts";
import { finite } from "../../protocol/wire.ts";
import { uncoveredCells } from "./coverage.ts";
import { emptyMap } from "./emptyMap.ts";
import { heldOutRecipe } from "./heldOutRecipe.ts";
import { mapsCsv } from "./mapCsv.ts";
import { describeCell, readMapSources } from "./mapSource.ts";

type Params<N extends keyof RuleContract["requests"]> = CheckedParams<RuleContract, N>;
type Answer<N extends keyof RuleContract["requests"]> = Result<RuleContract, N>;

export async function readMaps({ id }: Params<"readMaps">): Promise<Answer<"readMaps">> {
  const sources = await readMapSources(id);
  return {
    maps: sources.map(({ shown, recipe, modelDir }) => ({
      shown,
      recipe: JSON.stringify(recipe),
      modelDir: modelDir ?? null,
      header: headerOf(recipe),
    })),
  };
}

export function describe({ recipe, cell }: Params<"describeCell">): Answer<"describeCell"> {
  return describeCell(parsed(recipe), cell);
}

export function coverage({ recipe }: Params<"coverage">): Answer<"coverage"> {
  return { uncovered: uncoveredCells(parsed(recipe)).map(finite) };
}

export function holdOut({ recipe, squares, steps }: Params<"holdOut">): Answer<"holdOut"> {
  const changed = heldOutRecipe(parsed(recipe), squares, steps);
  return { recipe: `${JSON.stringify(changed, undefined, 2)}\n`, shown: emptyMap(changed) };
}

export function csv({ maps }: Params<"mapsCsv">): Answer<"mapsCsv"> {
  return { csv: mapsCsv(maps.map(({ shown, recipe }) => ({ shown, recipe: parsed(recipe) }))) };
}

function headerOf({ task, method }: DecoderRecipe): string[] {
  return [typeof task === "string" ? `task: ${task}` : `rule: ${task.rule}`, `method: ${method}`];
}

/** It was read from a file by this same process, whose messages named the file. */
function parsed(recipe: string): DecoderRecipe {
  return parseDecoderRecipe(recipe, "the map's recipe");
}
