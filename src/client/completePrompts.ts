/** @file Completes the prompts of an in-context probe with a model, many at once. */

import type { CompletePrompts } from "../core/experiment/inContext/probe.ts";
import type { InContextRecipe } from "../core/recipe/inContextRecipe.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { DeviceSetting } from "../protocol/device.ts";
import { finite } from "../protocol/wire.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Model } from "./models.ts";

export interface CompletePromptsOptions {
  readonly client: EngineClient;
  readonly model: Model;
  readonly recipe: Pick<InContextRecipe, "generations" | "temperature" | "seed">;
  readonly device: DeviceSetting;
  readonly signal?: CancelSignal | undefined;
  /** Prompts completed since the last request. */
  readonly onAnswered?: (count: number) => void;
  /** Why the model could not read a prompt. */
  readonly onRefused?: (message: string) => void;
}

export function completePrompts(options: CompletePromptsOptions): CompletePrompts {
  const { client, model, recipe, device, signal, onAnswered, onRefused } = options;
  return async (prompts, { generation, longest }) => {
    if (prompts.length === 0) return [];
    const texts = prompts.map((): string | undefined => "");
    let answered = 0;
    const { seed, temperature, generations } = recipe;
    const sampled = { kind: "sampled", seed: finite(seed + generation), temperature: finite(temperature) } as const;
    await client.generateBatch(
      {
        modelDir: model.dir,
        device,
        prompts: [...prompts],
        sampling: generations === 1 ? { kind: "greedy" } : sampled,
        // A token is a character at least; what is half as long again has lost its way.
        maxNewTokens: finite(Math.ceil(longest * 1.5) + 16),
      },
      ({ row, tokens, stop, refused }) => {
        if (refused !== undefined) {
          texts[row] = undefined;
          onRefused?.(refused.message);
        } else texts[row] += tokens.map((token) => token.text).join("");
        if (refused !== undefined || stop !== undefined) onAnswered?.(++answered);
      },
      signal,
    );
    return texts;
  };
}
