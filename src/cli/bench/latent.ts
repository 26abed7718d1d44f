/**
 * @file `rulescope bench latent`: maps of many points through the engine, UMAP beside `umap-js` alone, how soon a map stops and a run is answered
 * meanwhile, and how many conclusions a second a language VAE writes while somebody drags a point.
 */

import { join } from "node:path";
import { UMAP } from "umap-js";
import { Cancelled } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { countText } from "../../core/format/figures.ts";
import { inferenceTaskNamed } from "../../core/inference/registry.ts";
import { median } from "../../core/statistics/median.ts";
import type { MapMethod } from "../../protocol/projection.ts";
import type { ExitStatus } from "../command.ts";
import { type EngineUse, withEngine } from "../engine.ts";
import { fittingModel } from "../model.ts";
import { productFolder } from "../product.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchLatentOptions {
  readonly json: boolean;
}

const umapSize = { points: 10_000, width: 128 } as const;
const tsneSize = { points: 5000, width: 128 } as const;
const pcaSize = { points: 10_000, width: 896 } as const;
const umapMethod = { kind: "umap", neighbors: 15, minDistance: 0.1, spread: 1, epochs: 200 } as const;
const vaes = ["derivation", "explanatory", "syllogism"] as const;
const conclusions = 100;

export async function benchLatent({ json }: BenchLatentOptions, terminal: Terminal): Promise<ExitStatus> {
  const result = await withEngine("inspect", terminal, async (engine) => {
    const show = (what: string): void => terminal.status(what);
    show("conclusions");
    const decoding = [];
    for (const name of vaes) decoding.push(await decodeOneByOne(engine, name));
    show("PCA");
    const wide = await collect(engine, pcaSize);
    await project(engine, wide, { kind: "pca" }); // opens the graph and starts the worker
    const pca = await repeated(3, () => project(engine, wide, { kind: "pca" }));
    const nearestMs = median(await repeated(5, () => nearest(engine, wide)));
    await engine.client.request("releasePoints", { sets: [wide] });
    show("t-SNE");
    const small = await collect(engine, tsneSize);
    const tsne = await project(engine, small, { kind: "tsne", perplexity: 30, iterations: 1000 });
    show("UMAP");
    const large = await collect(engine, umapSize);
    const umap = await project(engine, large, umapMethod);
    show("cancelling");
    const stop = {
      neighborsMs: await cancelled(engine, large, "neighbors"),
      layoutMs: await cancelled(engine, large, "layout"),
    };
    show("a run meanwhile");
    return { decoding, pca, nearestMs, tsne, umap, stop, run: await runMeanwhile(engine, large) };
  });
  terminal.status("umap-js alone");
  const alone = umapAlone();
  terminal.status("");
  const { decoding, pca, nearestMs, tsne, umap, stop, run } = result;
  const found = {
    decoding,
    pca: { ...pcaSize, mapSeconds: median(pca.map(({ map }) => map)), seconds: median(pca.map(({ all }) => all)) },
    nearest: { ...pcaSize, ms: nearestMs },
    tsne: { ...tsneSize, iterations: 1000, seconds: tsne.all, phases: tsne.phases },
    umap: {
      ...umapSize,
      seconds: umap.all,
      phases: umap.phases,
      umapJsSeconds: alone,
      ratio: umap.all / alone,
      cancelMs: stop,
    },
    run,
  };
  if (json) {
    terminal.json(found);
    return 0;
  }
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  for (const { model, perSecond, medianMs } of decoding)
    terminal.out(
      `${`conclusions, ${model}`.padEnd(36)} ${perSecond.toFixed(0)} a second, one at a time (${medianMs.toFixed(1)} ms)`,
    );
  terminal.out(
    `${`PCA, ${sizeOf(pcaSize)}`.padEnd(36)} ${seconds(found.pca.mapSeconds)}, ${seconds(found.pca.seconds)} with trustworthiness`,
  );
  terminal.out(`${`nearest points, ${sizeOf(pcaSize)}`.padEnd(36)} ${nearestMs.toFixed(0)} ms`);
  terminal.out(
    `${`t-SNE, ${sizeOf(tsneSize)}, 1000 steps`.padEnd(36)} ${seconds(tsne.all)} (${phasesOf(tsne.phases)})`,
  );
  terminal.out(`${`UMAP, ${sizeOf(umapSize)}, 200 epochs`.padEnd(36)} ${seconds(umap.all)} (${phasesOf(umap.phases)})`);
  terminal.out(
    `${"the same by umap-js alone".padEnd(36)} ${seconds(alone)}: ${found.umap.ratio.toFixed(2)} of its time`,
  );
  terminal.out(
    `${"stopped after".padEnd(36)} ${stop.neighborsMs.toFixed(0)} ms among the neighbors, ${stop.layoutMs.toFixed(0)} ms in the layout`,
  );
  terminal.out(
    `${"a run's first token".padEnd(36)} ${run.meanwhileMs.toFixed(0)} ms while a UMAP is made, ${run.aloneMs.toFixed(0)} ms alone`,
  );
  return 0;
}

interface Size {
  readonly points: number;
  readonly width: number;
}

interface Projected {
  /** Seconds until the map was there, and until the answer with its trustworthiness was. */
  readonly map: number;
  readonly all: number;
  readonly phases: Readonly<Record<string, number>>;
}

/** Ten clusters in columns of falling spread, as hidden states have them. */
function clustered({ points, width }: Size): Float32Array {
  const rng = new Rng(1);
  const centers = Array.from({ length: 10 * width }, () => rng.normal());
  return Float32Array.from({ length: points * width }, (_, i) => {
    const [point, column] = [Math.floor(i / width), i % width];
    return rng.normal() * (1 + 3 / (1 + column)) + (centers[(point % 10) * width + column] ?? 0);
  });
}

