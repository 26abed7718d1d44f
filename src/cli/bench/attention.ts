/**
 * @file `rulescope bench attention`: how soon a long run can be looked into. Decoders with random weights, whose size alone matters, read runs that
 * the engine does not know; measured is what a view asks for, in its order.
 */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Rng } from "../../core/base/rng.ts";
import { median } from "../../core/statistics/median.ts";
import { buildTokenizer } from "../../core/tokenizer/tokenizerBuilder.ts";
import { writeInferenceModel } from "../../onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import { initialParameters } from "../../onnx/transformer/parameterTable.ts";
import type { CaptureEvent } from "../../protocol/activations.ts";
import type { ExitStatus } from "../command.ts";
import { type EngineUse, withEngine } from "../engine.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchAttentionOptions {
  readonly json: boolean;
}

interface Shape {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly tokens: number;
}

/** A long run, and a model of many heads. */
const long: Shape = { layers: 12, heads: 12, width: 384, tokens: 2048 };
const many: Shape = { layers: 24, heads: 14, width: 224, tokens: 512 };

/** All measured this often on runs that the engine does not know yet; the medians are given. */
const rounds = 3;

export async function benchAttention({ json }: BenchAttentionOptions, terminal: Terminal): Promise<ExitStatus> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-bench-"));
  try {
    const [longDir, manyDir] = [join(dir, "long"), join(dir, "many")];
    for (const [at, shape] of [
      [longDir, long],
      [manyDir, many],
    ] as const)
      await writeRandomModel(at, shape);
    const measured = await withEngine("inspect", terminal, async (engine) => {
      const found = [];
      for (let round = 0; round <= rounds; round++) {
        terminal.status(`round ${round} of ${rounds}`);
        found.push({
          ...(await measureLong(engine, longDir, round)),
          thumbnailsMs: await measureThumbnails(engine, manyDir, round),
        });
      }
      return medians(found.slice(1)); // the first one opened the graphs
    });
    terminal.status("");
    if (json) terminal.json({ long, many, ...measured });
    else print(measured, terminal);
    return 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Round {
  /** From asking to the steps by the heads of the first layer: what a view shows first. */
  readonly opensMs: number;
  readonly firstLayerMs: number;
  readonly allLayersMs: number;
  readonly tileMs: number;
  readonly zoomedTileMs: number;
  readonly rowMs: number;
  readonly spansMs: number;
  readonly meanTileMs: number;
  readonly megabytes: number;
  /** All pictures of the model of many heads. */
  readonly thumbnailsMs: number;
}

async function measureLong(
  { client, signal }: EngineUse,
  dir: string,
  round: number,
): Promise<Omit<Round, "thumbnailsMs">> {
  const { tokens } = long;
  const inside = insideOf(dir, tokens, round);
  await client.loadModel(dir, "cpu", signal);
  const began = performance.now();
  const spans = Array.from({ length: 128 }, (_, i): [number, number] => [i * 16, (i + 1) * 16]);
  const firstHeads = Array.from({ length: long.heads }, (_, head) => ({ layer: 0, head }));
  let firstLayerMs = 0;
  let opened: Promise<number> | undefined;
  const onEvent = ({ kind }: CaptureEvent): void => {
    // As the view does: as soon as the run's tokens are known it asks for what the first heads read.
    if (kind === "shape") {
      const firstSteps = client.request(
        "attentionSpans",
        { ...inside, set: { heads: firstHeads }, queries: spans, keys: spans },
        { signal },
      );
      opened = firstSteps.then(() => performance.now() - began);
      opened.catch(() => {}); // what ends it ends the capture too, which says so
    } else if (firstLayerMs === 0) firstLayerMs = performance.now() - began;
  };
  const { bytes } = await client.request("capture", { ...inside, thumbnail: 48 }, { signal, onEvent });
  const allLayersMs = performance.now() - began;
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const set = { heads: [{ layer: 5, head: 3 }] };
  const tile = (of: { heads: { layer: number; head: number }[] }, range: [number, number], cells: number) =>
    timed(() =>
      client.request(
        "attentionTile",
        { ...inside, set: of, queries: range, keys: range, rows: cells, columns: cells },
        { signal },
      ),
    );
  const all = Array.from({ length: long.layers * long.heads }, (_, i) => ({
    layer: Math.floor(i / long.heads),
    head: i % long.heads,
  }));
  return {
    opensMs: (await opened) ?? 0,
    firstLayerMs,
    allLayersMs,
    tileMs: await tile(set, [0, tokens], 720),
    zoomedTileMs: await tile(set, [512, 1024], 512),
    rowMs: await timed(() =>
      client.request("attentionRow", { ...inside, set, token: tokens - 1, direction: "out" }, { signal }),
    ),
    spansMs: await timed(() =>
      client.request("attentionSpans", { ...inside, set, queries: spans, keys: spans }, { signal }),
    ),
    meanTileMs: await tile({ heads: all }, [0, tokens], 720),
    megabytes: bytes / 1e6,
  };
}

async function measureThumbnails({ client, signal }: EngineUse, dir: string, round: number): Promise<number> {
  await client.loadModel(dir, "cpu", signal);
  const began = performance.now();
  await client.request("capture", { ...insideOf(dir, many.tokens, round), thumbnail: 48 }, { signal });
  return performance.now() - began;
}

function insideOf(modelDir: string, tokens: number, round: number) {
  const rng = new Rng(round);
  const response = Array.from({ length: tokens - 1 }, () => 2 + Math.floor(rng.next() * 10));
  return { modelDir, device: "cpu", prompt: "5", response } as const;
}

function print(measured: Round, terminal: Terminal): void {
  const ms = (value: number, digits = 0): string => `${value.toFixed(digits)} ms`;
  terminal.out(`${long.tokens} tokens, ${long.layers} x ${long.heads} heads, width ${long.width}, random weights, CPU`);
  terminal.out(`opens: steps by the first layer's heads  ${ms(measured.opensMs)}`);
  terminal.out(`first layer's pictures                   ${ms(measured.firstLayerMs)}`);
  terminal.out(`all layers' pictures                     ${ms(measured.allLayersMs)}`);
  terminal.out(`one head, 720 x 720                      ${ms(measured.tileMs)}, zoomed ${ms(measured.zoomedTileMs)}`);
  terminal.out(`mean of all heads, 720 x 720             ${ms(measured.meanTileMs)}`);
  terminal.out(`a row, exact                             ${ms(measured.rowMs, 1)}`);
  terminal.out(`128 x 128 spans                          ${ms(measured.spansMs)}`);
  terminal.out(`held by the engine                       ${measured.megabytes.toFixed(0)} MB`);
  terminal.out(
    `${many.tokens} tokens, ${many.layers} x ${many.heads} heads: all pictures  ${ms(measured.thumbnailsMs)}`,
  );
}

async function writeRandomModel(dir: string, { layers, heads, width, tokens }: Shape): Promise<void> {
  const tokenizer = buildTokenizer([]);
  const decoder: DecoderConfig = {
    vocabularySize: Object.keys(tokenizer.model.vocab).length,
    layers,
    width,
    heads: Array.from({ length: heads }, () => ({ rotary: true, window: null })),
    feedForward: 4 * width,
    activation: "gelu",
    tiedEmbeddings: true,
    coupledPositions: 0,
  };
  const spec = decoderSpecification(decoder);
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "model.onnx"), writeInferenceModel(spec, initialParameters(spec, new Rng(1))));
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(tokenizer));
  const manifest = {
    formatVersion: 1,
    name: "random",
    decoder,
    method: "direct",
    positionCoupling: "none",
    endTokenId: 1,
    contextLength: 2 * tokens,
    seed: 1,
  };
  await writeFile(join(dir, "model.json"), JSON.stringify(manifest));
}

function medians(found: readonly Round[]): Round {
  const of = (key: keyof Round): number => median(found.map((round) => round[key]));
  return {
    opensMs: of("opensMs"),
    firstLayerMs: of("firstLayerMs"),
    allLayersMs: of("allLayersMs"),
    tileMs: of("tileMs"),
    zoomedTileMs: of("zoomedTileMs"),
    rowMs: of("rowMs"),
    spansMs: of("spansMs"),
    meanTileMs: of("meanTileMs"),
    megabytes: of("megabytes"),
    thumbnailsMs: of("thumbnailsMs"),
  };
}
