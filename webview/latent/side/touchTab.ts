/** @file Touching the latent of a language VAE: other rules' means, lines between points, sums and single dimensions, each with what the decoder then concludes. */

import { countText, numberText, percentText } from "../../../src/core/format/figures.ts";
import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { element } from "../../dom.ts";
import { dropdown, slider } from "../../ui.ts";
import type { Labels } from "../cloud.ts";
import { type Ask, Concluder, type Question } from "../concluder.ts";
import { swatch } from "../legend.ts";
import {
  analogy,
  between,
  type Dimension,
  dimensionsOf,
  type Latents,
  latentAt,
  meansOf,
  stretchesOf,
} from "../touch.ts";
import { conclusionLine } from "./conclusionLine.ts";
import type { SideActions, SideContext, SideTab } from "./context.ts";
import { Dragging } from "./dragging.ts";
import { PlaneSection } from "./planeSection.ts";

/** Along a line, from `low` to `high` times the way. */
const line = { low: -0.25, high: 1.25, samples: 31 };

export class TouchTab implements SideTab {
  readonly element = element("div", { class: "tab-body touch" });
  readonly #actions: SideActions;
  readonly #head = element("div");
  readonly #rules = element("table", { class: "rules" });
  readonly #parts = element("div");
  readonly #rate = element("p", { class: "muted rate", role: "status" });
  /** The tab's questions, which do not wait for each other. */
  readonly #table: Concluder;
  readonly #line: Concluder;
  readonly #slide: Concluder;
  readonly #sum: Concluder;
  readonly #dimension: Concluder;
  readonly dragging: Dragging;
  readonly #plane: PlaneSection;
  #context: SideContext | undefined;
  #latents: Latents | undefined;
  #means: ReadonlyMap<string, Float32Array> = new Map();
  #dimensions: readonly Dimension[] = [];
  #loaded = "";
  #drawnFor = "";
  /** Ends of the line, terms of the sum, and where the sliders stand; kept while points change. */
  readonly #chosen = { to: "", minus: "", plus: "", dimension: 0, t: 1, value: 0 };

  constructor(actions: SideActions) {
    this.#actions = actions;
    const ask: Ask = (question) => this.#ask(question);
    const concluder = (): Concluder => new Concluder(ask, (error) => actions.fail(error));
    this.#table = concluder();
    this.#line = concluder();
    this.#slide = concluder();
    this.#sum = concluder();
    this.#dimension = concluder();
    this.#plane = new PlaneSection(ask, actions);
    this.dragging = new Dragging(ask, actions, this.#plane, (rate) => this.#counted(rate));
    this.element.append(this.#head, this.#rules, this.#parts, this.#rate);
  }

  update(context: SideContext): void {
    this.#context = context;
    void this.#load(context);
  }

  leave(): void {
    this.dragging.end();
    this.#actions.marks([]);
  }

  async #ask(question: Question): Promise<readonly Conclusion[]> {
    const context = this.#context;
    const model = modelOf(context);
    if (context === undefined || model === undefined) return [];
    return (await context.endpoint.request("conclude", { model, ...question })).conclusions;
  }

  #counted(rate: number): void {
    if (rate > 0) this.#rate.textContent = `${countText(Math.round(rate))} conclusions a second`;
  }

