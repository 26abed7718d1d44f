/** @file One latent view: a panel, the points that it shows, and what is asked about them. */
import * as vscode from "vscode";
import type { EngineClient } from "../../client/engineClient.ts";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import { type LatentViewContract, latentViewContract, type ShownPoints } from "../../protocol/latentView.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { AttentionViews } from "../attention/attentionViews.ts";
import { logFailure } from "../log/log.ts";
import { exportFile, pageFormats } from "../webview/exportFile.ts";
import { ViewPanel, type ViewPanelHost } from "../webview/viewPanel.ts";
import { conclude, verdictColumn } from "./conclusions.ts";
import { EngineMaps, type MapCache } from "./engineMaps.ts";
import { isNothing, type LatentSources, type NothingToShow, readSpec, type SourceSpec } from "./latentSources.ts";
import type { LatentPoints, PointOrigin } from "./points.ts";

export interface LatentPanelParts extends ViewPanelHost {
  readonly client: () => Promise<EngineClient>;
  readonly sources: LatentSources;
  readonly cache: MapCache;
  readonly open: (origin: PointOrigin, focus: boolean, column: vscode.ViewColumn | undefined) => Promise<void>;
  readonly attention: Pick<AttentionViews, "open" | "openItem">;
  /** Runs all problems of a document and keeps the runs. */
  readonly runAll: (uri: string) => Promise<void>;
  /** Other points are shown from now on. */
  readonly changed: () => void;
}

/** How many points there are at first. */
const usualCounts = { items: 1000, problems: 5000, steps: 5000, tokens: 20_000 } as const;

/** Every point is decoded for its verdict; more would keep the engine from what somebody asks for. */
const mostJudged = 5000;

export class LatentPanel {
  readonly view: ViewPanel<LatentViewContract>;
  readonly #parts: LatentPanelParts;
  #spec: SourceSpec | undefined;
  #points: LatentPoints | undefined;
  #maps: EngineMaps | undefined;
  #nothing: NothingToShow | undefined;
  #count: number | undefined;
  #reading: AbortController | undefined;

