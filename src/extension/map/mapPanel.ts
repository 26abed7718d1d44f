/** @file One case map view: a panel with maps side by side, and what a person does in it. */
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import type { Square } from "../../core/task/split.ts";
import { type MapSource, recordPath } from "../../protocol/mapRequests.ts";
import { type MapViewContract, mapViewContract } from "../../protocol/mapView.ts";
import { ViewPanel, type ViewPanelHost } from "../webview/viewPanel.ts";
import type { DrawnFigure } from "./mapExport.ts";
import type { MapReader } from "./mapReader.ts";
import { distinctNames } from "./mapText.ts";
import type { MapTraining } from "./mapTraining.ts";

export interface MapPanelParts extends ViewPanelHost {
  readonly reader: MapReader;
  readonly run: (source: MapSource, cell: number) => Promise<void>;
  /** Asks for more maps, also those beside the records of the shown ones; what was chosen, as `MapReader.read` takes it. */
  readonly pick: (shown: readonly string[]) => Promise<readonly string[]>;
  readonly save: (sources: readonly MapSource[], figure: DrawnFigure) => Promise<void>;
  /** Rejects with a UserError where one is under way or the squares cannot be held out. */
  readonly train: (source: MapSource, squares: readonly Square[], steps: number) => Promise<MapTraining>;
  /** Runs it; resolves with whether its record is there. */
  readonly begin: (training: MapTraining, panel: MapPanel) => Promise<boolean>;
  /** Shows what went wrong. */
  readonly fail: (doing: string, error: unknown) => void;
}

export class MapPanel {
  readonly view: ViewPanel<MapViewContract>;
  readonly #parts: MapPanelParts;
  #sources: readonly MapSource[] = [];
  readonly #trainings = new Map<string, MapTraining>();

  constructor(parts: MapPanelParts) {
    const { reader } = parts;
    this.#parts = parts;
    this.view = new ViewPanel({
      ...parts,
      name: "map",
      contract: mapViewContract,
      handlers: {
        ready: async ({ sources }) => {
          if (this.#sources.length === 0 && sources.length > 0) await this.#restore(sources);
          this.#send();
        },
        describe: ({ map, cell }) => reader.describe(this.#sourceOf(map), cell),
        run: ({ map, cell }) => parts.run(this.#sourceOf(map), cell),
        add: async () => this.add(await parts.pick(this.#sources.map(({ shown }) => recordPath(shown.id)))),
        remove: ({ map }) => {
          this.#trainings.get(map)?.cancel();
          this.#show(this.#sources.filter(({ shown }) => shown.id !== map));
        },
        train: ({ map, squares, steps }) => this.#train(map, squares, steps),
        cancel: ({ map }) => this.#trainings.get(map)?.cancel(),
        save: (figure) => parts.save(this.#current(), figure),
      },
    });
    this.view.closed.addEventListener("abort", () => {
      for (const training of this.#trainings.values()) training.cancel();
    });
  }

  /** Shows more maps beside those that are there. Throws a UserError for one that cannot be read. */
  async add(ids: readonly string[]): Promise<void> {
    const read = (await Promise.all(ids.map((id) => this.#parts.reader.read(id)))).flat();
    const fresh = new Set(read.map(({ shown }) => shown.id));
    this.#show([...this.#sources.filter(({ shown }) => !fresh.has(shown.id)), ...read]);
  }

  #sourceOf(id: string): MapSource {
    const found = this.#current().find(({ shown }) => shown.id === id);
    if (found === undefined) throw new UserError("map-unknown", "This map is no longer shown.", "Open it again.");
    return found;
  }

  /** Trainings as they are now. */
  #current(): readonly MapSource[] {
    return this.#sources.map((source) => this.#trainings.get(source.shown.id)?.source ?? source);
  }

  #show(sources: readonly MapSource[]): void {
    this.#sources = sources;
    const [first] = sources;
    this.view.panel.title = sources.length === 1 && first !== undefined ? `Case Map: ${first.shown.name}` : "Case Maps";
    this.#send();
    void this.#complete();
  }

  #send(): void {
    this.view.notify("show", { maps: distinctNames(this.#current().map(({ shown }) => shown)) });
  }

  /** Adds the oracle to maps whose record has none, one after the other. */
  async #complete(): Promise<void> {
    for (const source of this.#sources) {
      const complete = await this.#parts.reader
        .withCoverage(source, this.view.closed)
        .catch((error: unknown): undefined => {
          if (!(error instanceof Cancelled)) this.#parts.log.warn(`case map view: no oracle: ${messageOf(error)}`);
        });
      if (complete === undefined || !this.#sources.includes(source)) continue;
      this.#sources = this.#sources.map((each) => (each === source ? complete : each));
      this.#send();
    }
  }

  /** What was shown before a reload; a record that is gone is left out. */
  async #restore(ids: readonly string[]): Promise<void> {
    const { log, reader } = this.#parts;
    const read = await Promise.all(
      ids.map((id) =>
        reader.read(id).catch((error: unknown) => {
          log.warn(`case map view: not shown again: ${messageOf(error)}`);
          return [];
        }),
      ),
    );
    this.#show(read.flat());
  }

  async #train(map: string, squares: readonly Square[], steps: number): Promise<void> {
    const training = await this.#parts.train(this.#sourceOf(map), squares, steps);
    this.#trainings.set(training.id, training);
    this.#show([...this.#sources.filter(({ shown }) => shown.id !== training.id), training.source]);
    void this.#follow(training);
  }

  async #follow(training: MapTraining): Promise<void> {
    const done = await this.#parts.begin(training, this);
    if (!done || this.view.closed.aborted) return;
    this.#trainings.delete(training.id);
    if (this.#sources.some(({ shown }) => shown.id === training.id))
      await this.#replace(training.id).catch((error: unknown) => this.#parts.fail("Open Case Map", error));
  }

  async #replace(id: string): Promise<void> {
    const [read] = await this.#parts.reader.read(id);
    this.#show(this.#sources.map((source) => (source.shown.id === id && read !== undefined ? read : source)));
  }
}
