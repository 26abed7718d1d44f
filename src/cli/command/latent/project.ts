/** @file `rulescope latent project`: a map of many points as a table, with how it was made beside it. */

import { isVae, type Model } from "../../../client/models.ts";
import { UserError } from "../../../core/base/errors.ts";
import { csvText } from "../../../core/format/csv.ts";
import { durationText, percentText } from "../../../core/format/figures.ts";
import { inferenceTaskNamed } from "../../../core/inference/registry.ts";
import { partOf } from "../../../core/inference/split.ts";
import { writeWhole } from "../../../node/writeWhole.ts";
import { hookPointName, hookPointNamed } from "../../../protocol/hookPointName.ts";
import { type HookPoint, type MapMethod, metrics, type PointSource } from "../../../protocol/projection.ts";
import { command, usageError, wholeNumber } from "../../command.ts";
import { type EngineUse, withEngine } from "../../engine.ts";
import { anyNamedModel } from "../../model.ts";
import { productVersion } from "../../product.ts";
import { progress } from "../../progress.ts";
import { openStore, storeFlag } from "../../store.ts";
import type { Terminal } from "../../terminal.ts";

const methods = ["pca", "tsne", "umap"] as const;

export const latentProjectCommand = command({
  name: "latent project",
  operands: "MODEL --out FILE.csv",
  count: [1, 1],
  description:
    "Projects many points to two dimensions and writes their coordinates as CSV, with how the map was made in FILE.csv.json.\n" +
    "Of a language VAE each point is a test item of its task; of any other model, the end of a step of one of its runs in\n" +
    "the run store. A hook point is `z`, `encoder.0.attention.output`, `decoder.1.feedForward.output`, or of runs\n" +
    "`layer.2.residual`, `layer.0.attention.query.head.3`.",
  flags: {
    out: { kind: "text", value: "FILE", about: "the table to write" },
    "hook-point": {
      kind: "text",
      value: "S",
      about: "where points are taken (default z; of runs the last layer's residual)",
    },
    method: { kind: "text", choices: methods, about: "default umap" },
    metric: { kind: "text", choices: metrics, about: "how far points are apart, t-SNE and UMAP (default euclidean)" },
    perplexity: { kind: "text", value: "P", about: "t-SNE (default 30)" },
    neighbors: { kind: "text", value: "K", about: "UMAP (default 15)" },
    standardize: { kind: "switch", about: "divide every value by its deviation first" },
    seed: { kind: "text", value: "N", about: "default 1" },
    count: { kind: "text", value: "N", about: "items, or runs (default 500)" },
    store: storeFlag,
    json: { kind: "switch", about: "how the map was made as one JSON document on stdout" },
  },
  examples: [
    "rulescope latent project latent-explanatory --out rules.csv",
    "rulescope latent project addition-rfft --hook-point layer.2.residual --method tsne --out steps.csv",
  ],
  async run(flags, [name = ""], terminal) {
    const { out, standardize, json } = flags;
    if (out === undefined) throw usageError("`rulescope latent project` needs --out FILE.", "latent project");
    const count = wholeNumber("count", flags.count, 500);
    const seed = wholeNumber("seed", flags.seed, 1, 0);
    const named = flags["hook-point"] === undefined ? undefined : hookPointNamed(flags["hook-point"]);
    if (flags["hook-point"] !== undefined && named === undefined)
      throw usageError(`There is no hook point called ${flags["hook-point"]}.`, "latent project");
    const method = methodOf(flags);
    const metric = metrics.find((each) => each === flags.metric) ?? "euclidean";
    const shown = progress(terminal, "mapping", () => performance.now());
    const made = await withEngine("inspect", terminal, async (engine) => {
      const { rows, columns, source, modelDir } = await pointsOf(
        engine,
        name,
        { count, seed, store: flags.store },
        terminal,
      );
      const hookPoint = named ?? (await defaultHookPoint(engine, modelDir));
      const { client, signal } = engine;
      const onWork = ({ what, done, total }: { what: string; done: number; total: number }): void =>
        shown.show(done, total, what);
      const set = await client.request("collectPoints", { source, hookPoint }, { signal, onEvent: onWork });
      const map = await client.request(
        "projectPoints",
        { set: set.set, method, metric, standardize, seed },
        { signal, onEvent: (event) => (event.kind === "progress" ? onWork(event) : undefined) },
      );
      return { rows, columns, modelDir, hookPoint, set, map };
    }).finally(() => shown.end());
    const { rows, columns, modelDir, hookPoint, set, map } = made;
    const places = Array.from({ length: set.points }, (_, i) => [
      map.coordinates[2 * i],
      map.coordinates[2 * i + 1],
      // Queries and keys of the same tokens come one after the other.
      ...(rows[i % rows.length] ?? []),
      ...(set.points > rows.length ? [i < rows.length ? "query" : "key"] : []),
    ]);
    const head = ["x", "y", ...columns, ...(set.points > rows.length ? ["of"] : [])];
    const provenance = {
      version: 1,
      kind: "map",
      rulescope: productVersion(),
      model: modelDir,
      hookPoint: hookPointName(hookPoint),
      points: set.points,
      width: set.width,
      parameters: { ...map.parameters, count },
      variance: map.variance,
      divergence: map.divergence,
      trustworthiness: map.trustworthiness,
    };
    await writeWhole(out, csvText([head, ...places]));
    await writeWhole(`${out}.json`, `${JSON.stringify(provenance, null, 1)}\n`);
    if (json) terminal.json(provenance);
    else {
      const { trustworthiness: trust, variance } = map;
      terminal.out(
        `${out}  ${set.points} points of ${set.width} values at ${hookPointName(hookPoint)}, ${durationText(map.seconds)}`,
      );
      if (variance)
        terminal.out(`variance shown     ${variance.shown.map((share) => percentText(share)).join(" and ")}`);
      if (trust) {
        const sample = trust.sampled === null ? "" : `, at ${trust.sampled} of the points`;
        terminal.out(`trustworthiness    ${trust.value.toFixed(3)} (${trust.neighbors} neighbors${sample})`);
      }
    }
    return 0;
  },
});

