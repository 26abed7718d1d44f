/** @file The request for activation patching: parts of a clean run put into a corrupted one. */

import { PatchMeasure, type TokenLogs } from "../../core/attention/patchEffect.ts";
import { UserError } from "../../core/base/errors.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import { patchedRows, patchRowCount, plainLogs } from "../capture/patching.ts";

export function patchHandlers(captures: CaptureStore): Pick<Handlers<EngineContract>, "patch"> {
  return {
    async patch({ corrupted: other, component, token, spans, ...input }, { signal, emit }) {
      const otherInput = { modelDir: input.modelDir, device: input.device, ...other };
      const [own, their] = [await captures.tokensOf(input), await captures.tokensOf(otherInput)];
      if (own.promptTokens !== their.promptTokens) {
        throw new UserError(
          "other-length",
          `The prompts have ${own.promptTokens} and ${their.promptTokens} tokens; patching needs as many in both.`,
          "Choose a problem of the same length: as many digits, words or items in each position.",
        );
      }
      const length = Math.min(own.ids.length, their.ids.length);
      if (token < 1 || token >= length) {
        throw new UserError(
          "no-such-token",
          `Token ${token} is not in both runs, or nothing stands before it: they share ${length} positions.`,
          "Choose an earlier token.",
        );
      }
      const { run: clean, open } = await captures.get(input, signal);
      const { run: corrupted } = await captures.get(otherInput, signal);
      const ids = [clean.tokens.ids[token] ?? 0, corrupted.tokens.ids[token] ?? 0] as const;
      const logs = { clean: await plainLogs(clean, token, ids), corrupted: await plainLogs(corrupted, token, ids) };
      const measure = new PatchMeasure({ ...logs, same: ids[0] === ids[1] });
      if (!measure.isDefined) {
        throw new UserError(
          "no-difference",
          "Both runs write this token with the same probability, so there is nothing to restore.",
          "Choose a token at which the runs differ, or another run.",
        );
      }
      const rows = patchRowCount({ clean, component });
      let row = 0;
      for await (const { name, logs: patched } of patchedRows({ clean, corrupted, component, token, spans, signal })) {
        const effects = Float32Array.from(patched, (it) => measure.effect(it));
        emit({ row: finite(row++), rows: finite(rows), name, effects: owned(effects) });
      }
      const both = ({ cleanToken, corruptedToken }: TokenLogs) => {
        return { cleanToken: finite(cleanToken), corruptedToken: finite(corruptedToken) };
      };
      const text = (id: number): string => open.tokenizer.textOf(id);
      return {
        clean: both(logs.clean),
        corrupted: both(logs.corrupted),
        cleanText: text(ids[0]),
        corruptedText: text(ids[1]),
      };
    },
  };
}
