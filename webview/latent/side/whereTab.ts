/** @file Where is the rule? How well a class can be read from each layer and component, and the confusions of the probe at the place that is shown. */

import { Cancelled, messageOf } from "../../../src/core/base/errors.ts";
import { countText, percentText } from "../../../src/core/format/figures.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Result } from "../../../src/protocol/request.ts";
import { rampFor } from "../../charts/ramp.ts";
import { element } from "../../dom.ts";
import { button, dropdown } from "../../ui.ts";
import type { DrawnMap } from "../mapPane.ts";
import { isDoubled, pointSiteOf, siteName, siteOf } from "../sites.ts";
import { type Cell, type WhereGrid, whereGrid, whereRows } from "../whereGrid.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";
import { HeatFigure } from "./heatFigure.ts";

type Probe = Result<LatentViewContract, "probe">;

export class WhereTab implements SideTab {
  readonly element = element("div", { class: "tab-body" });
  readonly #head = element("div");
  readonly #map: HeatFigure;
  readonly #work = element("div", { class: "map-work", role: "status", attributes: { hidden: true } });
  readonly #note = element("p", { class: "muted" });
  readonly #probeHead = element("div");
  readonly #confusion: HeatFigure;
  #context: SideContext | undefined;
  #facet = "";
  #built = "";
  #cells: Cell[] = [];
  #grid: WhereGrid | undefined;
  #asked = "";
  #probed = "";
  #running: AbortController | undefined;

