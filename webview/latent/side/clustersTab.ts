/** @file Clusters by k-means in the space itself: how far apart they are, and whether they are the classes that somebody has in mind. */

import { messageOf } from "../../../src/core/base/errors.ts";
import { countText, percentText } from "../../../src/core/format/figures.ts";
import type { Facet, LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Result } from "../../../src/protocol/request.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { element, table } from "../../dom.ts";
import { button, dropdown, textField } from "../../ui.ts";
import type { Cloud } from "../cloud.ts";
import { exportMenu } from "../exportMenu.ts";
import type { DrawnMap } from "../mapPane.ts";
import { pointSiteOf, siteName } from "../sites.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";

type Clusters = Result<LatentViewContract, "clusters">;

export class ClustersTab implements SideTab {
  readonly element = element("div", { class: "tab-body" });
  readonly #actions: SideActions;
  readonly #head = element("div", { class: "sum" });
  readonly #result = element("div");
  readonly #count = textField("Clusters", "clusters", (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 2 || count > 1000) return;
    this.#clusters = count;
    this.#again();
  });
  #context: SideContext | undefined;
  #facet = "";
  #clusters = 0;
  #built = "";
  #asked = "";

  constructor(actions: SideActions) {
    this.#actions = actions;
    this.element.append(element("h2", { text: "Clusters" }), this.#head, this.#result);
  }

  update(context: SideContext): void {
    this.#context = context;
    const { cloud } = context;
    const classes = cloud.classes.filter((name) => name !== "cluster");
    const built = `${cloud.shown.id} ${classes.join()}`;
    if (built !== this.#built) {
      this.#built = built;
      this.#facet = classes.includes("rule") ? "rule" : (classes[0] ?? "");
      this.#clusters = Math.max(2, cloud.labels(this.#facet)?.names.length ?? 5);
      this.#count.set(String(this.#clusters));
      const choices = [{ value: "", text: "nothing" }, ...classes.map((value) => ({ value, text: value }))];
      this.#head.replaceChildren(
        element("span", { class: "muted", text: "k-means with" }),
        this.#count.element,
        element("span", { class: "muted", text: "clusters, against" }),
        dropdown("Compared with", choices, this.#facet, (facet) => {
          this.#facet = facet;
          this.#again();
        }),
      );
    }
    void this.#compute();
  }

  #again(): void {
    if (this.#context) void this.#compute();
  }

  async #compute(): Promise<void> {
    const { cloud, drawn, endpoint } = this.#context ?? {};
    if (cloud === undefined || endpoint === undefined) return;
    if (drawn === undefined) {
      this.#asked = "";
      this.#result.replaceChildren(
        element("p", {
          class: "muted hint",
          text: "There is no map, and so no clusters. Why there is none stands below it.",
        }),
      );
      return;
    }
    const asked = JSON.stringify([cloud.shown.id, drawn.model.dir, drawn.site, this.#facet, this.#clusters]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#result.classList.add("stale");
    const labels = this.#facet === "" ? undefined : cloud.labels(this.#facet);
    try {
      const found = await endpoint.request("clusters", {
        model: drawn.model.dir,
        site: pointSiteOf(drawn.site),
        clusters: this.#clusters,
        ...(labels === undefined ? {} : { labels }),
      });
      if (asked !== this.#asked) return;
      this.#result.classList.remove("stale");
      const values = found.clusters.map((_, i) => `cluster ${i + 1}`);
      const facet: Facet = { kind: "category", name: "cluster", values, of: owned(found.of.slice(0, cloud.count)) };
      cloud.add(facet);
      this.#draw(found, drawn, cloud);
      this.#actions.color("");
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#result.classList.remove("stale");
      this.#result.replaceChildren(element("p", { class: "word", role: "alert", text: messageOf(error) }));
    }
  }

  #draw(found: Clusters, { site: place, model }: DrawnMap, { shown }: Cloud): void {
    const { agreement } = found;
    const site = siteName(place);
    const number = (value: number | null): string => (value === null ? "–" : value.toFixed(2));
    const clusters = clickedTable(
      ["cluster", "points", "silhouette", ...(agreement ? ["mostly"] : [])],
      found.clusters.map(({ points, silhouette, majority }, i) => [
        `${i + 1}`,
        countText(points),
        number(silhouette),
        ...(majority === null ? [] : [`${majority.name} ${percentText(majority.share)}`]),
      ]),
      (row) => {
        const points = [...found.of.keys()].filter((point) => found.of[point] === row);
        this.#actions.select(points);
      },
    );
    const parts: Node[] = [
      element("p", {
        class: "muted",
        text: `In ${site}; silhouette ${number(found.silhouette)}${found.sampled === null ? "" : ` (at ${found.sampled} points)`}. Click a row to select it.`,
      }),
      element("div", { class: "sum" }, [
        button("Colour by Cluster", () => this.#actions.color("cluster")),
        exportMenu("Export clusters", [{ format: "csv", text: "tables, CSV" }], (format, scale) =>
          this.#actions.save({
            name: `clusters ${model.name} ${site}`,
            caption: `Clusters by k-means of ${site} of ${model.name} (${model.hash.slice(0, 12)}), ${found.clusters.length} clusters; silhouette ${number(found.silhouette)}${agreementWords(found)}. ${shown.provenance}.`,
            format,
            scale,
            rows: clusterRows(found, this.#facet),
          }),
        ),
      ]),
      clusters,
    ];
    if (agreement !== null)
      parts.push(
        element("h2", { text: `As classes: ${this.#facet}` }),
        element("p", {
          class: "muted",
          text: `Purity ${percentText(agreement.purity)}, normalised mutual information ${agreement.normalizedMutualInformation.toFixed(2)}, adjusted Rand index ${agreement.adjustedRandIndex.toFixed(2)}, silhouette of the classes ${number(agreement.silhouette)}.`,
        }),
        clickedTable(
          [this.#facet, "points", "silhouette", "purity"],
          agreement.classes.map(({ name, points, silhouette, purity }) => [
            name,
            countText(points),
            number(silhouette),
            purity === null ? "–" : percentText(purity),
          ]),
          (row) => this.#selectClass(agreement.classes[row]?.name ?? ""),
        ),
      );
    this.#result.replaceChildren(...parts);
  }

  #selectClass(name: string): void {
    const labels = this.#context?.cloud.labels(this.#facet);
    if (labels === undefined) return;
    const index = labels.names.indexOf(name);
    this.#actions.select([...labels.of.keys()].filter((point) => labels.of[point] === index));
  }
}

