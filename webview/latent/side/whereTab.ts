/** @file Where is the rule? How well a class can be read from each layer and component, and the confusions of the probe at the place that is shown. */

import { Cancelled, messageOf } from "../../../src/core/base/errors.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Event, Result } from "../../../src/protocol/request.ts";
import { heatChart } from "../../charts/heatChart.ts";
import { rampFor } from "../../charts/ramp.ts";
import { themeInk } from "../../charts/themeInk.ts";
import { element } from "../../dom.ts";
import { button, dropdown } from "../../ui.ts";
import { componentNames, isDoubled, pointSiteOf, type Site, siteName, siteOf } from "../sites.ts";
import { percentText } from "../words.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";

type Cell = Omit<Extract<Event<LatentViewContract, "where">, { kind: "cell" }>, "kind" | "done" | "total">;
type Probe = Result<LatentViewContract, "probe">;

export class WhereTab implements SideTab {
  readonly element = element("div", { class: "tab-body" });
  readonly #actions: SideActions;
  readonly #head = element("div");
  readonly #map = element("div", { class: "heat" });
  readonly #work = element("div", { class: "map-work", role: "status", attributes: { hidden: true } });
  readonly #note = element("p", { class: "muted" });
  readonly #probe = element("div");
  #context: SideContext | undefined;
  #facet = "";
  #built = "";
  #cells: Cell[] = [];
  #asked = "";
  #probed = "";
  #running: AbortController | undefined;

  constructor(actions: SideActions) {
    this.#actions = actions;
    this.element.append(this.#head, this.#work, this.#map, this.#note, this.#probe);
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
      this.#probe.replaceChildren();
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
      this.#note.textContent = error instanceof Cancelled ? "Cancelled." : messageOf(error);
    } finally {
      if (this.#running === running) {
        this.#running = undefined;
        this.#work.hidden = true;
      }
    }
  }

  #draw(): void {
    if (this.#cells.length === 0) {
      this.#map.replaceChildren();
      return;
    }
    const measured = this.#cells.map((cell) => ({ cell, site: siteOf(cell.site) }));
    const columns = ["residual", "attention", "FFN"] as const;
    const columnOf = ({ component }: Site): number => {
      if (component === "z") return 0;
      return component.endsWith("attention.output") ? 1 : component.endsWith("feedForward.output") ? 2 : 0;
    };
    const columnNames = measured.some(({ site }) => !["z"].includes(site.component) && columnOf(site) === 0)
      ? columns
      : (["z", ...columns.slice(1)] as const);
    const rowOf = ({ component, layer }: Site): string => {
      if (component === "z") return "z";
      const side = component.startsWith("encoder.")
        ? "encoder "
        : component.startsWith("decoder.")
          ? "decoder "
          : "layer ";
      return `${side}${layer + 1}`;
    };
    const order = (name: string): number => (name.startsWith("encoder") ? 0 : name === "z" ? 1 : 2);
    const plain = measured.filter(({ site }) => !/query|key/i.test(site.component));
    const rows = [...new Set(plain.map(({ site }) => rowOf(site)))].sort(
      (a, b) => order(a) - order(b) || a.localeCompare(b, "en", { numeric: true }),
    );
    const at = (row: number, column: number) =>
      plain.find(({ site }) => rowOf(site) === rows[row] && columnOf(site) === column);
    const chance = this.#cells[0]?.chance ?? 0;
    const ramp = rampFor("accuracy");
    const shownSite = this.#context?.drawn?.site;
    const marked = plain.find(
      ({ site }) => shownSite !== undefined && site.component === shownSite.component && site.layer === shownSite.layer,
    );
    const svg = heatChart(
      {
        title: `Accuracy of a linear probe for ${this.#facet} by layer and component`,
        rows,
        columns: columnNames,
        width: this.#width,
        cellHeight: 28,
        color: (share) => ramp.color(share),
        cell: (row, column) => {
          const found = at(row, column);
          return (
            found && {
              share: Math.max(0, (found.cell.linear - chance) / (1 - chance || 1)),
              text: percentText(found.cell.linear),
            }
          );
        },
        about: (row, column) => {
          const found = at(row, column);
          if (found === undefined) return "";
          const { linear, neighbours, heldOut } = found.cell;
          return `${siteName(found.site)}: linear probe ${percentText(linear)}, five neighbours ${percentText(neighbours)}, on ${heldOut} points held out. Click to open this map.`;
        },
        marked: marked && [rows.indexOf(rowOf(marked.site)), columnOf(marked.site)],
      },
      { document, ink: themeInk(document.body) },
    );
    for (const cell of svg.querySelectorAll<SVGGElement>(".heat-cell")) {
      const found = at(Number(cell.dataset.row), Number(cell.dataset.column));
      if (found === undefined) continue;
      cell.setAttribute("tabindex", "0");
      cell.setAttribute("role", "button");
      cell.setAttribute("aria-label", `Open ${siteName(found.site)}, probe ${percentText(found.cell.linear)}`);
      const open = (): void => this.#actions.site(found.site);
      cell.addEventListener("click", open);
      cell.addEventListener("keydown", ({ key }) => (key === "Enter" || key === " ") && open());
    }
    this.#map.replaceChildren(svg);
    const [first] = this.#cells;
    this.#note.textContent =
      first === undefined
        ? ""
        : `Linear probe, trained on ${first.training.toLocaleString("en")} points, measured on ${first.heldOut.toLocaleString("en")} others of other problems. By chance ${percentText(first.chance)}.`;
  }

  async #showProbe(): Promise<void> {
    const { drawn, cloud, endpoint } = this.#context ?? {};
    const labels = cloud?.labels(this.#facet);
    if (drawn === undefined || cloud === undefined || endpoint === undefined || labels === undefined) return;
    if (isDoubled(drawn.site)) return;
    const probed = JSON.stringify([cloud.shown.id, drawn.model.dir, drawn.site, this.#facet]);
    if (probed === this.#probed) return;
    this.#probed = probed;
    try {
      const place = { model: drawn.model.dir, site: pointSiteOf(drawn.site) };
      const probe = await endpoint.request("probe", { ...place, labels, groups: cloud.shown.groups });
      if (probed === this.#probed) this.#drawProbe(probe, drawn.site);
    } catch (error) {
      if (probed === this.#probed) this.#probe.replaceChildren(element("p", { class: "word", text: messageOf(error) }));
    }
  }

  #drawProbe({ names, linearConfusion, linear, neighbours }: Probe, site: Site): void {
    const totals = linearConfusion.map((row) => row.reduce((sum: number, each) => sum + each, 0));
    const ramp = rampFor("accuracy");
    const svg = heatChart(
      {
        title: `Confusion matrix of the linear probe at ${siteName(site)}: true class by row, predicted by column`,
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
      { document, ink: themeInk(document.body) },
    );
    this.#probe.replaceChildren(
      element("h2", { text: `What the probe confuses, ${siteName(site)}` }),
      element("p", {
        class: "muted",
        text: `${componentNames[site.component]}: linear probe ${percentText(linear)}, five neighbours ${percentText(neighbours)}. Rows are the true classes.`,
      }),
      element("div", { class: "heat" }, [svg]),
    );
  }
}