async function collect({ client, signal }: EngineUse, size: Size): Promise<string> {
  const source = { kind: "vectors", width: size.width, values: clustered(size) } as const;
  return (await client.request("collectPoints", { source, hookPoint: { kind: "given" } }, { signal })).set;
}

async function project({ client, signal }: EngineUse, set: string, method: MapMethod): Promise<Projected> {
  const began = performance.now();
  const phases: Record<string, number> = {};
  let [phase, since, map] = ["", began, 0];
  const leave = (next: string): void => {
    const now = performance.now();
    if (phase !== "") phases[phase] = (phases[phase] ?? 0) + (now - since) / 1000;
    if (next === "trustworthiness") map = (now - began) / 1000;
    [phase, since] = [next, now];
  };
  await client.request(
    "projectPoints",
    { set, method },
    {
      signal,
      onEvent: (event) => {
        if (event.kind === "progress" && event.what !== phase) leave(event.what);
      },
    },
  );
  leave("");
  return { map, all: (performance.now() - began) / 1000, phases };
}

async function nearest({ client, signal }: EngineUse, set: string): Promise<number> {
  const began = performance.now();
  await client.request("nearestPoints", { set, point: 17 }, { signal });
  return performance.now() - began;
}

/** Milliseconds from the wish to the answer that it stopped. */
async function cancelled({ client }: EngineUse, set: string, phase: string): Promise<number> {
  const abort = new AbortController();
  let start = 0;
  const onEvent = (event: { readonly kind: string; readonly what?: string; readonly done: number }): void => {
    // In the middle of it: not at its first report.
    if (start > 0 || event.kind !== "progress" || event.what !== phase || event.done === 0) return;
    start = performance.now();
    abort.abort();
  };
  const work = client.request("projectPoints", { set, method: umapMethod }, { signal: abort.signal, onEvent });
  await work.catch((error: unknown) => {
    if (!(error instanceof Cancelled)) throw error;
  });
  return performance.now() - start;
}

async function runMeanwhile(engine: EngineUse, set: string): Promise<{ meanwhileMs: number; aloneMs: number }> {
  const { dir } = await fittingModel("addition", "direct");
  const rng = new Rng(2);
  const firstToken = async (): Promise<number> => {
    const began = performance.now();
    let first: number | undefined;
    const digit = (): number => rng.integer(0, 9);
    await engine.client.generate(
      {
        modelDir: dir,
        device: "cpu",
        prompt: `[${digit()}, ${digit()}] + [${digit()}, ${digit()}] =`,
        maxNewTokens: 2,
      },
      {
        onToken: () => {
          first ??= performance.now() - began;
        },
        signal: engine.signal,
      },
    );
    return first ?? performance.now() - began;
  };
  await firstToken(); // opens the model
  const aloneMs = median(await repeated(9, firstToken));
  const abort = new AbortController();
  const began = Promise.withResolvers<void>();
  const work = engine.client.request(
    "projectPoints",
    { set, method: { ...umapMethod, epochs: 5000 } },
    { signal: abort.signal, onEvent: (event) => (event.kind === "coordinates" ? began.resolve() : undefined) },
  );
  const stopped = work.then(
    () => {},
    (error: unknown) => {
      began.reject(error);
      if (!(error instanceof Cancelled)) throw error;
    },
  );
  await began.promise;
  const meanwhileMs = median(await repeated(9, firstToken));
  abort.abort();
  await stopped;
  return { meanwhileMs, aloneMs };
}

/** A point that moves: one row at a time, each with another z. */
async function decodeOneByOne({ client, signal }: EngineUse, name: (typeof vaes)[number]) {
  const modelDir = join(productFolder, "models", `latent-${name}`);
  const task = inferenceTaskNamed(name);
  if (task === undefined) throw new RangeError(`There is no inference task ${name}.`);
  const [from, to] = [...task.items({ seed: 11, count: 2 })].map(({ premises, conclusion }) => ({
    premises: [...premises],
    conclusion,
  }));
  if (from === undefined || to === undefined) throw new RangeError(`${name} has too few items.`);
  const { means, latent } = await client.request("latentEncode", { modelDir, items: [from, to] }, { signal });
  const decode = async (share: number): Promise<number> => {
    const z = Float32Array.from(
      { length: latent },
      (_, i) => (1 - share) * (means[i] ?? 0) + share * (means[latent + i] ?? 0),
    );
    const began = performance.now();
    await client.request("latentDecode", { modelDir, premises: [from.premises], z }, { signal });
    return performance.now() - began;
  };
  await decode(0);
  const began = performance.now();
  const each: number[] = [];
  for (let i = 0; i < conclusions; i++) each.push(await decode(i / conclusions));
  return {
    model: `latent-${name}`,
    perSecond: (1000 * conclusions) / (performance.now() - began),
    medianMs: median(each),
  };
}

/** Seconds. */
function umapAlone(): number {
  const values = clustered(umapSize);
  const { points, width } = umapSize;
  const rows = Array.from({ length: points }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  const rng = new Rng(1);
  const { neighbors, minDistance, spread, epochs } = umapMethod;
  const umap = new UMAP({
    nNeighbors: neighbors,
    minDist: minDistance,
    spread,
    nEpochs: epochs,
    random: () => rng.next(),
  });
  const began = performance.now();
  umap.fit(rows);
  return (performance.now() - began) / 1000;
}

async function repeated<T>(times: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let i = 0; i < times; i++) made.push(await make());
  return made;
}

function sizeOf({ points, width }: Size): string {
  return `${countText(points)} x ${width}`;
}

function phasesOf(phases: Projected["phases"]): string {
  return Object.entries(phases)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`)
    .join(", ");
}