function agreementWords({ agreement }: Clusters): string {
  if (agreement === null) return "";
  const { purity, normalizedMutualInformation, adjustedRandIndex } = agreement;
  return `, purity ${purity.toFixed(4)}, normalised mutual information ${normalizedMutualInformation.toFixed(4)}, adjusted Rand index ${adjustedRandIndex.toFixed(4)}`;
}

/** Both tables in one: first the clusters, then the classes that they are held against. */
function clusterRows({ clusters, agreement }: Clusters, facet: string): readonly (readonly string[])[] {
  const number = (value: number | null): string => (value === null ? "" : value.toFixed(4));
  return [
    ["kind", "name", "points", "silhouette", "purity", "mostly"],
    ...clusters.map(({ points, silhouette, majority }, i) => [
      "cluster",
      String(i + 1),
      String(points),
      number(silhouette),
      number(majority?.share ?? null),
      majority?.name ?? "",
    ]),
    ...(agreement?.classes ?? []).map(({ name, points, silhouette, purity }) => [
      facet,
      name,
      String(points),
      number(silhouette),
      number(purity),
      "",
    ]),
  ];
}

function clickedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  click: (row: number) => void,
): HTMLElement {
  const body = rows.map((cells, row) => {
    const made = element(
      "tr",
      { attributes: { tabindex: 0 } },
      cells.map((text, i) =>
        element(i === 0 ? "th" : "td", { text, title: text, ...(i === 0 ? { attributes: { scope: "row" } } : {}) }),
      ),
    );
    made.addEventListener("click", () => click(row));
    made.addEventListener("keydown", ({ key }) => key === "Enter" && click(row));
    return made;
  });
  return table({ class: "numbers" }, head, body);
}
