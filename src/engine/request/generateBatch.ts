/** @file The `generateBatch` request: many prompts through the decoding loop together, each row's tokens streamed in pieces. */

import { UserError } from "../../core/base/errors.ts";
import { throwIfCancelled } from "../../protocol/cancellation.ts";
import { type BatchEvent, type EngineContract, rowsTogether, type TokenEvent } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";
import { measuredChooser } from "../decode/choose.ts";
import { decodeBatch, type Stop } from "../decode/decodeBatch.ts";
import { type PreparedPrompt, preparePrompt } from "../decode/preparePrompt.ts";
import type { ModelStore } from "../model/modelStore.ts";
import { TextStream } from "../model/tokenizer.ts";
import { promptTokens, tokenEvent } from "./tokenEvent.ts";

/** Tokens of a row that are streamed together: a message costs as much as many tokens. */
const pieceTokens = 64;

interface Row {
  readonly row: number;
  readonly prompt: PreparedPrompt;
  readonly text: TextStream;
  /** Not streamed yet. */
  piece: TokenEvent[];
  count: number;
}

/** `clock` gives milliseconds. */
export async function generateBatch(
  params: CheckedParams<EngineContract, "generateBatch">,
  { emit, signal }: HandlerContext<BatchEvent>,
  { models, clock }: { readonly models: ModelStore; readonly clock: () => number },
): Promise<Result<EngineContract, "generateBatch">> {
  const started = clock();
  const model = await models.get(params.modelDir, params.device);
  const { tokenizer, manifest, session } = model;
  throwIfCancelled(signal);
  const prepare = (text: string, row: number): Row[] => {
    try {
      const prompt = preparePrompt(model, text, { choose: measuredChooser(params.sampling, params.topK) });
      return [{ row, prompt, text: new TextStream(tokenizer), piece: [], count: 0 }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code, message, remedy } = error;
      emit({
        row: finite(row),
        tokens: [],
        seconds: finite(0),
        refused: { code, message: message.slice(0, -remedy.length).trim(), remedy },
      });
      return [];
    }
  };
  let begun = started;
  const flush = (row: Row, stop?: Stop): void => {
    const seconds = finite((clock() - begun) / 1000);
    const { piece: tokens, count } = row;
    if (tokens.length === 0) return;
    const prompt = count === tokens.length ? { prompt: promptTokens(row.prompt, tokenizer) } : {};
    emit({ row: finite(row.row), ...prompt, tokens, seconds, ...(stop ? { stop } : {}) });
    row.piece = [];
  };
  // Prompts of one length need little padding, and the longer a problem, the longer as a rule its response.
  const rows = params.prompts.flatMap(prepare).sort((a, b) => a.prompt.ids.length - b.prompt.ids.length);
  for (let start = 0; start < rows.length; start += rowsTogether) {
    const batch = rows.slice(start, start + rowsTogether);
    begun = clock();
    try {
      await decodeBatch(
        session,
        batch.map(({ prompt }) => prompt),
        {
          endTokenId: manifest.endTokenId,
          contextLength: manifest.contextLength,
          maxNewTokens: params.maxNewTokens,
          signal,
          onToken: (index, token, stop) => {
            const row = batch[index];
            if (row === undefined) return;
            const added = stop === "end" ? "" : row.text.push(token.id);
            const text = stop === undefined ? added : added + row.text.end();
            row.piece.push(tokenEvent(row.count++, token, text, tokenizer));
            if (stop !== undefined || row.piece.length >= pieceTokens) flush(row, stop);
          },
        },
      );
    } finally {
      for (const row of batch) flush(row);
    }
  }
  return { device: session.choice, seconds: finite((clock() - started) / 1000) };
}