  constructor(parts: LatentPanelParts) {
    this.#parts = parts;
    this.view = new ViewPanel({
      ...parts,
      name: "latent",
      contract: latentViewContract,
      handlers: this.#handlers(),
    });
    this.view.closed.addEventListener("abort", () => this.#reading?.abort());
  }

  get points(): LatentPoints | undefined {
    return this.#points;
  }

  get spec(): SourceSpec | undefined {
    return this.#spec;
  }

  /** Shows other points. Never rejects: what is wrong is shown in their place, or above what was shown before. */
  async show(asked: SourceSpec | NothingToShow): Promise<void> {
    if (isNothing(asked)) {
      this.#nothing = asked;
      this.#points = undefined;
      this.#send();
      return;
    }
    if (pointsKind(asked) !== pointsKind(this.#spec)) this.#count = undefined;
    this.#spec = asked;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#nothing = undefined;
    this.#send(true);
    try {
      const kind = pointsKind(asked) ?? "items";
      const started = performance.now();
      const found = await this.#parts.sources.read(asked, this.#count ?? usualCounts[kind]);
      this.#parts.log.info(`latent view: points known in ${Math.round(performance.now() - started)} ms`);
      if (reading.signal.aborted) return;
      if (isNothing(found)) {
        this.#nothing = found;
        this.#points = undefined;
      } else {
        this.#points = found;
        this.#maps = new EngineMaps({ client: this.#parts.client, points: found, cache: this.#parts.cache });
        void this.#judgeAll(found, reading.signal);
      }
    } catch (error) {
      if (reading.signal.aborted) return;
      logFailure(this.#parts.log, "Latent view", error);
      this.#points = undefined;
      this.#nothing = { message: messageOf(error), runnable: undefined };
    }
    this.#send();
    this.#parts.changed();
  }

  /** Where the editor or another view stands now. */
  reveal(point: number | undefined): void {
    if (this.#points === undefined) return;
    this.view.notify("reveal", {
      points: this.#points.shown.id,
      point: point === undefined ? null : finite(point),
    });
  }

  stale(stale: boolean): void {
    if (this.#points !== undefined) this.view.notify("stale", { points: this.#points.shown.id, stale });
  }

  #send(busy = false): void {
    const shown = this.#points?.shown;
    this.view.panel.title = shown === undefined ? "Latent" : `Latent: ${shown.models[0]?.name ?? shown.name}`;
    if (!this.view.ready) return;
    this.view.notify("show", {
      points: busy ? null : (shown ?? null),
      source: this.#source,
      message: this.#nothing?.message ?? null,
      runnable: this.#nothing?.runnable !== undefined,
      busy,
    });
    // What else there is takes a look into the store: nothing waits for it.
    if (!busy) void this.#sendChoices();
  }

  async #sendChoices(): Promise<void> {
    const source = this.#source;
    const choices = await this.#parts.sources.choices(this.#spec).catch((error: unknown) => {
      logFailure(this.#parts.log, "Latent view: choices", error);
      return [];
    });
    if (source === this.#source) this.view.notify("choices", { source, choices });
  }

  get #source(): string {
    return this.#spec === undefined ? "" : JSON.stringify(this.#spec);
  }

  /** Lets the decoder conclude from every point's own z: a column that takes longer than the picture. */
  async #judgeAll(points: LatentPoints, signal: AbortSignal): Promise<void> {
    const [model] = points.shown.models;
    const maps = this.#maps;
    if (model?.kind !== "latent" || maps === undefined || points.shown.titles.length > mostJudged) return;
    try {
      const latents = await maps.use(
        { model: model.dir, hookPoint: { kind: "z" } },
        (engine, { set }) => engine.request("pointValues", { set }, { signal }),
        signal,
      );
      const client = await this.#parts.client();
      const column = await verdictColumn(latents.values, { client, modelDir: model.dir, points, signal });
      if (!signal.aborted) this.view.notify("column", { points: points.shown.id, column });
    } catch (error) {
      if (!signal.aborted && !(error instanceof Cancelled)) logFailure(this.#parts.log, "Latent view: verdicts", error);
    }
  }

  get #engine(): EngineMaps {
    if (this.#maps === undefined)
      throw new UserError("no-points", "There are no points.", "Choose what to show above.");
    return this.#maps;
  }

  #handlers(): Handlers<LatentViewContract> {
    const { client, open, runAll, log } = this.#parts;
    return {
      ready: async ({ source }) => {
        const kept = source === null ? undefined : readSpec(source);
        if (this.#spec === undefined && kept !== undefined) await this.show(kept);
        else this.#send(this.#spec !== undefined && this.#points === undefined && this.#nothing === undefined);
      },
      choose: async ({ source }) => {
        const chosen = readSpec(source);
        if (chosen !== undefined) await this.show(chosen);
      },
      reread: async ({ points }) => {
        this.#count = points ?? this.#count;
        if (this.#spec !== undefined) await this.show(this.#spec);
      },
      run: async () => {
        const uri = this.#nothing?.runnable;
        if (uri === undefined) return;
        await runAll(uri);
        await this.show(
          await this.#parts.sources.ofDocument(await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))),
        );
      },
      open: async ({ point, focus }) => {
        const origin = this.#points?.origin(point);
        if (origin !== undefined) await open(origin, focus, this.view.panel.viewColumn);
      },
      attention: async ({ model, point }) => {
        const { attention } = this.#parts;
        const item = this.#points?.item(point);
        if (item !== undefined) return attention.openItem(model, { task: item.task, item });
        const origin = this.#points?.origin(point);
        if (origin === undefined) return;
        await open(origin, false, this.view.panel.viewColumn);
        await attention.open();
      },
      map: async (params, { emit, signal }) => {
        const started = performance.now();
        const answer = await this.#engine.map(params, emit, signal);
        const count = answer.coordinates.length / 2;
        const how = answer.cached ? "from memory" : `by ${params.method.kind}`;
        log.info(`latent view: a map of ${count} points ${how} in ${Math.round(performance.now() - started)} ms`);
        return answer;
      },
      values: async ({ model, hookPoint }, { signal }) => {
        const answer = await this.#engine.use(
          { model, hookPoint },
          (engine, { set }) => engine.request("pointValues", { set }, { signal }),
          signal,
        );
        return { width: answer.width, values: answer.values };
      },
      nearest: ({ model, hookPoint, ...rest }, { signal }) =>
        this.#engine.use(
          { model, hookPoint },
          (engine, { set }) => engine.request("nearestPoints", { set, ...rest }, { signal }),
          signal,
        ),
      clusters: ({ model, hookPoint, ...rest }, { signal }) =>
        this.#engine.use(
          { model, hookPoint },
          (engine, { set }) => engine.request("clusterPoints", { set, ...rest }, { signal }),
          signal,
        ),
      probe: ({ model, hookPoint, ...rest }, { signal }) =>
        this.#engine.use(
          { model, hookPoint },
          (engine, { set }) => engine.request("probePoints", { set, ...rest }, { signal }),
          signal,
        ),
      where: async ({ model, ...rest }, { emit, signal }) => {
        const source = this.#points?.source(model);
        if (source === undefined) throw new Cancelled();
        return (await client()).request("probeHookPoints", { source, ...rest }, { signal, onEvent: emit });
      },
      conclude: async ({ model, rows, z }, { signal }) => {
        const points = this.#points;
        if (points === undefined) throw new Cancelled();
        const parts = { client: await client(), modelDir: model, points, signal };
        return { conclusions: await conclude(rows, owned(z), parts) };
      },
      save: async ({ name, format, bytes }) => {
        const formats = { [format]: pageFormats[format] };
        return exportFile({ title: "Export Latent View", name, formats, content: () => bytes });
      },
    };
  }
}

function pointsKind(spec: SourceSpec | undefined): ShownPoints["unit"] | undefined {
  return spec?.kind === "runs" ? spec.unit : spec?.kind;
}