  async #load(context: SideContext): Promise<void> {
    const { cloud, endpoint, cursor } = context;
    const model = modelOf(context);
    const labels = cloud.labels("rule");
    if (model === undefined || labels === undefined) {
      this.#say("These points are no items of a language VAE: there is no decoder to conclude from them.");
      return;
    }
    const loaded = `${cloud.shown.id} ${model}`;
    if (loaded !== this.#loaded) {
      this.#loaded = loaded;
      this.#latents = undefined;
      try {
        const answer: Latents = await endpoint.request("values", { model, site: { kind: "z" } });
        if (loaded !== this.#loaded) return;
        this.#latents = answer;
        this.#means = meansOf(answer, labels);
        this.#dimensions = dimensionsOf(answer, labels);
        this.#drawnFor = "";
      } catch (error) {
        this.#loaded = "";
        this.#actions.fail(error);
        return;
      }
    }
    const latents = this.#latents;
    if (latents === undefined) return;
    this.dragging.update(this.#context ?? context, latents);
    this.#plane.update(this.#context ?? context);
    if (cursor === undefined) {
      this.#say("Choose a point: its premises stay, and z is what you change.");
      return;
    }
    const color = context.coloring.entries[0]?.color ?? ""; // the theme's
    const chosen = `${context.selected.size} ${[...context.selected].slice(0, 12).join()}`;
    const key = `${loaded} ${cursor} ${color} ${chosen}`;
    if (key === this.#drawnFor) return;
    this.#drawnFor = key;
    this.#show(context, latents, labels, cursor);
  }

  #say(words: string): void {
    this.#drawnFor = "";
    this.#head.replaceChildren(element("p", { class: "muted hint", text: words }));
    this.#rules.replaceChildren();
    this.#parts.replaceChildren();
  }

  #show(context: SideContext, latents: Latents, { names, of }: Labels, point: number): void {
    const { cloud } = context;
    const own = names[of[point] ?? -1] ?? "";
    this.#head.replaceChildren(
      element("div", { class: "point-title", text: cloud.title(point) }),
      element("div", { class: "point-detail", text: `∴ ${cloud.detail(point)}` }),
      element("p", { class: "muted", text: `${own}. Drag the point on the map with the hand tool, or change z here.` }),
    );
    this.#showRules(context, latents, point, own);
    const ends = this.#ends(context, point, own);
    if (context.selected.size !== 3) this.#actions.marks([]);
    this.#parts.replaceChildren(
      this.#lineSection(context, latents, point, own, ends),
      this.#plane.element,
      this.#sumSection(latents, point, own, ends),
      this.#dimensionSection(latents, point),
    );
    this.#plane.show(context, latents, point);
  }

  /** Every rule's mean on these premises, and the point's own z and none: is a rule a function? */
  #showRules({ coloring }: SideContext, latents: Latents, point: number, own: string): void {
    const means = [...this.#means];
    const rows = [
      { name: "own z", rule: own, z: latentAt(latents, point) },
      ...means.map(([rule, z]) => ({ name: rule, rule, z })),
      { name: "z = 0", rule: own, z: new Float32Array(latents.width) },
    ];
    const cells = rows.map(({ name, rule }) => {
      const entry = coloring.entries.find(({ value }) => value === rule);
      const said = element("td", { class: "said" });
      const row = element("tr", { class: name === own ? "own" : "" }, [
        element("th", { attributes: { scope: "row" } }, [
          ...(entry && this.#means.has(name) ? [swatch(entry.color, entry.shape)] : []),
          name,
        ]),
        said,
      ]);
      return { row, said };
    });
    const head = element("caption", { text: "Another rule's mean z on these premises" });
    this.#rules.replaceChildren(
      head,
      element(
        "tbody",
        {},
        cells.map(({ row }) => row),
      ),
    );
    const z = new Float32Array(rows.length * latents.width);
    for (const [i, row] of rows.entries()) z.set(row.z, i * latents.width);
    this.#table.ask({ rows: rows.map(({ rule }) => ({ point, rule })), z }, (conclusions) => {
      for (const [i, { said }] of cells.entries()) {
        const conclusion = conclusions[i];
        if (conclusion !== undefined) said.replaceChildren(...conclusionLine(conclusion));
      }
    });
  }

  /** Where lines can lead and what sums can hold: means of rules, and other selected points. */
  #ends({ cloud, selected }: SideContext, point: number, own: string): readonly End[] {
    const others = [...selected].filter((each) => each !== point).slice(0, 12);
    const latents = this.#latents;
    return [
      ...[...this.#means].map(([rule, z]) => ({
        value: `rule ${rule}`,
        text: `mean of ${rule}`,
        z,
        own: rule === own,
      })),
      ...others.map((each) => ({
        value: `point ${each}`,
        text: `point: ${cloud.title(each).slice(0, 40)}`,
        z: latents === undefined ? new Float32Array(0) : latentAt(latents, each),
        own: false,
      })),
    ];
  }

  #lineSection(context: SideContext, latents: Latents, point: number, own: string, ends: readonly End[]): HTMLElement {
    const first = ends.find((each) => each.value.startsWith("point ")) ?? ends.find((each) => !each.own) ?? ends[0];
    const end = (): End | undefined => ends.find(({ value }) => value === this.#chosen.to) ?? first;
    const strip = element("div", { class: "strip", role: "img" });
    const said = element("div", { class: "said", role: "status" });
    const move = slider("Along the line", (step) => slide(line.low + (step / 150) * (line.high - line.low)));
    move.max = "150";
    const from = latentAt(latents, point);
    const slide = (t: number): void => {
      const to = end();
      if (to === undefined) return;
      this.#chosen.t = t;
      this.#slide.ask({ rows: [{ point, rule: null }], z: between(from, to.z, t) }, ([conclusion]) => {
        if (conclusion) said.replaceChildren(`${percentText(t)} of the way: `, ...conclusionLine(conclusion));
      });
    };
    const fill = (): void => {
      const to = end();
      if (to === undefined) return;
      const at = Array.from(
        { length: line.samples },
        (_, i) => line.low + (i / (line.samples - 1)) * (line.high - line.low),
      );
      const z = new Float32Array(at.length * latents.width);
      for (const [i, t] of at.entries()) z.set(between(from, to.z, t), i * latents.width);
      this.#line.ask({ rows: at.map(() => ({ point, rule: null })), z }, (conclusions) => {
        const samples = conclusions.map(({ text, rules, kind }) => ({
          text,
          rule: kind === "correct" ? rules[0] : undefined,
        }));
        const stretches = stretchesOf(samples, at);
        strip.setAttribute(
          "aria-label",
          stretches.map(({ text, rule }) => `${text}: ${rule ?? "does not follow"}`).join("; "),
        );
        strip.replaceChildren(
          ...stretches.map((each) => {
            const entry =
              context.coloring.facet?.name === "rule"
                ? context.coloring.entries.find(({ value }) => value === each.rule)
                : undefined;
            const part = element("span", {
              class: each.rule === undefined ? "stretch wrong" : "stretch",
              text: each.text,
            });
            part.title = `${each.text} (${each.rule ?? "does not follow"})`;
            part.style.setProperty("--paint", entry?.color ?? "transparent");
            part.style.setProperty("--wide", String(Math.max(0.001, each.to - each.from)));
            return part;
          }),
        );
      });
      slide(this.#chosen.t);
    };
    move.value = String(Math.round(((this.#chosen.t - line.low) / (line.high - line.low)) * 150));
    const to = dropdown("End of the line", ends, first?.value ?? "", (value) => {
      this.#chosen.to = value;
      fill();
    });
    if (end() !== undefined) Object.assign(to, { value: end()?.value });
    fill();
    return section(`A line from this point (${own}) to`, [to, strip, move, said]);
  }

  #sumSection(latents: Latents, point: number, own: string, ends: readonly End[]): HTMLElement {
    const said = element("div", { class: "said", role: "status" });
    const ownMean = ends.find((each) => each.own) ?? ends[0];
    const other = ends.find((each) => !each.own) ?? ends[0];
    const of = (value: string, otherwise: End | undefined): End | undefined =>
      ends.find((each) => each.value === value) ?? otherwise;
    const fill = (): void => {
      const [minus, plus] = [of(this.#chosen.minus, ownMean), of(this.#chosen.plus, other)];
      if (minus === undefined || plus === undefined) return;
      const rule = plus.value.startsWith("rule ") ? plus.value.slice(5) : null;
      this.#sum.ask(
        { rows: [{ point, rule }], z: analogy(latentAt(latents, point), minus.z, plus.z) },
        ([conclusion]) => {
          if (conclusion) said.replaceChildren(...conclusionLine(conclusion));
        },
      );
    };
    const minus = dropdown("Taken away", ends, of(this.#chosen.minus, ownMean)?.value ?? "", (value) => {
      this.#chosen.minus = value;
      fill();
    });
    const plus = dropdown("Added", ends, of(this.#chosen.plus, other)?.value ?? "", (value) => {
      this.#chosen.plus = value;
      fill();
    });
    fill();
    return section(`This point (${own})`, [
      element("div", { class: "sum" }, [element("span", { text: "−" }), minus, element("span", { text: "+" }), plus]),
      said,
    ]);
  }

  #dimensionSection(latents: Latents, point: number): HTMLElement {
    const said = element("div", { class: "said", role: "status" });
    const own = latentAt(latents, point);
    const current = (): Dimension | undefined => this.#dimensions[this.#chosen.dimension];
    const move = slider("Value of the dimension", (step) => {
      this.#chosen.value = (step - 100) / 25;
      fill();
    });
    move.max = "200";
    const fill = (): void => {
      const dimension = current();
      if (dimension === undefined) return;
      const z = own.slice();
      z[dimension.index] = dimension.mean + this.#chosen.value * dimension.deviation;
      this.#dimension.ask({ rows: [{ point, rule: null }], z }, ([conclusion]) => {
        if (conclusion)
          said.replaceChildren(
            `z[${dimension.index}] = ${numberText(Number((z[dimension.index] ?? 0).toPrecision(3)))}: `,
            ...conclusionLine(conclusion),
          );
      });
    };
    const stand = (): void => {
      const dimension = current();
      if (dimension === undefined) return;
      const at = dimension.deviation === 0 ? 0 : ((own[dimension.index] ?? 0) - dimension.mean) / dimension.deviation;
      this.#chosen.value = Math.max(-4, Math.min(4, at));
      move.value = String(Math.round(100 + this.#chosen.value * 25));
      fill();
    };
    const choices = this.#dimensions.map(({ index, between: share, deviation }, i) => ({
      value: String(i),
      text: `z[${index}]: ${percentText(share)} between rules, deviation ${deviation.toFixed(2)}`,
    }));
    const which = dropdown("Dimension", choices, String(this.#chosen.dimension), (value) => {
      this.#chosen.dimension = Number(value);
      stand();
    });
    stand();
    return section("One dimension, −4 to 4 deviations", [which, move, said]);
  }
}

interface End {
  readonly value: string;
  readonly text: string;
  readonly z: Float32Array;
  /** The mean of the point's own rule. */
  readonly own: boolean;
}

function section(title: string, children: readonly (Node | string)[]): HTMLElement {
  return element("section", { class: "touch-part" }, [element("h2", { text: title }), ...children]);
}

/** The VAE whose points are shown; undefined where there is none. */
function modelOf(context: SideContext | undefined): string | undefined {
  const drawn = context?.drawn?.model;
  const model = drawn?.kind === "latent" ? drawn : context?.cloud.shown.models[0];
  return model?.kind === "latent" ? model.dir : undefined;
}
