/**
 * @file `rulescope bench attention`: how soon a long run can be looked into. A decoder of 12 layers by 12 heads with random weights reads
 * 2,048 tokens; measured are the first layer's pictures, all of them, and what a view asks for afterwards.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Rng } from "../../core/base/rng.ts";
import { buildTokenizer } from "../../core/data/tokenizerBuilder.ts";
import { writeInferenceModel } from "../../onnx/inference.ts";
import { type DecoderConfig, initialParameters } from "../../onnx/parameters.ts";
import type { ExitStatus } from "../command.ts";
import { withEngine } from "../engine.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchAttentionOptions {
  readonly json: boolean;
}

const layers = 12;
const heads = 12;
const tokens = 2048;
/** Of the model; a head is a twelfth of it. */
const width = 384;

/** All measured this often on runs that the engine does not know yet; the medians are given. */
const rounds = 3;

export async function benchAttention({ json }: BenchAttentionOptions, terminal: Terminal): Promise<ExitStatus> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-bench-"));
  try {
    const vocabularySize = await writeRandomModel(dir);
    const measured = await withEngine("inspect", terminal, async ({ client, signal }) => {
      const now = (): number => performance.now();
      await client.loadModel(dir, "cpu", signal);
      const found: Round[] = [];
      for (let round = 0; round <= rounds; round++) {
        terminal.status(`round ${round} of ${rounds}`);
        const rng = new Rng(round);
        const response = Array.from({ length: tokens - 1 }, () => 2 + Math.floor(rng.next() * (vocabularySize - 2)));
        const inside = { modelDir: dir, device: "cpu", prompt: "5", response } as const;
        const began = now();
        let first = 0;
        const { bytes } = await client.request(
          "capture",
          { ...inside, thumbnail: 48 },
          {
            signal,
            onEvent: ({ kind }) => {
              if (kind === "layer" && first === 0) first = now() - began;
            },
          },
        );
        const all = now() - began;
        const set = { heads: [{ layer: 5, head: 3 }] };
        const every = Array.from({ length: layers * heads }, (_, i) => ({
          layer: Math.floor(i / heads),
          head: i % heads,
        }));
        const timed = async (work: () => Promise<unknown>): Promise<number> => {
          const start = now();
          await work();
          return now() - start;
        };
        const whole: [number, number] = [0, tokens];
        const part: [number, number] = [512, 1024];
        const spans = Array.from({ length: 128 }, (_, i): [number, number] => [i * 16, (i + 1) * 16]);
        found.push({
          firstLayerMs: first,
          allLayersMs: all,
          tileMs: await timed(() =>
            client.request(
              "attentionTile",
              { ...inside, set, queries: whole, keys: whole, rows: 720, columns: 720 },
              { signal },
            ),
          ),
          zoomedTileMs: await timed(() =>
            client.request(
              "attentionTile",
              { ...inside, set, queries: part, keys: part, rows: 512, columns: 512 },
              { signal },
            ),
          ),
          rowMs: await timed(() =>
            client.request("attentionRow", { ...inside, set, token: tokens - 1, direction: "out" }, { signal }),
          ),
          spansMs: await timed(() =>
            client.request("attentionSpans", { ...inside, set, queries: spans, keys: spans }, { signal }),
          ),
          meanTileMs: await timed(() =>
            client.request(
              "attentionTile",
              { ...inside, set: { heads: every }, queries: whole, keys: whole, rows: 720, columns: 720 },
              { signal },
            ),
          ),
          megabytes: bytes / 1e6,
        });
      }
      return medians(found.slice(1)); // the first one opened the graphs
    });
    terminal.status("");
    if (json) terminal.json({ layers, heads, tokens, width, ...measured });
    else {
      terminal.out(`${tokens} tokens, ${layers} x ${heads} heads, width ${width}, random weights, CPU`);
      terminal.out(`first layer's pictures  ${measured.firstLayerMs.toFixed(0)} ms`);
      terminal.out(`all layers' pictures    ${measured.allLayersMs.toFixed(0)} ms`);
      terminal.out(
        `one head, 720 x 720     ${measured.tileMs.toFixed(0)} ms, zoomed ${measured.zoomedTileMs.toFixed(0)} ms`,
      );
      terminal.out(`a row, exact            ${measured.rowMs.toFixed(1)} ms`);
      terminal.out(`128 x 128 spans         ${measured.spansMs.toFixed(0)} ms`);
      terminal.out(`mean of all heads       ${measured.meanTileMs.toFixed(0)} ms`);
      terminal.out(`kept in the engine      ${measured.megabytes.toFixed(0)} MB`);
    }
    return 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Round {
  readonly firstLayerMs: number;
  readonly allLayersMs: number;
  readonly tileMs: number;
  readonly zoomedTileMs: number;
  readonly rowMs: number;
  readonly spansMs: number;
  readonly meanTileMs: number;
  readonly megabytes: number;
}

/** Returns the size of its vocabulary. */
async function writeRandomModel(dir: string): Promise<number> {
  const tokenizer = buildTokenizer([]);
  const vocabularySize = Object.keys(tokenizer.model.vocab).length;
  const decoder: DecoderConfig = {
    vocabularySize,
    layers,
    width,
    heads: Array.from({ length: heads }, () => ({ rotary: true, window: null })),
    feedForward: 4 * width,
    activation: "gelu",
    tiedEmbeddings: true,
    places: 0,
  };
  await writeFile(join(dir, "model.onnx"), writeInferenceModel(decoder, initialParameters(decoder, new Rng(1))));
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(tokenizer));
  const manifest = {
    formatVersion: 1,
    name: "random",
    decoder,
    method: "direct",
    placeScheme: "none",
    endTokenId: 1,
    contextLength: 2 * tokens,
    seed: 1,
  };
  await writeFile(join(dir, "model.json"), JSON.stringify(manifest));
  return vocabularySize;
}

function medians(found: readonly Round[]): Round {
  const of = (value: (round: Round) => number): number =>
    found.map(value).sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  return {
    firstLayerMs: of((it) => it.firstLayerMs),
    allLayersMs: of((it) => it.allLayersMs),
    tileMs: of((it) => it.tileMs),
    zoomedTileMs: of((it) => it.zoomedTileMs),
    rowMs: of((it) => it.rowMs),
    spansMs: of((it) => it.spansMs),
    meanTileMs: of((it) => it.meanTileMs),
    megabytes: of((it) => it.megabytes),
  };
}