  constructor(actions: SideActions) {
    this.#map = new HeatFigure("where it can be read", actions, (row, column) => {
      const found = this.#grid?.at(row, column);
      if (found !== undefined) actions.site(siteOf(found.site));
    });
    this.#confusion = new HeatFigure("confusion matrix", actions);
    const { element: map } = this.#map;
    this.element.append(this.#head, this.#work, map, this.#note, this.#probeHead, this.#confusion.element);
  }

  update(context: SideContext): void {
    this.#context = context;
    const { cloud } = context;
    const classes = cloud.classes;
    if (!classes.includes(this.#facet)) this.#facet = classes.includes("rule") ? "rule" : (classes[0] ?? "");
    const built = `${cloud.shown.id} ${classes.join()}`;
    if (built !== this.#built) {
      this.#built = built;
      this.#cells = [];
      this.#asked = "";
      this.#probed = "";
      this.#forgetProbe();
      this.#makeHead(classes);
    }
    if (this.#facet !== "") {
      void this.#measure();
      void this.#showProbe();
    }
    this.#draw();
  }

  leave(): void {
    if (this.#running !== undefined) {
      this.#running.abort();
      this.#asked = "";
    }
  }

  get #width(): number {
    return Math.min(560, Math.max(260, this.element.clientWidth - 28));
  }

  #makeHead(classes: readonly string[]): void {
    if (classes.length === 0) {
      this.#head.replaceChildren(
        element("p", {
          class: "muted hint",
          text: "No facet of these points has at least two values with several points each: there is nothing to probe for.",
        }),
      );
      return;
    }
    const choices = classes.map((value) => ({ value, text: value }));
    this.#head.replaceChildren(
      element("h2", { text: "Where can it be read?" }),
      element("div", { class: "sum" }, [
        element("span", { class: "muted", text: "probe for" }),
        dropdown("Probe for", choices, this.#facet, (facet) => {
          this.#facet = facet;
          this.#cells = [];
          this.#asked = "";
          if (this.#context) this.update(this.#context);
        }),
      ]),
    );
  }

  /** Every layer and component, once for each facet. */
  async #measure(): Promise<void> {
    const context = this.#context;
    const model = context?.drawn?.model;
    const labels = context?.cloud.labels(this.#facet);
    if (context === undefined || model === undefined || labels === undefined) return;
    const asked = `${context.cloud.shown.id} ${model.dir} ${this.#facet}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#cells = [];
    const doing = element("span", { text: "probing" });
    const bar = element("progress", { attributes: { max: 1 } });
    this.#work.replaceChildren(
      bar,
      doing,
      button("Cancel", () => running.abort()),
    );
    this.#work.hidden = false;
    try {
      const { cells } = await context.endpoint.request(
        "where",
        { model: model.dir, labels, groups: context.cloud.shown.groups },
        {
          signal: running.signal,
          onEvent: (event) => {
            if (running.signal.aborted) return;
            doing.textContent = event.kind === "progress" ? event.what : `probed ${event.done} of ${event.total}`;
            if (event.total > 0) bar.value = event.done / event.total;
            if (event.kind === "cell") {
              this.#cells.push(event);
              this.#draw();
            }
          },
        },
      );
      this.#cells = [...cells];
      this.#draw();
    } catch (error) {
      if (this.#running !== running) return;
      const again = button("Measure Again", () => {
        this.#asked = "";
        void this.#measure();
      });
      this.#note.replaceChildren(`${error instanceof Cancelled ? "Cancelled." : messageOf(error)} `, again);
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        this.#work.hidden = true;
      }
    }
  }

  #draw(): void {
    const { drawn, cloud } = this.#context ?? {};
    const [first] = this.#cells;
    if (drawn === undefined || cloud === undefined || first === undefined) {
      this.#map.show(undefined);
      return;
    }
    const grid = whereGrid(this.#cells);
    const { rows, columns } = grid;
    this.#grid = grid;
    const ramp = rampFor("accuracy");
    const words = `Linear probe, trained on ${countText(first.training)} points, measured on ${countText(first.heldOut)} others of other problems. By chance ${percentText(first.chance)}.`;
    this.#note.textContent = words;
    const title = `Accuracy of a linear probe for ${this.#facet} by layer and component`;
    this.#map.show({
      name: `where ${this.#facet} ${drawn.model.name}`,
      caption: `${title}, ${drawn.model.name} (${drawn.model.hash.slice(0, 12)}). ${words} ${cloud.shown.name}, ${countText(cloud.count)} points. ${cloud.shown.provenance}.`,
      rows: whereRows(this.#cells),
      chart: {
        title,
        rows,
        columns,
        width: this.#width,
        cellHeight: 28,
        color: (share) => ramp.color(share),
        cell: (row, column) => {
          const found = grid.at(row, column);
          // The colour begins at chance.
          const share = ({ linear, chance }: Cell): number => Math.max(0, (linear - chance) / (1 - chance || 1));
          return found && { share: share(found), text: percentText(found.linear) };
        },
        about: (row, column) => {
          const found = grid.at(row, column);
          if (found === undefined) return "";
          const { site, linear, neighbours, heldOut } = found;
          return `${siteName(siteOf(site))}: linear probe ${percentText(linear)}, five neighbours ${percentText(neighbours)}, on ${heldOut} points held out. Opens this map.`;
        },
        marked: grid.placeOf(drawn.site),
      },
    });
  }

  async #showProbe(): Promise<void> {
    const { drawn, cloud, endpoint } = this.#context ?? {};
    const labels = cloud?.labels(this.#facet);
    if (drawn === undefined || cloud === undefined || endpoint === undefined || labels === undefined) return;
    if (isDoubled(drawn.site)) {
      this.#forgetProbe(
        "Queries and keys are two points for each token: choose one of both to see what a probe confuses.",
      );
      return;
    }
    const probed = JSON.stringify([cloud.shown.id, drawn.model.dir, drawn.site, this.#facet]);
    if (probed === this.#probed) return;
    this.#probed = probed;
    try {
      const place = { model: drawn.model.dir, site: pointSiteOf(drawn.site) };
      const probe = await endpoint.request("probe", { ...place, labels, groups: cloud.shown.groups });
      if (probed === this.#probed) this.#drawProbe(probe, drawn);
    } catch (error) {
      if (probed === this.#probed) this.#forgetProbe(messageOf(error), probed);
    }
  }

  #forgetProbe(why = "", probed = ""): void {
    this.#probed = probed;
    this.#confusion.show(undefined);
    this.#probeHead.replaceChildren(...(why === "" ? [] : [element("p", { class: "word", text: why })]));
  }

  #drawProbe({ names, linearConfusion, linear, neighbours, chance, training, heldOut }: Probe, drawn: DrawnMap): void {
    const cloud = this.#context?.cloud;
    const totals = linearConfusion.map((row) => row.reduce((sum: number, each) => sum + each, 0));
    const ramp = rampFor("accuracy");
    const place = siteName(drawn.site);
    const words = `Linear probe ${percentText(linear)}, five neighbours ${percentText(neighbours)}, by chance ${percentText(chance)}; trained on ${countText(training)} points, measured on ${countText(heldOut)} others. Rows are the true classes.`;
    this.#probeHead.replaceChildren(
      element("h2", { text: `What the probe confuses, ${place}` }),
      element("p", { class: "muted", text: words }),
    );
    const title = `Confusion matrix of the linear probe for ${this.#facet} at ${place}: true class by row, predicted by column`;
    this.#confusion.show({
      name: `confusion ${this.#facet} ${drawn.model.name} ${place}`,
      caption: `${title}. ${drawn.model.name} (${drawn.model.hash.slice(0, 12)}). ${words} ${cloud?.shown.provenance ?? ""}.`,
      rows: [
        [`true ${this.#facet}`, ...names.map((name) => `taken for ${name}`)],
        ...names.map((name, row) => [name, ...(linearConfusion[row] ?? []).map(String)]),
      ],
      chart: {
        title,
        rows: names,
        columns: names,
        width: this.#width,
        leastCell: names.length > 12 ? 16 : 24,
        cellHeight: names.length > 12 ? 16 : 22,
        color: (share) => ramp.color(share),
        cell: (row, column) => {
          const count = linearConfusion[row]?.[column] ?? 0;
          return { share: totals[row] ? count / (totals[row] ?? 1) : 0, text: count === 0 ? "" : String(count) };
        },
        about: (row, column) =>
          `${linearConfusion[row]?.[column] ?? 0} of ${totals[row]} ${names[row]} are taken for ${names[column]}.`,
      },
    });
  }
}