interface PointOptions {
  readonly count: number;
  readonly seed: number;
  readonly store: string | undefined;
}

interface NamedPoints {
  readonly modelDir: string;
  readonly source: PointSource;
  readonly columns: readonly string[];
  /** One for each point. */
  readonly rows: readonly (readonly string[])[];
}

async function pointsOf(
  engine: EngineUse,
  name: string,
  options: PointOptions,
  terminal: Terminal,
): Promise<NamedPoints> {
  const model = await anyNamedModel(name);
  return isVae(model) ? itemsOf(engine, model.dir, options) : stepsOf(model, options, terminal);
}

/** Items that the model was not trained on. */
async function itemsOf({ client }: EngineUse, modelDir: string, { count, seed }: PointOptions): Promise<NamedPoints> {
  const hookPoints = await client.request("hookPoints", { modelDir });
  const task = hookPoints.kind === "latent" ? inferenceTaskNamed(hookPoints.task) : undefined;
  if (task === undefined)
    throw new UserError(
      "model-foreign",
      `${modelDir} is of a task that this version does not have.`,
      "Choose another model.",
    );
  const items = [];
  for (const item of task.items({ seed })) {
    if (partOf(item) === "test") items.push(item);
    if (items.length === count) break;
  }
  return {
    modelDir,
    source: {
      kind: "latent",
      modelDir,
      items: items.map(({ premises, conclusion }) => ({ premises: [...premises], conclusion })),
    },
    columns: ["rule", ...task.factors, "premises", "conclusion"],
    rows: items.map(({ rule, factors, premises, conclusion }) => [
      rule,
      ...task.factors.map((factor) => factors[factor] ?? ""),
      task.premisesText(premises),
      conclusion,
    ]),
  };
}

/** The ends of the steps of a model's newest runs. */
async function stepsOf(
  { dir, manifest }: Model,
  { count, store: flag }: PointOptions,
  terminal: Terminal,
): Promise<NamedPoints> {
  const store = await openStore(flag, terminal, { reading: true });
  try {
    const records = store.list({ model: manifest.name, limit: count }).map(({ id }) => ({ ...store.get(id), id }));
    const runs = [];
    const rows: string[][] = [];
    for (const { id, problem, method, prompt, promptTokens, tokens, steps } of records) {
      if (promptTokens === undefined || steps.length === 0) continue;
      const before = promptTokens.ids.length;
      const response = tokens.map((token) => token.id);
      const positions = steps.map(({ tokens: [first, end] }) => before + Math.max(first, end - 1));
      runs.push({ modelDir: dir, device: "cpu" as const, prompt, response, positions });
      for (const { index, line, verdict } of steps)
        rows.push([id, problem.call, method, `${index}`, line === null ? "" : `${line}`, verdict]);
    }
    if (runs.length === 0) {
      throw new UserError(
        "no-points",
        `The run store ${store.path} has no run of ${manifest.name} with steps.`,
        "Run problems with it first, as in `rulescope run`, or name another store with --store.",
      );
    }
    const columns = ["run", "problem", "method", "step", "line", "verdict"];
    return { modelDir: dir, source: { kind: "runs", runs }, columns, rows };
  } finally {
    store.dispose();
  }
}

async function defaultHookPoint({ client }: EngineUse, modelDir: string): Promise<HookPoint> {
  const hookPoints = await client.request("hookPoints", { modelDir });
  return hookPoints.kind === "latent"
    ? { kind: "z" }
    : { kind: "state", layer: hookPoints.layers - 1, component: "residual" };
}

function methodOf(flags: { readonly [N in "method" | "perplexity" | "neighbors"]: string | undefined }): MapMethod {
  if (flags.perplexity !== undefined && flags.method !== "tsne")
    throw usageError("--perplexity is of --method tsne.", "latent project");
  if (flags.neighbors !== undefined && (flags.method ?? "umap") !== "umap")
    throw usageError("--neighbors is of --method umap.", "latent project");
  if (flags.method === "pca") return { kind: "pca" };
  if (flags.method === "tsne") return { kind: "tsne", perplexity: wholeNumber("perplexity", flags.perplexity, 30) };
  return { kind: "umap", neighbors: wholeNumber("neighbors", flags.neighbors, 15, 2) };
}
